package dbmanager.sql;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Rows whose foreign key names a parent that is not there. SQLite does not look while foreign keys are off, and a migration that rebuilds a table
 * needs them off: dropping the old table would delete its children.
 *
 * @param byReference how many, and one of them, by {@code child → parent}. Not by row: a rebuild may give rows new ids
 */
record OrphanRows(Map<String, Found> byReference) {
    static final OrphanRows NONE = new OrphanRows(Map.of());

    record Found(long rows, String example) {}

    /** Reads every table that has foreign keys; nothing where no table has. */
    static OrphanRows find(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            try (ResultSet any = statement.executeQuery(
                    "SELECT EXISTS (SELECT 1 FROM main.sqlite_master WHERE type = 'table' AND sql LIKE '%REFERENCES%')")) {
                if (!any.next() || !any.getBoolean(1)) {
                    return NONE;
                }
            }
            Map<String, Found> found = new TreeMap<>();
            try (ResultSet rows = statement.executeQuery(
                    "SELECT \"table\" || ' → ' || parent, count(*), min(rowid) FROM pragma_foreign_key_check GROUP BY 1")) {
                while (rows.next()) {
                    String example = rows.getString(3);
                    found.put(rows.getString(1), new Found(rows.getLong(2), example == null ? "" : ", such as row " + example));
                }
            } catch (SQLException e) {
                // A reference to something that is no key: SQLite cannot check at all, and says which one.
                found.put(SqliteDatabase.message(e), new Found(1, ""));
            }
            return new OrphanRows(found);
        }
    }

    /** Those references that have more orphans than before. */
    OrphanRows beyond(OrphanRows before) {
        Map<String, Found> more = new TreeMap<>(byReference);
        before.byReference.forEach((reference, old) -> more.computeIfPresent(
                reference, (same, now) -> now.rows() > old.rows() ? now : null));
        return new OrphanRows(more);
    }

    boolean isEmpty() {
        return byReference.isEmpty();
    }

    @Override
    public String toString() {
        return byReference.entrySet().stream()
                .map(e -> e.getKey() + ": " + e.getValue().rows() + " without a parent" + e.getValue().example())
                .collect(Collectors.joining("; "));
    }
}
