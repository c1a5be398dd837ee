package dbmanager.firestore.gateway;

import dbmanager.firestore.document.DatabaseName;
import dbmanager.problem.Problem;

/** The server knows the caller and does not let it in, or does not know the project. */
public final class PermissionDenied extends Problem {
    private static final long serialVersionUID = 1L;

    private PermissionDenied(String happened, String state, String next, Throwable cause) {
        super(Kind.UNREACHABLE, happened, state, next, cause);
    }

    static PermissionDenied role(DatabaseName database, String why, String state, Throwable cause) {
        return new PermissionDenied(
                "no permission for " + database + " (" + why + ")",
                state,
                "check the project id; give the account the role roles/datastore.user, or roles/datastore.viewer where only `backup` and"
                        + " `verify` run",
                cause);
    }

    static PermissionDenied service(DatabaseName database, String why, String state, Throwable cause) {
        return new PermissionDenied(
                "the Firestore API is switched off for " + database + " (" + why + ")",
                state,
                "run `gcloud services enable firestore.googleapis.com --project=" + database.project()
                        + "`, wait some minutes, and run the command again",
                cause);
    }
}
