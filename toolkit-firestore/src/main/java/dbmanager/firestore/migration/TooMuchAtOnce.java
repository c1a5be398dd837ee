package dbmanager.firestore.migration;

import dbmanager.problem.Problem;

/** What one document's turn changes does not fit into one request. */
final class TooMuchAtOnce extends Problem {
    private static final long serialVersionUID = 1L;

    TooMuchAtOnce(Turn turn) {
        super(
                Kind.UNSUPPORTED,
                "what the turn of " + turn.ask().position() + " changes ("
                        + turn.touches().size()
                        + " documents) does not fit into one commit, with what was there before",
                "these documents are as they were",
                "change fewer documents on account of one");
    }
}
