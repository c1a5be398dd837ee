package dbmanager.sql.sqlite;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Optional;

/**
 * The tables that db-manager keeps in a SQLite database: Flyway's history, exactly as Flyway makes it, and two of our own for what Flyway's
 * columns cannot hold.
 */
final class Bookkeeping {
    static final String HISTORY = "flyway_schema_history";
    static final String DETAILS = "_dbm_history";
    private static final String META = "_dbm_meta";
    private static final int TABLES = 3;

    /**
     * Makes what is not there, and changes nothing that is. Flyway's table comes first: stock Flyway refuses a database that has other tables
     * and no history. The id is random (RFC 9562, version 4).
     */
    static final List<String> STATEMENTS = List.of(
            """
            CREATE TABLE IF NOT EXISTS "main"."flyway_schema_history" (
                "installed_rank" INT NOT NULL PRIMARY KEY,
                "version" VARCHAR(50),
                "description" VARCHAR(200) NOT NULL,
                "type" VARCHAR(20) NOT NULL,
                "script" VARCHAR(1000) NOT NULL,
                "checksum" INT,
                "installed_by" VARCHAR(100) NOT NULL,
                "installed_on" TEXT NOT NULL DEFAULT (strftime('%Y-%m-%d %H:%M:%f','now')),
                "execution_time" INT NOT NULL,
                "success" BOOLEAN NOT NULL
            )""",
            "CREATE INDEX IF NOT EXISTS \"main\".\"flyway_schema_history_s_idx\" ON \"flyway_schema_history\" (\"success\")",
            """
            CREATE TABLE IF NOT EXISTS main._dbm_history (
                installed_rank INTEGER PRIMARY KEY,
                installed_on TEXT NOT NULL,
                checksum INTEGER,
                sha256 TEXT,
                mode TEXT NOT NULL,
                note TEXT NOT NULL,
                fingerprint TEXT
            )""",
            "CREATE TABLE IF NOT EXISTS main._dbm_meta (key TEXT PRIMARY KEY, value TEXT NOT NULL)",
            """
            INSERT OR IGNORE INTO main._dbm_meta VALUES
                ('tool', 'db-manager'),
                ('created_at', strftime('%Y-%m-%dT%H:%M:%fZ', 'now')),
                ('database_id', lower(hex(randomblob(4)) || '-' || hex(randomblob(2)) || '-4' || substr(hex(randomblob(2)), 2)
                    || '-' || substr('89AB', 1 + (random() & 3), 1) || substr(hex(randomblob(2)), 2) || '-' || hex(randomblob(6))))""");

    /** A condition: whether there is anything that is not bookkeeping. */
    static final String CONTENT = """
            EXISTS (SELECT 1 FROM main.sqlite_master WHERE tbl_name NOT LIKE 'sqlite\\_%' ESCAPE '\\'
                AND tbl_name NOT LIKE '\\_dbm\\_%' ESCAPE '\\' AND tbl_name <> 'flyway_schema_history')""";

    private Bookkeeping() {}

    static boolean isComplete(Connection connection) throws SQLException {
        return existing(connection) == TABLES
                && hasFingerprints(connection)
                && id(connection).isPresent();
    }

    /** To be called in a transaction. */
    static boolean create(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            for (String sql : STATEMENTS) {
                statement.executeUpdate(sql);
            }
            if (!hasFingerprints(connection)) { // made by a version of db-manager that kept none
                statement.executeUpdate("ALTER TABLE main._dbm_history ADD COLUMN fingerprint TEXT");
            }
        }
        return isComplete(connection);
    }

    static boolean has(Connection connection, String table) throws SQLException {
        return yes(
                connection,
                "SELECT EXISTS (SELECT 1 FROM main.sqlite_master WHERE type = 'table' AND name = '" + table + "')");
    }

    static boolean hasFingerprints(Connection connection) throws SQLException {
        return yes(
                connection,
                "SELECT EXISTS (SELECT 1 FROM pragma_table_info('" + DETAILS
                        + "', 'main') WHERE name = 'fingerprint')");
    }

    /** The random id of the database, where it has one. */
    static Optional<String> id(Connection connection) throws SQLException {
        return value(connection, "database_id");
    }

    /** What is kept under this key. */
    static Optional<String> value(Connection connection, String key) throws SQLException {
        if (!has(connection, META)) {
            return Optional.empty();
        }
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT value FROM main._dbm_meta WHERE key = '" + key + "'")) {
            return rows.next() ? Optional.of(rows.getString(1)) : Optional.empty();
        }
    }

    /** Whether the database has anything that is not bookkeeping. */
    static boolean hasContent(Connection connection) throws SQLException {
        return yes(connection, "SELECT " + CONTENT);
    }

    private static int existing(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(
                        "SELECT count(*) FROM main.sqlite_master WHERE type = 'table' AND name IN ('" + HISTORY + "', '"
                                + DETAILS + "', '" + META + "')")) {
            rows.next();
            return rows.getInt(1);
        }
    }

    private static boolean yes(Connection connection, String question) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(question)) {
            rows.next();
            return rows.getBoolean(1);
        }
    }
}
