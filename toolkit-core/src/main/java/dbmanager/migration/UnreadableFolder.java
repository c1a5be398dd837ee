package dbmanager.migration;

import dbmanager.problem.NearestName;
import dbmanager.problem.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The migrations folder, or a file in it, cannot be read or written. */
public final class UnreadableFolder extends Problem {
    private static final long serialVersionUID = 1L;

    private UnreadableFolder(String happened, String next) {
        super(Kind.CONFIGURATION, happened, "nothing was run", next);
    }

    /** A database has been through migrations, and the place of their files does not exist. */
    public static UnreadableFolder absent(Path path) {
        return new UnreadableFolder(
                "there is no folder " + path + ", and the database has been through migrations",
                "check `migrations:` in db-manager.yaml (or --migrations), and that the folder was checked out");
    }

    /** Somebody named the folder, and it is not there: a slip of the pen must not look like having no migrations. */
    public static UnreadableFolder named(Path path) {
        Path file = path.getFileName();
        return new UnreadableFolder(
                "there is no folder " + path + ", which was named as the one of the migrations",
                (file == null ? "" : NearestName.suggest(file.toString(), foldersBeside(path)))
                        + "check `migrations:` in db-manager.yaml (or --migrations); `db-manager create-migration NAME` makes"
                        + " the folder with its first script");
    }

    private static List<String> foldersBeside(Path path) {
        try (Stream<Path> beside = Files.list(path.toAbsolutePath().getParent())) {
            return beside.filter(Files::isDirectory)
                    .map(folder -> folder.getFileName().toString())
                    .toList();
        } catch (IOException e) {
            return List.of(); // then there is none to suggest
        }
    }

    UnreadableFolder(Path path, IOException cause) {
        super(
                Kind.CONFIGURATION,
                "cannot read " + path + " (" + cause.getClass().getSimpleName() + ": " + cause.getMessage() + ")",
                "nothing was run",
                "give this user the right to read it, or name another folder with --migrations",
                cause);
    }
}
