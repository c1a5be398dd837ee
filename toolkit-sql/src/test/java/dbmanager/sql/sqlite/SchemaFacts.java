package dbmanager.sql.sqlite;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What SQLite's own pragmas say of a schema, and the words of the definitions that they say nothing of: an opinion that shares no code with the
 * engine under test.
 */
final class SchemaFacts {
    private static final String OURS =
            "name NOT LIKE 'sqlite\\_%' ESCAPE '\\' AND name NOT LIKE '\\_dbm\\_%' ESCAPE '\\'"
                    + " AND name NOT LIKE 'flyway\\_%' ESCAPE '\\'";
    private static final Pattern WORD = Pattern.compile("'(?:[^']|'')*'|[A-Za-z0-9_]+|[^\\sA-Za-z0-9_()\"`\\[\\];,]+");

    private SchemaFacts() {}

    static List<String> of(Path file) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file)) {
            return of(connection);
        }
    }

    /** Of what these statements make. */
    static List<String> of(String ddl) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite::memory:");
                Statement statement = connection.createStatement()) {
            statement.executeUpdate(ddl);
            return of(connection);
        }
    }

    private static List<String> of(Connection connection) throws SQLException {
        TreeSet<String> facts = new TreeSet<>();
        String tables = "SELECT name FROM sqlite_schema WHERE type = 'table' AND " + OURS;
        for (String table : query(connection, tables, " ")) {
            String t = "'" + table.replace("'", "''") + "'";
            String columns =
                    "SELECT name, upper(type), \"notnull\", trim(replace(dflt_value, '(', ''), ')'), pk, hidden FROM pragma_table_xinfo("
                            + t + ")";
            query(connection, columns, " | ").forEach(row -> facts.add(table + " column " + row));
            String keys =
                    "SELECT group_concat(\"from\" || '>' || coalesce(\"to\", ''), ','), \"table\", on_update, on_delete FROM (SELECT * FROM pragma_foreign_key_list("
                            + t + ") ORDER BY id, seq) GROUP BY id";
            query(connection, keys, " | ").forEach(row -> facts.add(table + " refers " + row.toLowerCase(Locale.ROOT)));
            String indexes =
                    "SELECT CASE WHEN origin = 'c' THEN name ELSE '' END, \"unique\", origin, partial, (SELECT group_concat(coalesce(name, '?') || ' ' || \"desc\" || coll, ',') FROM pragma_index_xinfo(i.name) WHERE key) FROM pragma_index_list("
                            + t + ") AS i";
            query(connection, indexes, " | ").forEach(row -> facts.add(table + " index " + row));
            String options = "SELECT type, wr, strict FROM pragma_table_list(" + t + ") WHERE schema = 'main'";
            query(connection, options, " | ").forEach(row -> facts.add(table + " is " + row));
        }
        String texts = "SELECT type, name, sql FROM sqlite_schema WHERE sql IS NOT NULL AND " + OURS
                + " AND tbl_name NOT LIKE '\\_dbm\\_%' ESCAPE '\\' AND tbl_name <> 'flyway_schema_history'";
        for (String row : query(connection, texts, "\u0001")) {
            String[] cells = row.split("\u0001", 3);
            facts.add(cells[0] + " " + cells[1] + " says " + words(cells[2]));
        }
        return List.copyOf(facts);
    }

    /** In alphabetical order: where a column or a constraint stands is not compared. */
    private static String words(String sql) {
        List<String> words = new ArrayList<>();
        Matcher matcher = WORD.matcher(sql.replaceAll("(?s)/\\*.*?\\*/|--[^\\n]*", " "));
        while (matcher.find()) {
            String word = matcher.group();
            words.add(word.startsWith("'") ? word : word.toLowerCase(Locale.ROOT));
        }
        words.removeIf("asc"::equals);
        words.sort(null);
        return String.join(" ", words);
    }

    static List<String> query(Connection connection, String sql, String between) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            List<String> found = new ArrayList<>();
            while (rows.next()) {
                List<String> values = new ArrayList<>();
                for (int i = 1; i <= rows.getMetaData().getColumnCount(); i++) {
                    values.add(rows.getString(i));
                }
                found.add(String.join(between, values));
            }
            return found;
        }
    }
}
