package dbmanager.sql.sqlite;

import dbmanager.exchange.Column;
import dbmanager.exchange.Table;
import dbmanager.sql.schema.Token;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** What stands in the catalog of a SQLite database: its users' tables, and the names that are ours and not theirs. */
final class SqliteSchema {
    private static final Set<String> BUILT_IN = Set.of("BINARY", "NOCASE", "RTRIM");

    private SqliteSchema() {}

    /**
     * One column of a key.
     *
     * @param collation how the key's index compares text in it, BINARY for a collation that only the application has; empty for a row id,
     *     which is never text
     */
    record KeyColumn(String name, String collation) {
        /** For ORDER BY and ON CONFLICT: with exactly this text SQLite finds the index. */
        String inOrder() {
            return collation.isEmpty() ? quote(name) : quote(name) + " COLLATE " + collation;
        }
    }

    /** @param type {@code table} or {@code virtual} */
    record Listed(String name, String type) {
        boolean isVirtual() {
            return type.equals("virtual");
        }
    }

    static String quote(String name) {
        return Token.quote(name);
    }

    static String literal(String text) {
        return Token.literal(text);
    }

    static String quoted(List<String> names) {
        return names.stream().map(SqliteSchema::quote).collect(Collectors.joining(", "));
    }

    /** What SQLite, Flyway and db-manager keep for themselves. */
    static boolean isBookkeeping(String table) {
        String name = table.toLowerCase(Locale.ROOT);
        return name.startsWith("sqlite_") || name.startsWith("_dbm_") || name.equals("flyway_schema_history");
    }

    /** The users' tables by name: neither bookkeeping nor the tables in which a virtual table keeps its data. */
    static List<Listed> list(Connection connection, String schema) throws SQLException {
        List<Listed> tables = new ArrayList<>();
        for (Listed table : listAll(connection, schema)) {
            boolean visible = table.type().equals("table") || table.isVirtual();
            if (visible && !isBookkeeping(table.name())) {
                tables.add(table);
            }
        }
        return tables;
    }

    /** Everything in the catalog of this kind, shadow tables and views too. */
    static List<Listed> listAll(Connection connection, String schema) throws SQLException {
        String sql = "SELECT name, type FROM pragma_table_list WHERE schema = ? COLLATE NOCASE ORDER BY name";
        try (PreparedStatement query = connection.prepareStatement(sql)) {
            query.setString(1, schema);
            List<Listed> tables = new ArrayList<>();
            try (ResultSet rows = query.executeQuery()) {
                while (rows.next()) {
                    tables.add(new Listed(rows.getString(1), rows.getString(2)));
                }
            }
            return tables;
        }
    }

    static List<Table> tables(Connection connection) throws SQLException {
        List<Table> tables = new ArrayList<>();
        for (Listed listed : list(connection, "main")) {
            tables.add(table(connection, "main", listed.name()));
        }
        return tables;
    }

    static Table table(Connection connection, String schema, String name) throws SQLException {
        List<Column> columns = new ArrayList<>();
        TreeMap<Integer, String> key = new TreeMap<>();
        String sql = "SELECT name, type, pk, hidden FROM pragma_table_xinfo(?, ?)";
        try (PreparedStatement query = connection.prepareStatement(sql)) {
            query.setString(1, name);
            query.setString(2, schema);
            try (ResultSet rows = query.executeQuery()) {
                while (rows.next()) {
                    if (rows.getInt(4) == 0) { // the others are generated, or arguments of a virtual table
                        columns.add(new Column(rows.getString(1), rows.getString(2)));
                    }
                    if (rows.getInt(3) > 0) {
                        key.put(rows.getInt(3), rows.getString(1));
                    }
                }
            }
        }
        return new Table(name, columns, List.copyOf(key.values()));
    }

    /** The key with the collations of its index; empty when the table has none. */
    static List<KeyColumn> key(Connection connection, Table table) throws SQLException {
        String sql = """
                SELECT c.name, upper(c.coll) FROM pragma_index_list(?) AS i, pragma_index_xinfo(i.name) AS c
                 WHERE i.origin = 'pk' AND c.key AND c.cid >= 0 ORDER BY c.seqno""";
        List<KeyColumn> key = new ArrayList<>();
        try (PreparedStatement query = connection.prepareStatement(sql)) {
            query.setString(1, table.name());
            try (ResultSet rows = query.executeQuery()) {
                while (rows.next()) {
                    String collation = rows.getString(2);
                    key.add(new KeyColumn(rows.getString(1), BUILT_IN.contains(collation) ? collation : "BINARY"));
                }
            }
        }
        // An INTEGER PRIMARY KEY is the row id and has no index.
        return key.isEmpty()
                ? table.key().stream().map(name -> new KeyColumn(name, "")).toList()
                : key;
    }

    /**
     * How many rows each of the users' tables has, by name.
     *
     * @param unknown why, by name, for the tables that SQLite cannot count: a virtual table whose module is not here or that was built on a
     *     column of another name, a key in an order that only the application knows. The file may be sound all the same
     */
    record Counts(Map<String, Long> rows, Map<String, String> unknown) {}

    static Counts counts(Connection connection) throws SQLException {
        Map<String, Long> rows = new TreeMap<>();
        Map<String, String> unknown = new TreeMap<>();
        for (Listed table : list(connection, "main")) {
            try {
                rows.put(table.name(), count(connection, table.name()));
            } catch (SQLException e) {
                if (!SqliteDatabase.isStatementsFault(e)) {
                    throw e;
                }
                unknown.put(table.name(), SqliteDatabase.reason(e));
            }
        }
        return new Counts(rows, unknown);
    }

    static long count(Connection connection, String table) throws SQLException {
        return number(connection, "SELECT count(*) FROM main." + quote(table));
    }

    static long number(Connection connection, String sql) throws SQLException {
        try (var statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getLong(1);
        }
    }

    /** The tables in which virtual tables keep their data. */
    static Set<String> shadows(Connection connection) throws SQLException {
        return listAll(connection, "main").stream()
                .filter(table -> table.type().equals("shadow"))
                .map(Listed::name)
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
