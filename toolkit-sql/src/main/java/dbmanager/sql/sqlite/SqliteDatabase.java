package dbmanager.sql.sqlite;

import dbmanager.backend.DatabaseUnavailable;
import dbmanager.backend.TargetInUse;
import dbmanager.problem.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
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
    /** The driver wraps SQLite's sentence: {@code [SQLITE_ERROR] SQL error or missing database (no such table: t)}. */
    private static final Pattern DRIVER_MESSAGE = Pattern.compile("\\[SQLITE_\\w+] [^(]*\\((?<reason>.*)\\)");

    /** Also where it cannot be looked at: opening it says why. Not below a file, where nothing can be. */
    boolean exists() {
        boolean belowFile = Files.exists(folder()) && !Files.isDirectory(folder());
        return !belowFile && !Files.notExists(file);
    }

    /** A connection that cannot write. @throws DatabaseUnavailable when there is no file, or no database in it */
    Connection read() {
        requireFile();
        SQLiteConfig config = config();
        config.setReadOnly(true);
        try {
            return tryOpen(config);
        } catch (SQLException e) {
            if (!needsRollback(e)) {
                throw problem(e);
            }
            rollBackUnfinished();
            return open(config);
        }
    }

    /** Whether a killed writer's transaction stands in the way, which has to be taken back before anybody can read. */
    private static boolean needsRollback(SQLException e) {
        return e instanceof SQLiteException sqlite
                && sqlite.getResultCode() == SQLiteErrorCode.SQLITE_READONLY_ROLLBACK;
    }

    /** A connection that can write does so with its first read. */
    private void rollBackUnfinished() {
        try (Connection connection = write()) {
            connection.isValid(0);
        } catch (SQLException e) {
            throw problem(e);
        }
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
            return tryOpen(config);
        } catch (SQLException e) {
            throw problem(e);
        }
    }

    private Connection tryOpen(SQLiteConfig config) throws SQLException {
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
        if (Files.isDirectory(file)) {
            throw DatabaseUnavailable.unreadable(shown, "it is a folder", null);
        }
    }

    /** What went wrong, in the words of the port. */
    Problem problem(SQLException e) {
        return switch (primaryCode(e)) {
            case SQLITE_BUSY, SQLITE_LOCKED ->
                new TargetInUse(shown, "another connection holds its lock" + waited() + " (" + message(e) + ")");
            case SQLITE_CORRUPT, SQLITE_NOTADB -> DatabaseUnavailable.unreadable(shown, message(e), e);
            case SQLITE_READONLY, SQLITE_PERM, SQLITE_CANTOPEN, SQLITE_AUTH ->
                exists() && !Files.isReadable(file)
                        ? DatabaseUnavailable.forbidden(shown, e)
                        : DiskTrouble.ofFileSystem(shown, folder(), e)
                                .orElseGet(() -> DatabaseUnavailable.readOnly(shown, e));
            case SQLITE_FULL -> DatabaseUnavailable.full(shown, e);
            case SQLITE_IOERR ->
                isWriting(e)
                        ? DiskTrouble.ofFileSystem(shown, folder(), e)
                                .orElseGet(
                                        () -> DatabaseUnavailable.notWritten(shown, folder().toString(), message(e), e))
                        : DatabaseUnavailable.other(shown, message(e), e);
            default ->
                isStatementsFault(e)
                        ? DatabaseUnavailable.unusable(shown, reason(e), e)
                        : DatabaseUnavailable.other(shown, message(e), e);
        };
    }

    /** SQLite tells a disk that is full (SQLITE_FULL) from everything else that keeps it from writing: limits, quotas, broken disks. */
    private static boolean isWriting(SQLException e) {
        return e instanceof SQLiteException sqlite
                && switch (sqlite.getResultCode()) {
                    case SQLITE_IOERR_WRITE,
                            SQLITE_IOERR_FSYNC,
                            SQLITE_IOERR_DIR_FSYNC,
                            SQLITE_IOERR_TRUNCATE,
                            SQLITE_IOERR_SHMOPEN,
                            SQLITE_IOERR_SHMSIZE -> true;
                    default -> false;
                };
    }

    private Path folder() {
        return file.toAbsolutePath().getParent();
    }

    /** Why its file, or what lies beside it, could not be written. */
    Problem unwritable(IOException e) {
        return DiskTrouble.writing(shown, folder(), e);
    }

    private String waited() {
        return busy.isZero() ? "" : ", waited up to " + busy.toSeconds() + " s for it";
    }

    /** The kind of an error without its refinements, which stand above the low byte (sqlite.org/rescode.html). */
    static SQLiteErrorCode primaryCode(SQLException e) {
        return e instanceof SQLiteException sqlite
                ? SQLiteErrorCode.getErrorCode(sqlite.getResultCode().code & 0xFF)
                : SQLiteErrorCode.UNKNOWN_ERROR;
    }

    /** Also where the driver, which then gives no code, has no room for what SQLite read. */
    static boolean isOutOfMemory(SQLException e) {
        return primaryCode(e) == SQLiteErrorCode.SQLITE_NOMEM || "Out of memory".equals(e.getMessage());
    }

    /** Whether this is the fault of the statement, and not trouble with locks, disks or damage. */
    static boolean isStatementsFault(SQLException e) {
        return switch (primaryCode(e)) {
            case SQLITE_ERROR, SQLITE_TOOBIG, SQLITE_CONSTRAINT, SQLITE_MISMATCH, SQLITE_RANGE, UNKNOWN_ERROR -> true;
            default -> false;
        };
    }

    /** SQLite's own sentence. */
    static String reason(SQLException e) {
        String message = message(e);
        Matcher matcher = DRIVER_MESSAGE.matcher(message);
        return matcher.matches() ? matcher.group("reason") : message;
    }

    static String message(SQLException e) {
        return String.valueOf(e.getMessage()).replaceAll("\\s+", " ");
    }
}
