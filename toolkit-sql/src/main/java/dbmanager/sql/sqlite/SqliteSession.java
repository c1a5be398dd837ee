package dbmanager.sql.sqlite;

import dbmanager.file.PrivateFile;
import dbmanager.migration.MigrationLock;
import dbmanager.sql.script.Transaction;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The connections of a backend: one for each piece of work. Opening one reads the whole schema, so a runner that has the migration lock keeps
 * that for changes until it gives the lock back, unless something goes wrong.
 */
final class SqliteSession implements AutoCloseable {
    private final SqliteDatabase database;
    private Optional<SqliteLock> lock = Optional.empty();
    private Optional<LongRun> kept = Optional.empty();

    SqliteSession(SqliteDatabase database) {
        this.database = database;
    }

    /** Work on a connection. */
    interface Work<T> {
        T on(Connection connection) throws SQLException;
    }

    /** Does it on a connection that cannot write. */
    <T> T read(Work<T> work) {
        try (Connection connection = database.read()) {
            return work.on(connection);
        } catch (SQLException e) {
            throw database.problem(e);
        }
    }

    /** Does it on a database that has its bookkeeping, both made if need be. */
    <T> T change(Work<T> work) {
        boolean done = false;
        try {
            if (kept.isEmpty()) {
                kept = Optional.of(LongRun.on(ready()));
            }
            T result = work.on(kept.get().connection());
            done = true;
            return result;
        } catch (SQLException e) {
            throw database.problem(e);
        } finally {
            if (!done || lock.filter(SqliteLock::isHeld).isEmpty()) {
                disconnect();
            }
        }
    }

    /** The next change is on a new connection. */
    void disconnect() {
        try (LongRun closing = kept.orElse(null)) {
            kept = Optional.empty();
        } catch (SQLException e) {
            throw database.problem(e);
        }
    }

    private Connection ready() throws SQLException {
        makeFile();
        Connection connection = database.write();
        try {
            if (!Bookkeeping.isComplete(connection)) {
                Transaction.in(connection, () -> Bookkeeping.create(connection));
            }
            return connection;
        } catch (SQLException | RuntimeException e) {
            connection.close();
            throw e;
        }
    }

    /** An empty file is an empty database to SQLite; made here, it is the owner's alone. */
    private void makeFile() {
        if (!database.exists()) {
            try {
                Files.createDirectories(database.file().toAbsolutePath().getParent());
                PrivateFile.open(database.file(), StandardOpenOption.WRITE, StandardOpenOption.CREATE)
                        .close();
            } catch (IOException e) {
                throw database.unwritable(e);
            }
        }
    }

    /** As {@link dbmanager.backend.DatabaseBackend#lock} says. */
    MigrationLock lock(String owner, Instant now, Duration wait) {
        SqliteLock taken = SqliteLock.take(database, owner, now, wait).onClose(this::disconnect);
        lock = Optional.of(taken);
        return taken;
    }

    /** Keeps runners out meanwhile, and is refused where one is at work. */
    <T> T alone(String purpose, Instant now, Supplier<T> work) {
        disconnect();
        if (lock.filter(SqliteLock::isHeld).isPresent()) {
            return work.get();
        }
        try (SqliteLock taken = SqliteLock.take(database, purpose, now, Duration.ZERO)) {
            taken.ensureHeld();
            return work.get();
        }
    }

    /** Gives the lock back, where it is held. */
    @Override
    public void close() {
        try {
            disconnect();
        } finally {
            lock.ifPresent(SqliteLock::close);
        }
    }
}
