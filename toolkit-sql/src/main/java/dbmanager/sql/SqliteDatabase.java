package dbmanager.sql;

import dbmanager.backend.DatabaseUnavailable;
import dbmanager.backend.TargetInUse;
import dbmanager.problem.Problem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import org.sqlite.JDBC;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/**
 * A SQLite file and the ways to open it. Everything here goes through SQLite: closing any other descriptor of the file in this process would
 * drop SQLite's own locks (sqlite.org/howtocorrupt.html, 2.2).
 *
 * @param shown how messages name it: {@code sqlite:data/shop.db}
 * @param busy how long to wait for another connection's lock
 */
record SqliteDatabase(Path file, String shown, Duration busy) {

    boolean exists() {
        return Files.exists(file);
    }

    /**
     * A connection that cannot write. What a killed writer left half done is first rolled back, as SQLite does at every opening that may write.
     *
     * @throws DatabaseUnavailable when there is no file, or no database in it
     */
    Connection read() {
        requireFile();
        SQLiteConfig config = config();
        config.setReadOnly(true);
        try {
            return connect(config);
        } catch (SQLException e) {
            if (!awaitsRecovery(e)) {
                throw problem(e);
            }
        }
        try (Connection recovering = write()) {
            return connect(config);
        } catch (SQLException e) {
            throw problem(e);
        }
    }

    private static boolean awaitsRecovery(SQLException e) {
        return e instanceof SQLiteException sqlite
                && (sqlite.getResultCode() == SQLiteErrorCode.SQLITE_READONLY_ROLLBACK
                        || sqlite.getResultCode() == SQLiteErrorCode.SQLITE_READONLY_RECOVERY);
    }

    /** A connection for changes, whose transactions begin IMMEDIATE and which does not enforce foreign keys. */
    Connection write() {
        requireFile();
        return open(config());
    }

    /**
     * A connection beside which there is none: others cannot read, write or open the file until it is closed. A rollback-journal connection
     * that is open but idle holds no lock and is not noticed.
     */
    Connection exclusive() {
        requireFile();
        SQLiteConfig config = config();
        config.setLockingMode(SQLiteConfig.LockingMode.EXCLUSIVE);
        Connection connection = open(config);
        try (var statement = connection.createStatement()) {
            statement.executeUpdate("BEGIN EXCLUSIVE");
            statement.executeUpdate("COMMIT");
            return connection;
        } catch (SQLException e) {
            try {
                connection.close();
            } catch (SQLException closing) {
                e.addSuppressed(closing);
            }
            throw problem(e);
        }
    }

    /** Like {@link #write}, but makes the file if need be. */
    Connection create() {
        return open(config());
    }

    /** As a URI, since the driver would cut a plain path at a question mark. */
    static String url(Path file, String query) {
        return JDBC.PREFIX + uri(file, query);
    }

    /** For ATTACH; {@code immutable=1} says that nobody changes the file while it is open. */
    static String uri(Path file, String query) {
        return "file://" + file.toUri().getRawPath() + (query.isEmpty() ? "" : "?" + query);
    }

    private SQLiteConfig config() {
        SQLiteConfig config = new SQLiteConfig();
        config.setBusyTimeout(Math.toIntExact(busy.toMillis()));
        config.setTransactionMode(SQLiteConfig.TransactionMode.IMMEDIATE);
        config.enforceForeignKeys(false);
        return config;
    }

    private Connection open(SQLiteConfig config) {
        try {
            return connect(config);
        } catch (SQLException e) {
            throw problem(e);
        }
    }

    private Connection connect(SQLiteConfig config) throws SQLException {
        Connection connection = JDBC.createConnection(url(file, ""), config.toProperties());
        try {
            readHeader(connection);
            return connection;
        } catch (SQLException | RuntimeException e) {
            connection.close();
            throw e;
        }
    }

    /** SQLite opens anything; only the first read tells whether it is a database. */
    private static void readHeader(Connection connection) throws SQLException {
        try (var statement = connection.createStatement();
                var rows = statement.executeQuery("PRAGMA schema_version")) {
            rows.next();
        }
    }

    private void requireFile() {
        if (!exists()) {
            throw DatabaseUnavailable.absent(shown);
        }
    }

    /** What went wrong, in the words of the port. */
    Problem problem(SQLException e) {
        SQLiteErrorCode code =
                e instanceof SQLiteException sqlite ? sqlite.getResultCode() : SQLiteErrorCode.UNKNOWN_ERROR;
        // The low byte is the primary code: sqlite.org/rescode.html
        return switch (code.code & 0xFF) {
            case 5, 6 -> new TargetInUse(shown, "another connection holds its lock (" + message(e) + ")");
            case 11, 26 -> DatabaseUnavailable.unreadable(shown, message(e), e);
            case 8, 3, 14, 23 -> DatabaseUnavailable.readOnly(shown, e);
            case 13 -> DatabaseUnavailable.full(shown, e);
            default -> DatabaseUnavailable.other(shown, message(e), e);
        };
    }

    /** Whether this is the fault of the statement, and not trouble with locks, disks or damage. */
    static boolean isStatementsFault(SQLException e) {
        int code = e instanceof SQLiteException sqlite ? sqlite.getResultCode().code & 0xFF : 1;
        return switch (code) {
            case 1, 18, 19, 20, 25 -> true;
            default -> false;
        };
    }

    /** Whether the connection, or the file, is for reading only. */
    static boolean isReadOnly(SQLException e) {
        return e instanceof SQLiteException sqlite && (sqlite.getResultCode().code & 0xFF) == 8;
    }

    static String message(SQLException e) {
        return String.valueOf(e.getMessage()).replaceAll("\\s+", " ");
    }
}
