package dbmanager.backup;

import dbmanager.problem.Problem;
import java.io.IOException;

/** The store could not be read or written. */
public class StoreFailure extends Problem {
    private static final long serialVersionUID = 1L;

    private StoreFailure(Kind kind, String happened, String state, String next, Throwable cause) {
        super(kind, happened, state, next, cause);
    }

    /** Writing failed: disk full, read-only, no permission. */
    public static StoreFailure writing(String where, IOException cause) {
        return new StoreFailure(
                Kind.UNEXPECTED,
                "cannot write " + where + " (" + cause.getMessage() + ")",
                "nothing was committed; earlier backups are untouched",
                "free space or fix the permissions of the backups folder (`db-manager clean --dry-run` shows what could"
                        + " go), then run the command again",
                cause);
    }

    public static StoreFailure reading(String where, IOException cause) {
        return new StoreFailure(
                Kind.UNREACHABLE,
                "cannot read " + where + " (" + cause.getMessage() + ")",
                "nothing was changed",
                "check that the backups folder is there and readable, and `backups:` in the configuration",
                cause);
    }

    public static StoreFailure taken(String key) {
        return new StoreFailure(
                Kind.CONFLICT, key + " exists already", "the existing object is untouched", "run the command again", null);
    }

    /** There is no such object. */
    public static final class Absent extends StoreFailure {
        private static final long serialVersionUID = 1L;

        public Absent(String key) {
            super(
                    Kind.DAMAGED,
                    key + " is not in the store",
                    "nothing was changed",
                    "run `db-manager list-backups` and take another backup",
                    null);
        }
    }
}
