package dbmanager.alembic;

import dbmanager.problem.Problem;

/** The revisions of an Alembic project cannot be read, or make no line. */
public final class NoAlembicProject extends Problem {
    private static final long serialVersionUID = 1L;

    NoAlembicProject(String happened, String next) {
        this(happened, next, null);
    }

    NoAlembicProject(String happened, String next, Throwable cause) {
        super(Kind.CONFIGURATION, happened, "nothing was written", next, cause);
    }
}
