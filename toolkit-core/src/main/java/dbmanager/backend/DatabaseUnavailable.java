package dbmanager.backend;

import dbmanager.problem.Problem;

/** The database cannot be opened, read or written. */
public final class DatabaseUnavailable extends Problem {
    private static final long serialVersionUID = 1L;

    private DatabaseUnavailable(Kind kind, String happened, String state, String next, Throwable cause) {
        super(kind, happened, state, next, cause);
    }

    public static DatabaseUnavailable absent(String database) {
        return new DatabaseUnavailable(
                Kind.UNREACHABLE,
                database + " does not exist",
                "nothing was created",
                "check the URL; `db-manager init` or `migrate` creates it, `db-manager restore` brings it back",
                null);
    }

    /** It is there, but it is no database of this engine, or a damaged one. */
    public static DatabaseUnavailable unreadable(String database, String why, Throwable cause) {
        return new DatabaseUnavailable(
                Kind.NEGATIVE,
                database + " cannot be read: " + why,
                "nothing was changed",
                "check the URL; if this is the right file, it is damaged: `db-manager restore latest`",
                cause);
    }

    public static DatabaseUnavailable forbidden(String database, Throwable cause) {
        return new DatabaseUnavailable(
                Kind.UNREACHABLE,
                database + " cannot be read by this user",
                "nothing was changed",
                "give this user read permission on the file and its folder, or run this as its owner",
                cause);
    }

    public static DatabaseUnavailable readOnly(String database, Throwable cause) {
        return new DatabaseUnavailable(
                Kind.UNREACHABLE,
                database + " cannot be written by this user",
                "nothing was changed",
                "give this user write permission on the file and its folder",
                cause);
    }

    public static DatabaseUnavailable readOnlyFileSystem(String database, String folder, Throwable cause) {
        return new DatabaseUnavailable(
                Kind.UNREACHABLE,
                database + " cannot be written: the file system of " + folder + " is read-only",
                "nothing was changed",
                "mount it for writing, or use a database on another file system",
                cause);
    }

    /** The operating system refuses to write although there is space, and not for want of permission. */
    public static DatabaseUnavailable notWritten(String database, String folder, String why, Throwable cause) {
        return new DatabaseUnavailable(
                Kind.UNEXPECTED,
                database + " cannot be written, though " + folder + " has space: " + why,
                "the transaction was rolled back; the database is as before",
                "look for a limit on file sizes (`ulimit -f`), a quota or a failing disk, then run the command again",
                cause);
    }

    public static DatabaseUnavailable full(String database, Throwable cause) {
        return new DatabaseUnavailable(
                Kind.UNEXPECTED,
                "no space left while writing " + database,
                "the transaction was rolled back; the database is as before",
                "free disk space and run the command again",
                cause);
    }

    /** The engine does not do what it is asked, for a table, a view or an index that it cannot use: the file may be sound all the same. */
    public static DatabaseUnavailable unusable(String database, String why, Throwable cause) {
        return new DatabaseUnavailable(
                Kind.FAILED,
                database + " has something that cannot be used: " + why,
                "the transaction was rolled back; the database is as before",
                "mend or drop what it names (a module, a function or a collation may be the application's own, and not be here), then run"
                        + " the command again",
                cause);
    }

    public static DatabaseUnavailable other(String database, String why, Throwable cause) {
        return new DatabaseUnavailable(
                Kind.UNREACHABLE,
                database + ": " + why,
                "the transaction was rolled back; the database is as before",
                "run `db-manager integrity-check`, then the command again",
                cause);
    }
}
