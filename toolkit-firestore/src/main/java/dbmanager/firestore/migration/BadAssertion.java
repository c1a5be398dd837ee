package dbmanager.firestore.migration;

import dbmanager.problem.Problem;

/** An assertion of the configuration that cannot be understood. */
public final class BadAssertion extends Problem {
    private static final long serialVersionUID = 1L;

    BadAssertion(String name, String why, String next) {
        super(Kind.CONFIGURATION, "the assertion \"" + name + "\": " + why, "nothing was checked", next);
    }
}
