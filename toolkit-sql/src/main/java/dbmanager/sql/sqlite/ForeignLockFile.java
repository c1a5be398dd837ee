package dbmanager.sql.sqlite;

import dbmanager.problem.Problem;
import java.nio.file.Path;

/** What lies where the lock file belongs is none of ours, and is not written to. */
final class ForeignLockFile extends Problem {
    private static final long serialVersionUID = 1L;

    ForeignLockFile(Path file, String what) {
        super(
                Kind.REFUSED,
                file + " is " + what + ", not the lock file of a migration",
                "nothing was changed",
                "find out who put it there, remove it, then run the command again");
    }
}
