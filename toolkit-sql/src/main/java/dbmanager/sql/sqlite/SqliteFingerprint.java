package dbmanager.sql.sqlite;

import dbmanager.backend.Fingerprint;
import dbmanager.sql.script.Quoting;
import dbmanager.sql.script.ScriptText;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.SortedMap;
import java.util.TreeMap;

/** Of tables, indexes, views and triggers, as their texts stand in {@code sqlite_schema}; white space and comments do not count. */
final class SqliteFingerprint {
    private static final String SCHEME = "sqlite1";

    /** What SQLite makes for itself has no text, or a name of its own. */
    private static final String DEFINITIONS = """
            SELECT type, name, sql FROM main.sqlite_master WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'
                AND tbl_name NOT LIKE '\\_dbm\\_%' ESCAPE '\\' AND tbl_name <> 'flyway_schema_history'""";

    private SqliteFingerprint() {}

    static Fingerprint of(Connection connection) throws SQLException {
        SortedMap<String, String> objects = new TreeMap<>();
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(DEFINITIONS)) {
            while (rows.next()) {
                Fingerprint.add(
                        objects,
                        rows.getString(1),
                        rows.getString(2),
                        ScriptText.compact(rows.getString(3), Quoting.SQLITE));
            }
        }
        return new Fingerprint(SCHEME, objects);
    }
}
