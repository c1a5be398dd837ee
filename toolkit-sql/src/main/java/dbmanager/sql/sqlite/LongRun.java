package dbmanager.sql.sqlite;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * A connection for many transactions in a row. As long as it is open, a rollback journal is emptied after each transaction instead of deleted:
 * just as durable, but the folder need not be written each time (sqlite.org/pragma.html#pragma_journal_mode). A journal that a killed runner
 * leaves behind empty means nothing to SQLite. A write-ahead log is left as it is.
 */
record LongRun(Connection connection) implements AutoCloseable {

    static LongRun on(Connection connection) throws SQLException {
        if (journalMode(connection, "").equals("delete")) {
            journalMode(connection, " = TRUNCATE");
        }
        return new LongRun(connection);
    }

    /** Closes the connection and leaves no journal behind. */
    @Override
    public void close() throws SQLException {
        try (connection) {
            if (!connection.isClosed() && journalMode(connection, "").equals("truncate")) {
                journalMode(connection, " = DELETE");
            }
        }
    }

    private static String journalMode(Connection connection, String change) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet mode = statement.executeQuery("PRAGMA journal_mode" + change)) {
            return mode.next() ? mode.getString(1) : "";
        }
    }
}
