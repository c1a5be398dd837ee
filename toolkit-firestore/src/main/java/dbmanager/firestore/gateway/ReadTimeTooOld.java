package dbmanager.firestore.gateway;

import dbmanager.firestore.document.DatabaseName;
import dbmanager.problem.Problem;
import java.time.Instant;

/** The server no longer knows how the database was at that moment: an hour back, seven days with point-in-time recovery. */
public final class ReadTimeTooOld extends Problem {
    private static final long serialVersionUID = 1L;

    ReadTimeTooOld(DatabaseName database, Instant readTime, String why, String state, Throwable cause) {
        super(
                Kind.UNEXPECTED,
                database + " can no longer be read as it was at " + readTime + " (" + why + ")",
                state,
                "switch on point-in-time recovery (`gcloud firestore databases update --enable-pitr`) or take less at once, such as one"
                        + " collection; then run the command again",
                cause);
    }
}
