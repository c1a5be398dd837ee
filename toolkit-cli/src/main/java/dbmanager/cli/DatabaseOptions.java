package dbmanager.cli;

import dbmanager.environment.DatabaseSettings;
import dbmanager.environment.Environment;
import dbmanager.environment.Settings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Which databases a command is about. */
public class DatabaseOptions {
    @Spec(Spec.Target.MIXEE)
    private CommandSpec command;

    @Option(names = "--env", paramLabel = "NAME", description = "The environment; else $DB_MANAGER_ENV, else dev.")
    private String environment;

    @Option(
            names = "--db",
            paramLabel = "NAME",
            description = "A database of it, repeatable; else all of them, in the order of the file.")
    private List<String> databases = new ArrayList<>();

    @Mixin
    private ConfigurationOptions config = new ConfigurationOptions();

    @Option(names = "--url", paramLabel = "URL", description = "Work on this one database, without a file.")
    private String url;

    @Option(names = "--migrations", paramLabel = "DIR", description = "The migrations of --url.")
    private Path migrations;

    @Option(names = "--backups", paramLabel = "DIR", description = "Where the backups of --url go.")
    private Path backups;

    @Mixin
    private OutputOptions output = new OutputOptions();

    /** In this environment, unless the command line names one; what the variables say does not count. */
    public DatabaseOptions inEnvironment(String name) {
        if (environment == null) {
            environment = name;
        }
        return this;
    }

    /** Over the chosen databases. */
    public Session each() {
        return session(Optional.empty(), false);
    }

    /** Over the one that is chosen. @throws UsageProblem when it is not clear which */
    public Session only() {
        return session(Optional.empty(), true);
    }

    /** Over the one that is chosen or, where none is, the one whose backup is named. */
    public Session only(String backup) {
        return session(Optional.of(backup), true);
    }

    private Session session(Optional<String> backup, boolean one) {
        Settings settings = settings();
        Environment where = settings.environment(settings.environmentName(Optional.ofNullable(environment)));
        List<DatabaseSettings> chosen = where.select(databases);
        if (chosen.isEmpty()) {
            throw new UsageProblem(
                    "environment " + where.name() + " has no database",
                    "write a db-manager.yaml (`db-manager init` makes one), set DATABASE_URL, or give --url");
        }
        if (one && chosen.size() > 1) {
            chosen = List.of(theOne(chosen, backup, where));
        }
        return new Session(command.name(), surroundings(), settings, where, chosen, printer());
    }

    private static DatabaseSettings theOne(List<DatabaseSettings> chosen, Optional<String> backup, Environment where) {
        return chosen.stream()
                .filter(database ->
                        backup.filter(id -> id.endsWith("Z-" + database.name())).isPresent())
                .findFirst()
                .orElseThrow(() -> new UsageProblem(
                        "this is for one database, and environment " + where.name() + " has " + chosen.size(),
                        "add --db with one of "
                                + chosen.stream().map(DatabaseSettings::name).collect(Collectors.joining(", "))));
    }

    /** Where the configuration is, as it was given, for a command that goes on with the same work. */
    public String flags() {
        return config.flags();
    }

    public Settings settings() {
        Surroundings surroundings = surroundings();
        if (url == null && (migrations != null || backups != null)) {
            throw new UsageProblem(
                    "--migrations and --backups go with --url", "give --url, or set them in db-manager.yaml");
        }
        if (url != null) {
            return Settings.ofUrl(
                    url,
                    Optional.ofNullable(migrations),
                    Optional.ofNullable(backups),
                    config.file(),
                    surroundings.workingFolder(),
                    surroundings.variables());
        }
        return config.read(surroundings);
    }

    /**
     * The environment, for a command that is about it as a whole.
     *
     * @throws UsageProblem when the command line names a database
     */
    public String environmentAlone(Settings settings) {
        if (url != null || !databases.isEmpty()) {
            throw new UsageProblem(
                    command.name() + " is about an environment, with all its databases", "leave --db and --url out");
        }
        return settings.environmentName(Optional.ofNullable(environment));
    }

    /** Prints what is not about one database after the other. @return its exit code */
    public int answer(View view) {
        return output.answer(command, view);
    }

    /** Whether the command line, a file or a variable already names a database. */
    public boolean areNamed() {
        return url != null
                || config.file().isPresent()
                || Files.exists(surroundings().path("db-manager.yaml"))
                || Stream.of("DATABASE_URL", "FIREBASE_PROJECT_ID")
                        .anyMatch(name -> settings().variable(name).isPresent());
    }

    public Surroundings surroundings() {
        return OutputOptions.surroundings(command);
    }

    public Printer printer() {
        return output.printer(surroundings());
    }
}
