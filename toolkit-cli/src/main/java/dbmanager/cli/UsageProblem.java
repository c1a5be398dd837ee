package dbmanager.cli;

import dbmanager.problem.Problem;

/** The command line itself is wrong. */
public final class UsageProblem extends Problem {
    private static final long serialVersionUID = 1L;

    public UsageProblem(String happened, String next) {
        super(Kind.USAGE, happened, "nothing was done", next);
    }
}
