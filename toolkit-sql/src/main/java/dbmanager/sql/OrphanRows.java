package dbmanager.sql;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Locale;
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

    /** A name with a quotation mark is written differently in the script, so it counts as named. */
    private static final String FIND = """
            WITH touched AS MATERIALIZED (
                SELECT name FROM main.sqlite_master AS child WHERE type = 'table' AND sql LIKE '%REFERENCES%' AND (
                    EXISTS (SELECT 1 FROM main.sqlite_master WHERE type = 'trigger')
                    OR instr(?1, lower(name)) OR instr(name, '"')
                    OR EXISTS (SELECT 1 FROM pragma_foreign_key_list(child.name) AS reference
                                WHERE instr(?1, lower(reference."table")) OR instr(reference."table", '"'))))
            SELECT orphan."table" || ' → ' || orphan.parent, count(*), min(orphan.rowid)
              FROM touched, pragma_foreign_key_check(touched.name) AS orphan GROUP BY 1""";

    record Found(long rows, String example) {}

    /**
     * Those that the script can have to do with: rows of tables that it names, or whose parents it names; where there are triggers, of all tables.
     * The others cannot have changed, and reading them may take long.
     *
     * @param script every statement of it
     */
    static OrphanRows find(Connection connection, String script) throws SQLException {
        Map<String, Found> found = new TreeMap<>();
        try (PreparedStatement query = connection.prepareStatement(FIND)) {
            query.setString(1, script.toLowerCase(Locale.ROOT));
            try (ResultSet rows = query.executeQuery()) {
                while (rows.next()) {
                    String example = rows.getString(3);
                    found.put(
                            rows.getString(1),
                            new Found(rows.getLong(2), example == null ? "" : ", such as row " + example));
                }
            }
        } catch (SQLException e) {
            if (!SqliteDatabase.isStatementsFault(e)) {
                throw e;
            }
            // A reference to something that is no key: SQLite cannot check it, and says which one.
            found.put(SqliteDatabase.message(e), new Found(1, ""));
        }
        return new OrphanRows(found);
    }

    /** Those references that have more orphans than before. */
    OrphanRows beyond(OrphanRows before) {
        Map<String, Found> more = new TreeMap<>(byReference);
        before.byReference.forEach((reference, old) ->
                more.computeIfPresent(reference, (same, now) -> now.rows() > old.rows() ? now : null));
        return new OrphanRows(more);
    }

    boolean isEmpty() {
        return byReference.isEmpty();
    }

    @Override
    public String toString() {
        return byReference.entrySet().stream()
                .map(e -> e.getKey() + ": " + e.getValue().rows() + " without a parent"
                        + e.getValue().example())
                .collect(Collectors.joining("; "));
    }
}
