package dbmanager.environment;

import dbmanager.environment.SettingsFile.DeclaredEnvironment;
import dbmanager.problem.Problem;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Finds out why an environment is guarded: by its own label, or because it reaches into a guarded one. */
record Protections(Map<String, DeclaredEnvironment> declared, Variables variables, Path base) {
    /** Empty when it is open. */
    Optional<Guardian> of(String name, List<DatabaseSettings> databases) {
        Protection label = Optional.ofNullable(declared.get(name))
                .map(DeclaredEnvironment::protection)
                .orElseGet(() -> Protection.byDefault(name));
        if (label == Protection.GUARDED) {
            return Optional.of(new Guardian(name, "environment " + name + " is guarded"));
        }
        return declared.values().stream()
                .filter(other -> other.protection() == Protection.GUARDED)
                .flatMap(guarded -> databases.stream()
                        .filter(database -> reaches(database, guarded))
                        .map(database -> new Guardian(
                                guarded.name(),
                                database.name() + " is a database of the guarded environment " + guarded.name())))
                .findFirst();
    }

    private boolean reaches(DatabaseSettings database, DeclaredEnvironment guarded) {
        Whereabouts here = new Whereabouts(database.url(), database.emulator());
        return guarded.databases().stream()
                .flatMap(other -> whereabouts(other).stream())
                .anyMatch(here::sameAs);
    }

    /** Empty when it cannot be known: a variable that is missing here, or a fault that concerns only those who use that database. */
    private Optional<Whereabouts> whereabouts(DeclaredDatabase database) {
        try {
            return Optional.of(database.whereabouts(variables, base));
        } catch (Problem unknown) {
            return Optional.empty();
        }
    }
}
