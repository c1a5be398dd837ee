package dbmanager.cli.schedule;

import dbmanager.problem.Problem;

/** A schedule asks for what the other one does not have. */
final class NotThere extends Problem {
    private static final long serialVersionUID = 1L;

    NotThere(String happened, String next) {
        super(Kind.UNSUPPORTED, happened, "nothing was written", next);
    }
}
