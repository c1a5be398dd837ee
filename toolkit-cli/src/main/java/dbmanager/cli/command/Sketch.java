package dbmanager.cli.command;

import dbmanager.environment.DatabaseSettings;
import dbmanager.environment.Environment;
import dbmanager.environment.Settings;
import dbmanager.problem.Problem;
import java.util.List;
import java.util.Optional;

/**
 * An environment as far as it can be known here: one that needs variables of another machine is still listed.
 *
 * @param provenBy the environment in which its migrations must have run before
 * @param problem why it cannot be used here
 */
record Sketch(
        Optional<String> protection,
        Optional<String> because,
        Optional<String> provenBy,
        List<DatabaseSettings> databases,
        Optional<String> problem) {
    static Sketch of(Settings settings, String name) {
        try {
            Environment environment = settings.environment(name);
            return new Sketch(
                    Optional.of(Words.name(environment.protection())),
                    environment.protectedBecause(),
                    settings.provenBy(environment),
                    environment.databases(),
                    Optional.empty());
        } catch (Problem problem) {
            return new Sketch(
                    Optional.empty(), Optional.empty(), Optional.empty(), List.of(), Optional.of(problem.getMessage()));
        }
    }
}
