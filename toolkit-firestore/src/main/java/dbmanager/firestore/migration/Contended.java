package dbmanager.firestore.migration;

import dbmanager.problem.Problem;

/** Documents are changed by others faster than they can be read and written back. */
final class Contended extends Problem {
    private static final long serialVersionUID = 1L;

    Contended(java.util.List<Turn> turns, Throwable cause) {
        super(
                Kind.CONFLICT,
                turns.get(0).paths().get(0)
                        + (turns.size() > 1 ? " and " + (turns.size() - 1) + " more are" : " is")
                        + " changed by somebody else all the time",
                "it is as that somebody left it",
                "run the command again when there is less traffic; it goes on where it stopped",
                cause);
    }
}
