package dbmanager.cli;

import dbmanager.backup.RestorePoint;
import dbmanager.backup.RestorePoints;
import dbmanager.environment.Choice;
import dbmanager.environment.Counterparts;
import dbmanager.environment.DatabaseSettings;
import dbmanager.environment.Environment;
import dbmanager.environment.Settings;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Which databases of which environments a promotion is about. */
public final class PromotionOptions {
    @Spec(Spec.Target.MIXEE)
    private CommandSpec command;

    @Option(names = "--from", paramLabel = "NAME", description = "The environment that has proven the migrations.")
    private Optional<String> from = Optional.empty();

    @Option(names = "--to", paramLabel = "NAME", description = "The environment that they go to.")
    private Optional<String> to = Optional.empty();

    @Option(
            names = "--db",
            paramLabel = "NAME",
            description = "A database of both, repeatable; else all of them, in the order of the file.")
    private List<String> databases = new ArrayList<>();

    @Mixin
    private ConfigurationOptions config = new ConfigurationOptions();

    @Mixin
    private OutputOptions output = new OutputOptions();

    private Optional<Settings> settings = Optional.empty();

    /** Over the databases that both environments have. */
    public Session target() {
        Environment target = settings().environment(named(to, "--to")).chosenBy(Choice.TARGET);
        List<DatabaseSettings> chosen = Counterparts.of(source(), target, databases).stream()
                .map(Counterparts::target)
                .toList();
        return session(target, chosen);
    }

    public Environment source() {
        return settings().environment(named(from, "--from")).chosenBy(Choice.SOURCE);
    }

    private static String named(Optional<String> environment, String option) {
        return environment.orElseThrow(
                () -> new UsageProblem(
                        "a promotion goes from one environment to another, and " + option + " is missing",
                        "give both: `db-manager promote --from staging --to production`; or --back with the id of a promotion"));
    }

    /** Over the databases of a promotion. */
    public Session of(RestorePoint point) {
        if (from.isPresent() || to.isPresent() || !databases.isEmpty()) {
            throw new UsageProblem(
                    "--back brings back all databases of a promotion, and knows which",
                    "leave out --from, --to and --db");
        }
        Environment target = settings().environment(point.environment()).chosenBy(Choice.PROMOTION);
        return session(
                target,
                target.select(point.members().stream()
                        .map(member -> member.database().name())
                        .toList()));
    }

    private Session session(Environment target, List<DatabaseSettings> chosen) {
        return new Session(command.name(), surroundings(), settings(), target, chosen, output.printer(surroundings()));
    }

    public RestorePoints restorePoints() {
        return Toolkit.catalog(settings(), surroundings()).restorePoints();
    }

    /** Where the configuration is, as it was given, for a command that goes on with the same work. */
    public String flags() {
        return config.flags();
    }

    /** Read once: a key may have to be asked for. */
    private Settings settings() {
        if (settings.isEmpty()) {
            settings = Optional.of(config.read(surroundings()));
        }
        return settings.get();
    }

    private Surroundings surroundings() {
        return OutputOptions.surroundings(command);
    }
}
