package dbmanager.sql.sqlite;

import dbmanager.problem.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What is to be written would not fit; found out before writing. */
final class NoSpace extends Problem {
    private static final long serialVersionUID = 1L;

    private NoSpace(Path folder, String what, long needed, long free) {
        super(
                Kind.UNEXPECTED,
                "%s needs %,d bytes in %s, and %,d are free".formatted(what, needed, folder, free),
                "nothing was written",
                "free space there (`db-manager clean --dry-run` shows which backups could go), then run the command again");
    }

    /** @throws NoSpace when the folder's file system has less */
    static void require(Path folder, String what, long needed) {
        long free;
        try {
            free = Files.getFileStore(folder).getUsableSpace();
        } catch (IOException e) {
            return; // a file system that does not say; a failing write will
        }
        if (free < needed) {
            throw new NoSpace(folder, what, needed, free);
        }
    }
}
