package dbmanager.sql.postgres;

import dbmanager.problem.Problem;
import java.sql.SQLException;
import java.util.Optional;

/** The server cannot be reached, does not let us in, or does not do what it is asked. */
final class ServerTrouble extends Problem {
    private static final long serialVersionUID = 1L;
    private static final String AS_BEFORE = "the transaction was rolled back; the database is as before";

    private ServerTrouble(Kind kind, String happened, String state, String next, Throwable cause) {
        super(kind, happened, state, next, cause);
    }

    static ServerTrouble unreachable(String database, SQLException e) {
        return new ServerTrouble(
                Kind.UNREACHABLE,
                database + " cannot be reached: " + message(e),
                "nothing was changed",
                "check host and port of the URL, that the server runs, and that it accepts TCP connections from here",
                e);
    }

    static ServerTrouble lost(String database, SQLException e) {
        return new ServerTrouble(
                Kind.UNREACHABLE,
                "the connection to " + database + " was lost: " + message(e),
                "the server rolls back what was not committed",
                "run `db-manager status`, then the command again",
                e);
    }

    static ServerTrouble loginRefused(String database, SQLException e) {
        return new ServerTrouble(
                Kind.UNREACHABLE,
                database + " does not let this user in: " + message(e),
                "nothing was changed",
                "check user and password of the URL (or PGPASSWORD, or the password file), and pg_hba.conf of the server",
                e);
    }

    static ServerTrouble full(String database, SQLException e) {
        return new ServerTrouble(
                Kind.UNREACHABLE,
                database + " takes no connection now: " + message(e),
                "nothing was changed",
                "run the command again when others have closed theirs, or raise the limit that it names",
                e);
    }

    /** @param user who may not do it */
    static ServerTrouble notPermitted(String database, String user, SQLException e) {
        return new ServerTrouble(
                Kind.CONFIGURATION,
                database + " does not permit this: " + message(e),
                AS_BEFORE,
                "let the owner of what it names run GRANT … TO " + PostgresDatabase.quote(user)
                        + ", or put that owner into the URL",
                e);
    }

    static ServerTrouble readOnly(String database, SQLException e) {
        return new ServerTrouble(
                Kind.UNREACHABLE,
                database + " cannot be written: " + message(e),
                AS_BEFORE,
                "connect to the server that takes writes (a standby does not), or look at default_transaction_read_only",
                e);
    }

    static ServerTrouble timedOut(String database, Kind kind, SQLException e) {
        return new ServerTrouble(
                kind,
                database + " broke off a statement: " + message(e),
                AS_BEFORE,
                "give it more time with ?statement_timeout=… in the URL, then run the command again",
                e);
    }

    static ServerTrouble noSpace(String database, SQLException e) {
        return new ServerTrouble(
                Kind.UNEXPECTED,
                "the server of " + database + " has no space left: " + message(e),
                AS_BEFORE,
                "free disk space there and run the command again",
                e);
    }

    static ServerTrouble exhausted(String database, SQLException e) {
        return new ServerTrouble(
                Kind.UNEXPECTED,
                "the server of " + database + " is at a limit of its own: " + message(e),
                AS_BEFORE,
                "give it more of what it names, or let other work there end, then run the command again",
                e);
    }

    /** What a program failed with, and did not find a second time; that says nothing about what it read. */
    static ServerTrouble passing(Child.Failed e) {
        return new ServerTrouble(
                Kind.UNEXPECTED,
                e.getMessage() + "; tried once more, the server took it",
                AS_BEFORE,
                "see what the log of the server says of that moment, then run the command again",
                e);
    }

    /** What a program failed with, and nobody can tell whose fault that is: it says nothing about what the program read. */
    static ServerTrouble undecided(Child.Failed e) {
        return undecided(e.getMessage(), e.next(), e);
    }

    /** The same, where the server refused what a session put into a temporary database. */
    static ServerTrouble undecided(SQLException e, TemporaryDatabase into) {
        return undecided(
                "the server refused what is in the backup, with code " + e.getSQLState() + ": " + message(e),
                "mend what it names, then run the command again",
                e,
                into);
    }

    /**
     * The same, where the server refused it a second time too.
     *
     * @param into what it was put into
     */
    static ServerTrouble undecided(Child.Failed e, SQLException again, TemporaryDatabase into) {
        return undecided(
                e.getMessage() + "; tried once more, the server refused it with code " + again.getSQLState() + ": "
                        + message(again),
                e.next(),
                again,
                into);
    }

    private static ServerTrouble undecided(String happened, String next, SQLException cause, TemporaryDatabase into) {
        if (into.without().isEmpty()) {
            return undecided(happened, next, cause);
        }
        String settings = String.join(", ", into.without());
        return undecided(
                happened + " (the temporary database is without the settings " + settings
                        + ", which only a superuser may give it)",
                next + "; if it wants those settings, let an administrator run `GRANT SET ON PARAMETER " + settings
                        + " TO " + PostgresDatabase.quote(into.database().user()) + "` (PostgreSQL 15 and later)",
                cause);
    }

    private static ServerTrouble undecided(String happened, String next, Throwable cause) {
        return new ServerTrouble(
                Kind.UNEXPECTED,
                happened,
                "the database is as before, and nothing is known of the backup",
                next,
                cause);
    }

    /** When a program of the client failed because its server did; that says nothing about what the program read or wrote. */
    static Optional<ServerTrouble> behind(Child.Failed e, String database) {
        if (e.words().isOfLostServer()) {
            return Optional.of(new ServerTrouble(
                    Kind.UNREACHABLE,
                    "the connection to " + database + " was lost: " + e.reason(),
                    "the server rolls back what was not committed",
                    "run `db-manager status`, then the command again",
                    e));
        }
        if (e.words().namesServerFile()) {
            return Optional.of(new ServerTrouble(
                    Kind.UNEXPECTED,
                    "the server of " + database + " has trouble with its own files: " + e.reason(),
                    "the database is as before",
                    "see whether its disk is full, what its log says, and `db-manager integrity-check`; then run the command again",
                    e));
        }
        return Optional.empty();
    }

    /** What is only there to be looked at is damaged by its server's disk or memory, and not by what was put into it. */
    static ServerTrouble damagedTemporary(String database, String what, SQLException e) {
        return new ServerTrouble(
                Kind.UNEXPECTED,
                "the temporary database " + database + " is damaged, which its server has just made: " + what,
                "nothing is known of what was to be looked at in it",
                "see what the log of the server says, and whether its disk is sound; then run the command again",
                e);
    }

    static ServerTrouble damaged(String database, SQLException e) {
        return new ServerTrouble(
                Kind.NEGATIVE,
                database + " is damaged: " + message(e),
                "nothing was changed",
                "see `db-manager integrity-check`; then bring it back from a backup: `db-manager recover`, which sets it aside as it is",
                e);
    }

    static ServerTrouble collided(String database, SQLException e) {
        return new ServerTrouble(
                Kind.LOCKED,
                database + " broke off a transaction that collided with another one: " + message(e),
                AS_BEFORE,
                "run the command again",
                e);
    }

    /** Something that the statement asked for is not as the server wants it. */
    static ServerTrouble other(String database, SQLException e) {
        return new ServerTrouble(
                Kind.FAILED,
                database + " refused: " + message(e),
                AS_BEFORE,
                "mend what it names, then run the command again",
                e);
    }

    /** A URL or a database that this can do nothing with; what to do about it is in the reason. */
    static ServerTrouble unusable(String database, String why, String next) {
        return new ServerTrouble(
                Kind.CONFIGURATION, database + " cannot be used: " + why, "nothing was done", next, null);
    }

    /** The server's own sentence without the driver's prefix, on one line. */
    static String message(SQLException e) {
        return PostgresErrors.reason(e);
    }
}
