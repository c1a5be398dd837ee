package dbmanager.sql.postgres;

import dbmanager.backend.Maintenance;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;

/** Housekeeping. VACUUM leaves the room to new rows of the same table; VACUUM FULL would give it back, and lock everybody out meanwhile. */
record PostgresMaintenance(PostgresDatabase database) implements Maintenance {
    @Override
    public Sizes vacuum() {
        try (Connection connection = database.write();
                Statement statement = connection.createStatement()) {
            database.waitForLocks(connection);
            long before = bytes(connection);
            statement.execute("VACUUM (ANALYZE)");
            return new Sizes(before, bytes(connection));
        } catch (SQLException e) {
            throw database.problem(e);
        }
    }

    @Override
    public void analyze() {
        try (Connection connection = database.write();
                Statement statement = connection.createStatement()) {
            statement.execute("ANALYZE");
        } catch (SQLException e) {
            throw database.problem(e);
        }
    }

    private static long bytes(Connection connection) throws SQLException {
        return Long.parseLong(PostgresDatabase.text(connection, "SELECT pg_database_size(current_database())")
                .orElseThrow());
    }
}
