package dbmanager.sql.postgres;

import dbmanager.backend.DatabaseUnavailable;
import dbmanager.backend.TargetInUse;
import dbmanager.migration.MigrationLock;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Optional;

/**
 * Flyway's own advisory lock, held by a session, so that stock Flyway waits for us and we for it. It ends with its session. The session's
 * application name says who has it.
 */
final class PostgresLock implements MigrationLock {
    /** Flyway's number for advisory locks, to which it adds the hash of the history table's name (PostgreSQLAdvisoryLockTemplate). */
    private static final long FLYWAY = 77431708279161L;

    private static final Duration PAUSE = Duration.ofMillis(50);

    /** While somebody restores the database there is to be hardly ever a session of ours in it, which would be in the way. */
    private static final Duration LONG_PAUSE = Duration.ofMillis(500);

    /** A server that would otherwise work on for a runner that is dead, and keep its lock, looks every so often whether it lives. */
    private static final String LOOK_FOR_CLIENT = "SET client_connection_check_interval = '2s'";

    private static final int FIRST_WITH_LOOKING = 14;

    /** Of a session of another role, who is no superuser is told neither from where nor since when it is. */
    private static final String HOLDER = """
            SELECT a.application_name || ', process ' || a.pid || coalesce(' for ' || host(a.client_addr), '') || ', user ' || a.usename
                   || coalesce(', since ' || to_char(a.backend_start AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'), '')
              FROM pg_locks l JOIN pg_stat_activity a USING (pid)
             WHERE l.locktype = 'advisory' AND l.granted AND l.objsubid = 1 AND (l.classid::bigint << 32) | l.objid::bigint = %s""";

    private static final String HERE =
            " AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())";

    private final PostgresDatabase database;
    private final Connection connection;
    private final long key;
    private boolean held = true;

    private PostgresLock(PostgresDatabase database, Connection connection, long key) {
        this.database = database;
        this.connection = connection;
        this.key = key;
    }

    static long key(Bookkeeping tables) {
        return FLYWAY + tables.table(Bookkeeping.HISTORY).hashCode();
    }

    /**
     * Makes the database if need be: the lock is its own.
     *
     * @throws MigrationLock.Held when somebody else has it, or restores the database, and the time is over
     */
    static PostgresLock take(PostgresDatabase database, String owner, Duration wait) {
        long deadline = System.nanoTime() + wait.toNanos();
        boolean restored = false;
        boolean made = false;
        while (true) {
            try {
                if (restored) {
                    Thread.sleep(LONG_PAUSE.toMillis());
                }
                Optional<PostgresLock> taken = takeUnlessRestored(database, owner, deadline);
                if (taken.isPresent()) {
                    return taken.get();
                }
                restored = true;
            } catch (DatabaseUnavailable missing) {
                if (made) {
                    throw missing;
                }
                restored = !makeUnlessRestored(database, deadline);
                made = !restored;
            } catch (ServerTrouble e) {
                if (!restored || isOver(deadline)) {
                    throw e;
                } // at the moment at which the new one takes its name
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new Held(database.shown(), "");
            }
        }
    }

    /** @return false while somebody restores it, and there is time left */
    private static boolean makeUnlessRestored(PostgresDatabase database, long deadline) {
        Optional<String> restorer = database.create();
        if (restorer.isPresent() && isOver(deadline)) {
            throw Held.byRestore(database.shown(), restorer.get());
        }
        return restorer.isEmpty();
    }

    private static boolean isOver(long deadline) {
        return System.nanoTime() - deadline >= 0;
    }

    /** Empty while somebody restores the database, and there is time left. */
    private static Optional<PostgresLock> takeUnlessRestored(PostgresDatabase database, String owner, long deadline) {
        Connection connection = database.writeAs(owner);
        try {
            lookForClient(connection);
            long key = key(Bookkeeping.of(connection));
            while (!PostgresDatabase.yes(connection, "SELECT pg_try_advisory_lock(" + key + ")")) {
                if (isOver(deadline)) {
                    throw new Held(database.shown(), holder(connection, key));
                }
                Thread.sleep(PAUSE.toMillis());
            }
            Optional<String> restorer = RestoreLock.holder(connection);
            if (restorer.isEmpty()) {
                return Optional.of(new PostgresLock(database, connection, key));
            }
            if (isOver(deadline)) {
                throw Held.byRestore(database.shown(), restorer.get());
            }
            connection.close();
            return Optional.empty();
        } catch (SQLException e) {
            throw database.closing(connection, database.problem(e));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw database.closing(connection, new Held(database.shown(), ""));
        } catch (RuntimeException e) {
            throw database.closing(connection, e);
        }
    }

    private static void lookForClient(Connection connection) throws SQLException {
        if (connection.getMetaData().getDatabaseMajorVersion() >= FIRST_WITH_LOOKING) {
            try (Statement statement = connection.createStatement()) {
                statement.execute(LOOK_FOR_CLIENT);
            } catch (SQLException e) {
                if (PostgresErrors.of(e) != PostgresErrors.STATEMENT) {
                    throw e;
                } // a server on a system that cannot look
            }
        }
    }

    private static String holder(Connection connection, long key) throws SQLException {
        return holder(connection, String.valueOf(key), HERE).orElse("");
    }

    /**
     * Who has an advisory lock.
     *
     * @param key an expression
     * @param where in addition, such as in which database
     */
    static Optional<String> holder(Connection connection, String key, String where) throws SQLException {
        return PostgresDatabase.text(connection, HOLDER.formatted(key) + where);
    }

    /**
     * Takes it for what a session does to the database as it stands, until the session ends.
     *
     * @throws TargetInUse when a runner has it, or somebody is about to replace the database
     */
    static void takeFor(Connection session, PostgresDatabase database) throws SQLException {
        long key = key(Bookkeeping.of(session));
        if (!PostgresDatabase.yes(session, "SELECT pg_try_advisory_lock(" + key + ")")) {
            throw new TargetInUse(database.shown(), "it is being migrated by " + holder(session, key));
        }
        Optional<String> restorer = RestoreLock.holder(session);
        if (restorer.isPresent()) {
            throw RestoreLock.refusal(database, restorer.get());
        }
    }

    /** The session that has it, for the work that it is held for. */
    Connection connection() {
        return connection;
    }

    boolean isHeld() {
        return held;
    }

    @Override
    public void ensureHeld() {
        if (!held) {
            throw new Lost(database.shown());
        }
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("""
                        SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND granted AND objsubid = 1 AND pid = pg_backend_pid()
                           AND (classid::bigint << 32) | objid::bigint = %d""".formatted(key))) {
            rows.next();
            if (rows.getInt(1) == 0) {
                throw new Lost(
                        database.shown(),
                        "the server does not know of it; behind a pooler that shares sessions (transaction mode), connect to the server itself");
            }
        } catch (SQLException e) {
            throw new Lost(database.shown(), ServerTrouble.message(e));
        }
    }

    @Override
    public void close() {
        if (held) {
            held = false;
            try {
                connection.close(); // the lock ends with the session
            } catch (SQLException e) {
                throw database.problem(e);
            }
        }
    }

    /** The session, when the lock is still held. */
    static Optional<Connection> session(Optional<PostgresLock> lock) {
        return lock.filter(PostgresLock::isHeld).map(PostgresLock::connection);
    }
}
