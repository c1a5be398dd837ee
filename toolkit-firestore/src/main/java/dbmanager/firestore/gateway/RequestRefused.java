package dbmanager.firestore.gateway;

import dbmanager.firestore.document.DatabaseName;
import dbmanager.problem.Problem;

/** The server understood the request and will not do it, for a reason that is none of the known ones. */
public final class RequestRefused extends Problem {
    private static final long serialVersionUID = 1L;

    private final String status;

    RequestRefused(DatabaseName database, String status, String why, String state, Throwable cause) {
        super(
                Kind.UNEXPECTED,
                "Firestore refused a request for " + database + ": " + status + ": " + why,
                state,
                "check that the server is Firestore in Native mode, Standard edition; if it is, report this text as a bug",
                cause);
        this.status = status;
    }

    /** The name of the gRPC status. */
    public String status() {
        return status;
    }
}
