package dbmanager.firestore.gateway;

import dbmanager.firestore.document.DatabaseName;
import dbmanager.problem.Problem;

/** The project is there, and has no such database. */
public final class DatabaseNotFound extends Problem {
    private static final long serialVersionUID = 1L;

    DatabaseNotFound(DatabaseName database, String why, String state, Throwable cause) {
        super(
                Kind.UNREACHABLE,
                "there is no database " + database + " (" + why + ")",
                state,
                "`gcloud firestore databases list --project=" + database.project()
                        + "` shows those that exist; correct the URL, or create it with `gcloud firestore databases create`",
                cause);
    }
}
