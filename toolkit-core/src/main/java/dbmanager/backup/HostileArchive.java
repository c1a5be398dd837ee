package dbmanager.backup;

import dbmanager.problem.Problem;

/** An archive holds something that no honest archive holds, or is too damaged to tell; nothing of it was put in place. */
public final class HostileArchive extends Problem {
    private static final long serialVersionUID = 1L;

    private HostileArchive(String happened, Throwable cause) {
        super(
                Kind.DAMAGED,
                happened,
                "the target folder is untouched",
                "find out where this archive comes from; use another backup: `db-manager list-backups`",
                cause);
    }

    static HostileArchive whole(String part, String why) {
        return new HostileArchive("part " + part + " is refused: " + why, null);
    }

    static HostileArchive entry(String part, String entry, String why, Throwable cause) {
        return new HostileArchive("part " + part + " is refused: entry \"" + printable(entry) + "\": " + why, cause);
    }

    /** Names may be made to play with a terminal. */
    private static String printable(String name) {
        String shown = name.length() > 200 ? name.substring(0, 200) + "…" : name;
        return shown.replaceAll("\\p{Cntrl}", "?");
    }
}
