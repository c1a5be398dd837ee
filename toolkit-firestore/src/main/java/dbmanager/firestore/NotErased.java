package dbmanager.firestore;

import dbmanager.firestore.gateway.Written;
import dbmanager.problem.Problem;

/** Some documents could not be deleted. */
final class NotErased extends Problem {
    private static final long serialVersionUID = 1L;

    NotErased(String database, Written written) {
        super(
                Kind.FAILED,
                "Firestore did not delete " + written.rejected() + " documents of " + database + ": "
                        + written.reasons(),
                "all others are deleted",
                "remove the reason and run the command again");
    }
}
