package dbmanager.firestore.gateway;

import dbmanager.firestore.document.DatabaseName;
import dbmanager.problem.Problem;

/** The database speaks Datastore's interface, not Firestore's. */
public final class DatastoreMode extends Problem {
    private static final long serialVersionUID = 1L;

    DatastoreMode(DatabaseName database, String state, Throwable cause) {
        super(
                Kind.UNSUPPORTED,
                database + " is a database in Datastore mode, which has no documents and collections",
                state,
                "name a database in Native mode; one of Datastore mode is backed up with `gcloud firestore export`",
                cause);
    }
}
