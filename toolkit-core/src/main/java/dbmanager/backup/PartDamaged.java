package dbmanager.backup;

import dbmanager.problem.Problem;

/** A part is not what the manifest says it is. */
public final class PartDamaged extends Problem {
    private static final long serialVersionUID = 1L;

    private final BackupId id;
    private final String part;

    private PartDamaged(BackupId id, Part part, String what, Throwable cause) {
        super(
                Kind.DAMAGED,
                "part " + part.name() + " of backup " + id + " " + what,
                "no database was touched",
                "use another backup (`db-manager list-backups`); copies of the damaged one may still be whole",
                cause);
        this.id = id;
        this.part = part.name();
    }

    public BackupId id() {
        return id;
    }

    public String part() {
        return part;
    }

    static PartDamaged absent(BackupId id, Part part) {
        return new PartDamaged(id, part, "is missing", null);
    }

    static PartDamaged size(BackupId id, Part part, long bytes) {
        String has = bytes > part.bytes() ? "more than " + part.bytes() : bytes + " of " + part.bytes();
        return new PartDamaged(id, part, "has " + has + " bytes", null);
    }

    static PartDamaged hash(BackupId id, Part part) {
        return new PartDamaged(id, part, "has changed since it was written (its SHA-256 is another)", null);
    }

    static PartDamaged undecipherable(BackupId id, Part part, Throwable cause) {
        return new PartDamaged(
                id,
                part,
                "is not what was encrypted under this name for this backup: it was changed, cut or exchanged",
                cause);
    }

    /** Its bytes are those that were written, but the engine cannot read them. */
    public static PartDamaged unreadable(BackupId id, Part part, String why, Throwable cause) {
        return new PartDamaged(id, part, "cannot be read: " + why, cause);
    }
}
