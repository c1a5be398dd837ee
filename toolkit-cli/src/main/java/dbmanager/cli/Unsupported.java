package dbmanager.cli;

import dbmanager.problem.Problem;

/** This engine, or this version, cannot do what was asked. */
public final class Unsupported extends Problem {
    private static final long serialVersionUID = 1L;

    public Unsupported(String happened, String next) {
        super(Kind.UNSUPPORTED, happened, "nothing was done", next);
    }
}
