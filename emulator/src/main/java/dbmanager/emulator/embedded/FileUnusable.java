package dbmanager.emulator.embedded;

import java.io.IOException;
import java.nio.file.Path;

/** The file in which documents are to outlive the process cannot be used. Nothing in it was changed. */
public sealed class FileUnusable extends IOException permits FileInUse {
    private static final long serialVersionUID = 1;

    private final transient Path file;
    private final String happened;
    private final String next;

    public FileUnusable(Path file, String why, String next, Throwable cause) {
        super(file + " cannot be used: " + why + System.lineSeparator() + "  next:  " + next, cause);
        this.file = file;
        this.happened = file + " cannot be used: " + why;
        this.next = next;
    }

    public final Path file() {
        return file;
    }

    /** The first line of the message. */
    public final String happened() {
        return happened;
    }

    /** What to do now. */
    public final String next() {
        return next;
    }
}
