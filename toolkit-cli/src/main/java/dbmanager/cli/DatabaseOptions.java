package dbmanager.cli;

import dbmanager.environment.Consent;
import dbmanager.environment.Settings;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Which databases a command is about. */
public final class DatabaseOptions {
    @Spec(Spec.Target.MIXEE)
    private CommandSpec command;

    @Option(
            names = "--env",
            paramLabel = "NAME",
            description = "The environment; else $DB_MANAGER_ENV, else dev.")
    private String environment;

    @Option(
            names = "--db",
            paramLabel = "NAME",
            description = "A database of it, repeatable; else all of them, in the order of the file.")
    private List<String> databases = new ArrayList<>();

    @Option(names = "--config", paramLabel = "FILE", description = "Instead of ./db-manager.yaml.")
    private Path config;

    @Option(names = "--url", paramLabel = "URL", description = "Work on this one database, without a file.")
    private String url;

    @Option(names = "--migrations", paramLabel = "DIR", description = "The migrations of --url.")
    private Path migrations;

    @Option(names = "--backups", paramLabel = "DIR", description = "Where the backups of --url go.")
    private Path backups;

    @Mixin
    private OutputOptions output = new OutputOptions();

    /** Runs the work on every chosen database that needs no consent, and prints what it answers. */
    public int each(Function<Toolkit, View> work) {
        return each(Optional.empty(), work);
    }

    /** The same, with what the user agreed to; the work asks {@link Toolkit#require} before it changes anything. */
    public int each(ConsentOptions consent, Function<Toolkit, View> work) {
        return each(Optional.of(consent), work);
    }

    private int each(Optional<ConsentOptions> consent, Function<Toolkit, View> work) {
        Surroundings surroundings = surroundings();
        Session session = new Session(
                command.name(),
                surroundings,
                settings(),
                Optional.ofNullable(environment),
                consent.map(ConsentOptions::consent).orElse(Consent.none()),
                output.printer(surroundings));
        return session.each(databases, work);
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
                    Optional.ofNullable(config),
                    surroundings.workingFolder(),
                    surroundings.variables());
        }
        return Settings.read(Optional.ofNullable(config), surroundings.workingFolder(), surroundings.variables());
    }

    /** A path of the command line, from the working folder. */
    public Path path(Path given) {
        return surroundings().workingFolder().resolve(given).normalize();
    }

    public Surroundings surroundings() {
        return ((DbManager) command.root().userObject()).surroundings();
    }

    public Printer printer() {
        return output.printer(surroundings());
    }
}
