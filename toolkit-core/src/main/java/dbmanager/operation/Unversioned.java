package dbmanager.operation;

import dbmanager.problem.Problem;

/** The database has content, and nobody has said yet which migrations are in it: running them all could do harm. */
public final class Unversioned extends Problem {
    private static final long serialVersionUID = 1L;

    Unversioned(String database) {
        super(
                Kind.CONFLICT,
                database + " has content but no history, so it is not known which migrations it already has",
                "nothing was run",
                "record what it has: `db-manager stamp VERSION`; or, if it has none of them, `db-manager init`, then migrate");
    }
}
