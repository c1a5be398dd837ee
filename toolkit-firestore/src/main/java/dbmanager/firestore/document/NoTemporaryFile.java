package dbmanager.firestore.document;

import dbmanager.problem.Problem;
import java.io.IOException;

/** A temporary file cannot be written or read. */
public final class NoTemporaryFile extends Problem {
    private static final long serialVersionUID = 1L;

    public NoTemporaryFile(IOException cause) {
        super(
                Kind.UNEXPECTED,
                "cannot keep documents in a temporary file (" + cause.getMessage() + ")",
                "the database was not changed",
                "free space in the folder for temporary files, or name another one: JAVA_TOOL_OPTIONS=-Djava.io.tmpdir=…",
                cause);
    }
}
