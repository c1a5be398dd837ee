package dbmanager.cli;

import dbmanager.environment.Settings;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Where the configuration is. */
public final class ConfigurationOptions {
    /** None if not given; of an {@code Optional} a shell would not know that files complete it. */
    @Option(names = "--config", paramLabel = "FILE", description = "Instead of ./db-manager.yaml.")
    private Path file;

    /** As it was given. */
    Optional<Path> file() {
        return Optional.ofNullable(file);
    }

    /** Reads it anew each time: a command may have written it meanwhile. */
    public Settings read(Surroundings surroundings) {
        return Settings.read(file(), surroundings.workingFolder(), surroundings.variables());
    }

    /** For a command that goes on with the same work. */
    public String flags() {
        return file().map(path -> " --config " + path).orElse("");
    }
}
