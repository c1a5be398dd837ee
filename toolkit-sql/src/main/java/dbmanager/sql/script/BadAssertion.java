package dbmanager.sql.script;

import dbmanager.problem.Problem;

/** A query that was to look for counterexamples cannot do so. */
public final class BadAssertion extends Problem {
    private static final long serialVersionUID = 1L;

    public BadAssertion(String query, String why, Throwable cause) {
        super(
                Kind.CONFIGURATION,
                "the assertion " + query.strip() + " cannot be checked: " + why,
                "nothing was changed",
                "write one SELECT that returns the rows that should not be there",
                cause);
    }

    public static BadAssertion notOneQuery(String query) {
        return new BadAssertion(query, "it is not one query", null);
    }
}
