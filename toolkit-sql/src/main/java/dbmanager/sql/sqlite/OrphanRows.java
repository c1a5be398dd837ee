package dbmanager.sql.sqlite;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Rows whose foreign key names a parent that is not there. SQLite does not look while foreign keys are off, and a migration that rebuilds a table
 * needs them off: dropping the old table would delete its children.
 *
 * @param byReference how many, and one of them, by {@code child → parent}. Not by row: a rebuild may give rows new ids
 */
record OrphanRows(Map<String, Found> byReference) {
    static final OrphanRows NONE = new OrphanRows(Map.of());

    private static final String TRIGGERS = """
            EXISTS (SELECT 1 FROM main.sqlite_master WHERE type = 'trigger'
                    UNION ALL SELECT 1 FROM temp.sqlite_master WHERE type = 'trigger')""";

    private static final String FIND = """
            WITH script AS MATERIALIZED (SELECT lower(?1) AS text, ?2 OR %s AS reaches_all),
            touched AS MATERIALIZED (
                SELECT name FROM main.sqlite_master AS child, script
                 WHERE type = 'table' AND instr(lower(sql), 'references') AND (
                    reaches_all OR instr(text, lower(name)) OR name GLOB '*["''`]*'
                    OR EXISTS (SELECT 1 FROM pragma_foreign_key_list(child.name) AS reference
                                WHERE instr(text, lower(reference."table")) OR reference."table" GLOB '*["''`]*')))
            SELECT orphan."table" || ' → ' || orphan.parent, count(*), min(orphan.rowid)
              FROM touched, pragma_foreign_key_check(touched.name) AS orphan GROUP BY 1""".formatted(TRIGGERS);

    record Found(long rows, String example) {}

    /**
     * Which tables a script can reach: those that it names. A statement of SQLite's reaches no other, unless a trigger does; then it is all
     * tables that count, and so it is where the script writes the catalog itself. Letters are compared as SQLite compares them, which knows
     * capitals in ASCII only, and a name with a quotation mark, which a script writes twice, counts as named.
     *
     * @param all whether there were triggers before the script, which may drop them at its end
     */
    record Reach(String script, boolean all) {
        private static final Pattern INDIRECT =
                Pattern.compile("\\btrigger\\b|\\bwritable_schema\\b", Pattern.CASE_INSENSITIVE);

        private static final Pattern BOOKKEEPING =
                Pattern.compile("flyway_schema_history|_dbm_", Pattern.CASE_INSENSITIVE);

        /** Whether it could change what the database has been through. */
        boolean isToBookkeeping() {
            return BOOKKEEPING.matcher(script).find()
                    || INDIRECT.matcher(script).find();
        }

        /** @param script every statement of it, which is still to run */
        static Reach of(Connection connection, String script) throws SQLException {
            return new Reach(
                    script,
                    INDIRECT.matcher(script).find() || SqliteSchema.number(connection, "SELECT " + TRIGGERS) != 0);
        }
    }

    /**
     * Those that the script can have to do with: rows of tables that it reaches, or whose parents it reaches. The others cannot have
     * changed, and reading them may take long.
     */
    static OrphanRows find(Connection connection, Reach reach) throws SQLException {
        Map<String, Found> found = new TreeMap<>();
        try (PreparedStatement query = connection.prepareStatement(FIND)) {
            query.setString(1, reach.script());
            query.setBoolean(2, reach.all());
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
