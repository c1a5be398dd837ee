package dbmanager.firestore;

import dbmanager.backup.BackupId;
import dbmanager.firestore.gateway.Rejected;
import dbmanager.firestore.gateway.Written;
import dbmanager.problem.Problem;
import java.util.stream.Collectors;

/** Firestore did not take some of the documents. */
final class RestoreIncomplete extends Problem {
    private static final long serialVersionUID = 1L;

    private static final int SHOWN = 20;

    RestoreIncomplete(BackupId backup, Written written) {
        super(
                Kind.FAILED,
                "Firestore rejected " + written.rejected().size() + " documents of backup " + backup + ": "
                        + written.rejected().stream()
                                .limit(SHOWN)
                                .map(RestoreIncomplete::text)
                                .collect(Collectors.joining("; "))
                        + (written.rejected().size() > SHOWN ? "; …" : ""),
                "all others are as in the backup (" + written.documents()
                        + " were written); `db-manager check-data` and `integrity-check` say that the restore is unfinished",
                "remove the reason (a document may break a limit of this database, such as index entries), then run the same"
                        + " restore again: it writes only what is missing");
    }

    private static String text(Rejected rejected) {
        return rejected.path() + " (" + rejected.status() + ": " + rejected.message() + ")";
    }
}
