package dbmanager.operation;

import dbmanager.problem.Problem;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The files that a project begins with. */
public final class ProjectFiles {
    private static final String CONFIGURATION = "db-manager.yaml";
    private static final String VARIABLES = "env.example";

    private ProjectFiles() {}

    /** Writes a commented configuration and an example of {@code .env}, and gives back what it wrote. What is there stays as it is. */
    public static List<Path> write(Path project) {
        List<Path> written = new ArrayList<>();
        write(CONFIGURATION, project.resolve(CONFIGURATION), written);
        write(VARIABLES, project.resolve("." + VARIABLES), written);
        return written;
    }

    private static void write(String resource, Path file, List<Path> written) {
        if (Files.exists(file)) {
            return;
        }
        try (InputStream text = ProjectFiles.class.getResourceAsStream(resource)) {
            Files.createDirectories(file.toAbsolutePath().getParent());
            Files.copy(text, file);
            written.add(file);
        } catch (IOException e) {
            throw new NotWritten(file, e);
        }
    }

    /** Makes the folder of migrations, if need be. */
    public static Path migrations(Path folder) {
        try {
            return Files.createDirectories(folder);
        } catch (IOException e) {
            throw new NotWritten(folder, e);
        }
    }

    /** The project's folder cannot be written. */
    public static final class NotWritten extends Problem {
        private static final long serialVersionUID = 1L;

        NotWritten(Path file, IOException cause) {
            super(
                    Kind.UNEXPECTED,
                    "cannot write " + file + " (" + cause.getClass().getSimpleName() + ": " + cause.getMessage() + ")",
                    "no database was touched",
                    "make the folder writable, then run `db-manager init` again",
                    cause);
        }
    }
}
