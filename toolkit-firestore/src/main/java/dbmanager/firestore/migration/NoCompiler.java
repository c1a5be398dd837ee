package dbmanager.firestore.migration;

import dbmanager.problem.Problem;

/** A Java runtime without a compiler. */
final class NoCompiler extends Problem {
    private static final long serialVersionUID = 1L;

    NoCompiler(String name) {
        super(
                Kind.UNSUPPORTED,
                name + " has to be compiled, and this Java has no compiler",
                "nothing was run",
                "run db-manager with a JDK (17 or later), not with a JRE: set JAVA_HOME to one; or write the migration as YAML");
    }
}
