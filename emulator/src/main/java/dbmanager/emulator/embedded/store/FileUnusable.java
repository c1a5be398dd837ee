package dbmanager.emulator.embedded.store;

import java.nio.file.Path;

/** The file that documents are to be kept in cannot be used. Nothing in it was changed. */
public final class FileUnusable extends RuntimeException {
    private static final long serialVersionUID = 1;

    FileUnusable(Path file, String why, String next, Throwable cause) {
        super(file + " cannot be used: " + why + System.lineSeparator() + "  next:  " + next, cause);
    }
}
