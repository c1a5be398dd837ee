package dbmanager.firestore.gateway;

import dbmanager.firestore.document.DatabaseName;
import dbmanager.problem.Problem;
import java.util.Set;

/** A commit was not applied, none of its writes: a precondition does not hold, or a write is not allowed. */
public final class CommitRejected extends Problem {
    private static final long serialVersionUID = 1L;
    private static final Set<String> PRECONDITIONS = Set.of("ALREADY_EXISTS", "NOT_FOUND", "FAILED_PRECONDITION");

    private final String status;

    CommitRejected(DatabaseName database, String status, String why, Throwable cause) {
        super(
                PRECONDITIONS.contains(status) ? Kind.CONFLICT : Kind.FAILED,
                "Firestore rejected a commit to " + database + ": " + status + ": " + why,
                "none of its writes was applied",
                PRECONDITIONS.contains(status)
                        ? "somebody else changed these documents at the same time; run the command again"
                        : "correct the documents that the message names and run the command again",
                cause);
        this.status = status;
    }

    /** The name of the gRPC status. */
    public String status() {
        return status;
    }

    /** Whether a document was not as the commit demanded: there, not there, or of that update time. */
    public boolean precondition() {
        return PRECONDITIONS.contains(status);
    }
}
