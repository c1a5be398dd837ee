package dbmanager.migration;

import dbmanager.problem.Problem;
import java.io.IOException;
import java.nio.file.Path;

/** The migrations folder, or a file in it, cannot be read or written. */
public final class UnreadableFolder extends Problem {
    private static final long serialVersionUID = 1L;

    UnreadableFolder(Path path, IOException cause) {
        super(
                Kind.CONFIGURATION,
                "cannot read " + path + " (" + cause.getClass().getSimpleName() + ": " + cause.getMessage() + ")",
                "nothing was run",
                "give this user the right to read it, or name another folder with --migrations",
                cause);
    }
}
