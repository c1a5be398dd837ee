package dbmanager.firestore;

import dbmanager.backup.BackupId;
import dbmanager.firestore.gateway.Written;
import dbmanager.problem.Problem;

/** A restore has begun to write and did not come to its end. */
final class RestoreIncomplete extends Problem {
    private static final long serialVersionUID = 1L;

    private static final String AGAIN = "run the same restore again: it writes what is missing, and nothing twice";

    /** Something stopped it. */
    RestoreIncomplete(BackupId backup, Problem cause) {
        super(
                cause.kind(),
                "the restore of backup " + backup + " stopped: " + cause.getMessage(),
                "some documents are as in the backup and others as before, each of them whole; `integrity-check` says so until it is finished",
                cause.next() + "; then " + AGAIN,
                cause);
    }

    /** Firestore did not take some of the documents. */
    RestoreIncomplete(BackupId backup, Written written) {
        super(
                Kind.FAILED,
                "Firestore rejected " + written.rejected() + " documents of backup " + backup + ": "
                        + written.reasons(),
                "all others are as in the backup; `integrity-check` says so until it is finished",
                next(written));
    }

    private static String next(Written written) {
        boolean foreign =
                written.first().stream().anyMatch(rejected -> rejected.message().contains("different app partition"));
        return foreign
                ? "this database takes no references into another one: run the restore again with --references repoint"
                : "remove the reason, such as a limit that this database has and the old one had not; then " + AGAIN;
    }
}
