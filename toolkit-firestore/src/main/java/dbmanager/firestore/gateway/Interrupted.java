package dbmanager.firestore.gateway;

import dbmanager.problem.Problem;

/** The thread was told to stop while it waited for the server. */
public final class Interrupted extends Problem {
    private static final long serialVersionUID = 1L;

    Interrupted(String state) {
        super(Kind.INTERRUPTED, "interrupted while waiting for Firestore", state, "run the command again");
    }
}
