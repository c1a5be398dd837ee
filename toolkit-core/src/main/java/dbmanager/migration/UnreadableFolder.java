package dbmanager.migration;

import dbmanager.problem.Problem;
import java.io.IOException;
import java.nio.file.Path;

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

    UnreadableFolder(Path path, IOException cause) {
        super(
                Kind.CONFIGURATION,
                "cannot read " + path + " (" + cause.getClass().getSimpleName() + ": " + cause.getMessage() + ")",
                "nothing was run",
                "give this user the right to read it, or name another folder with --migrations",
                cause);
    }
}
