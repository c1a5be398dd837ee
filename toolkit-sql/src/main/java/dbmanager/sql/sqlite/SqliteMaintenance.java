package dbmanager.sql.sqlite;

import dbmanager.backend.Maintenance;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;

/** Housekeeping of a SQLite file. */
record SqliteMaintenance(SqliteDatabase database) implements Maintenance {
    @Override
    public Sizes vacuum() {
        try (Connection connection = database.write();
                Statement statement = connection.createStatement()) {
            long before = bytes(connection);
            NoSpace.require(database.file().toAbsolutePath().getParent(), "VACUUM of " + database.shown(), before);
            statement.executeUpdate("VACUUM");
            statement.execute("PRAGMA wal_checkpoint(TRUNCATE)"); // without a log this does nothing
            return new Sizes(before, bytes(connection));
        } catch (SQLException e) {
            throw database.problem(e);
        }
    }

    @Override
    public void analyze() {
        try (Connection connection = database.write();
                Statement statement = connection.createStatement()) {
            statement.executeUpdate("ANALYZE");
        } catch (SQLException e) {
            throw database.problem(e);
        }
    }

    /** As SQLite sees it, since the file itself must not be opened in another way. */
    private static long bytes(Connection connection) throws SQLException {
        return SqliteSchema.number(
                connection, "SELECT page_count * page_size FROM pragma_page_count, pragma_page_size");
    }
}
