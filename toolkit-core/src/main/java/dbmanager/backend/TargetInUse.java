package dbmanager.backend;

import dbmanager.problem.Problem;

/** Somebody has the database open, so that it cannot be replaced or locked. */
public final class TargetInUse extends Problem {
    private static final long serialVersionUID = 1L;

    public TargetInUse(String database, String how) {
        super(
                Kind.LOCKED,
                database + " is in use: " + how,
                "nothing was changed",
                "stop the application (or close the shell) that has it open, then run the command again");
    }
}
