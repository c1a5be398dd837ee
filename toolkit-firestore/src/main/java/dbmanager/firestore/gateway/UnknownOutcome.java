package dbmanager.firestore.gateway;

import dbmanager.firestore.document.DatabaseName;
import dbmanager.problem.Problem;

/**
 * The answer to a commit was lost on the way: it was applied as a whole or not at all, and only a look at the database tells. Who created a
 * document in the same commit looks for that.
 */
public final class UnknownOutcome extends Problem {
    private static final long serialVersionUID = 1L;

    UnknownOutcome(DatabaseName database, String why, Throwable cause) {
        super(
                Kind.UNREACHABLE,
                "the connection to " + database + " broke during a commit (" + why + ")",
                "the commit was applied as a whole or not at all",
                "run the command again when the server answers; it finds out by itself",
                cause);
    }
}
