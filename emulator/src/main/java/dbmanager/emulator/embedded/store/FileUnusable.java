package dbmanager.emulator.embedded.store;

import java.nio.file.Path;
import java.util.Optional;

/** The file that documents are to be kept in cannot be used. Nothing in it was changed. */
public final class FileUnusable extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final Reason reason;
    private final String happened;
    private final String next;
    private final transient Optional<Owner> owner;

    public enum Reason {
        /** Another emulator keeps its documents there, and may end. */
        IN_USE,
        /** It was an emulator's, and is whole no more. */
        DAMAGED,
        /** It is something else, or the disk says no. */
        OTHER
    }

    FileUnusable(Path file, Reason reason, String why, String next, Throwable cause) {
        this(file, reason, Optional.empty(), why, next, cause);
    }

    private FileUnusable(Path file, Reason reason, Optional<Owner> owner, String why, String next, Throwable cause) {
        super(file + " cannot be used: " + why + System.lineSeparator() + "  next:  " + next, cause);
        this.reason = reason;
        this.happened = file + " cannot be used: " + why;
        this.next = next;
        this.owner = owner;
    }

    /** @param owner absent where that cannot be told */
    static FileUnusable inUse(Path file, Optional<Owner> owner, Throwable cause) {
        return new FileUnusable(
                file,
                Reason.IN_USE,
                owner,
                owner.map(known -> "another emulator is running on it, " + known)
                        .orElse("another program has it open"),
                "wait until that one is done, stop it, or name another file",
                cause);
    }

    public Reason reason() {
        return reason;
    }

    /** Who has it, where it is in use and that can be told. */
    public Optional<Owner> owner() {
        return owner;
    }

    /** Without what to do about it. */
    public String happened() {
        return happened;
    }

    public String next() {
        return next;
    }
}
