package dbmanager.cli;

import dbmanager.problem.Problem;

/** Something did not fit into the memory that this process may use. */
final class MemoryFull extends Problem {
    private static final long serialVersionUID = 1L;

    MemoryFull(OutOfMemoryError cause) {
        super(
                Kind.UNEXPECTED,
                "this needs more than the %,d MB of memory that Java may use here (%s)"
                        .formatted(Runtime.getRuntime().maxMemory() >> 20, cause.getMessage()),
                "what was printed before this line is done; an open transaction was rolled back; nothing else is certain",
                "allow more, for example with DB_MANAGER_JAVA_OPTS=-Xmx2g, and run it again; `db-manager status` shows where the database is",
                cause);
    }
}
