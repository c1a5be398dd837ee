package dbmanager.sql.postgres;

import dbmanager.backend.DatabaseUnavailable;
import dbmanager.migration.MigrationLock;
import dbmanager.sql.script.Transaction;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;

/** The sessions of a backend: that of the migration lock while it is held, else one for each piece of work. */
final class PostgresSession implements AutoCloseable {
    private final PostgresDatabase database;
    private Optional<PostgresLock> lock = Optional.empty();

    PostgresSession(PostgresDatabase database) {
        this.database = database;
    }

    /** Work on a connection. */
    interface Work<T> {
        T on(Connection connection) throws SQLException;
    }

    /** Empty when there is no such database. */
    <T> Optional<T> read(Work<T> work) {
        try {
            Optional<Connection> held = PostgresLock.session(lock);
            if (held.isPresent()) {
                return Optional.of(work.on(held.get()));
            }
            try (Connection connection = database.read()) {
                return Optional.of(work.on(connection));
            }
        } catch (DatabaseUnavailable absent) {
            return Optional.empty();
        } catch (SQLException e) {
            throw database.problem(e);
        }
    }

    /** Does it on a database that has its bookkeeping, both made if need be. */
    <T> T change(Work<T> work) {
        try {
            Optional<Connection> held = PostgresLock.session(lock);
            if (held.isPresent()) {
                return work.on(ready(held.get()));
            }
            makeDatabase();
            try (Connection connection = database.write()) {
                return work.on(ready(connection));
            }
        } catch (SQLException e) {
            throw database.problem(e);
        }
    }

    private void makeDatabase() {
        Optional<String> restorer = database.exists() ? Optional.empty() : database.create();
        if (restorer.isPresent()) {
            throw MigrationLock.Held.byRestore(database.shown(), restorer.get());
        }
    }

    private static Connection ready(Connection connection) throws SQLException {
        Bookkeeping tables = Bookkeeping.of(connection);
        if (!tables.isComplete(connection)) {
            Transaction.in(connection, () -> tables.create(connection));
        }
        return connection;
    }

    /** Makes the database if need be: the lock is its own. */
    MigrationLock lock(String owner, Duration wait) {
        PostgresLock taken = PostgresLock.take(database, owner, wait);
        lock = Optional.of(taken);
        return taken;
    }

    /** Gives the lock back, where it is held. */
    @Override
    public void close() {
        lock.ifPresent(PostgresLock::close);
    }
}
