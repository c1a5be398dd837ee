package dbmanager.emulator.embedded.store;

import java.nio.file.Path;

/** The file that documents are to be kept in cannot be used. Nothing in it was changed. */
public final class FileUnusable extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final Reason reason;
    private final String happened;
    private final String next;

    public enum Reason {
        /** Another emulator keeps its documents there, and may end. */
        IN_USE,
        /** It was an emulator's, and is whole no more. */
        DAMAGED,
        /** It is something else, or the disk says no. */
        OTHER
    }

    FileUnusable(Path file, Reason reason, String why, String next, Throwable cause) {
        super(file + " cannot be used: " + why + System.lineSeparator() + "  next:  " + next, cause);
        this.reason = reason;
        this.happened = file + " cannot be used: " + why;
        this.next = next;
    }

    public Reason reason() {
        return reason;
    }

    /** Without what to do about it. */
    public String happened() {
        return happened;
    }

    public String next() {
        return next;
    }
}
