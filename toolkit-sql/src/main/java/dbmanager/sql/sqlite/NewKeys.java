package dbmanager.sql.sqlite;

import static dbmanager.sql.sqlite.SqliteSchema.literal;
import static dbmanager.sql.sqlite.SqliteSchema.quote;

import dbmanager.exchange.Table;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Gives rows new integer keys, above all that are there, and lets references follow, in whatever order the rows come: a key gets its number
 * when it is first seen, be it as a reference. References to rows that never come are set back at the end; they meant rows that were there
 * before. The numbers are kept in temporary tables, so memory does not grow.
 */
final class NewKeys {
    private final Connection connection;
    private final Map<String, Numbers> numbers = new HashMap<>();
    /** By table and column in lower case, whose numbers stand there. */
    private final Map<String, Map<String, Numbers>> columns = new HashMap<>();

    private final Set<String> touched = new HashSet<>();

    NewKeys(Connection connection, List<Table> tables) throws SQLException {
        this.connection = connection;
        Map<String, String> rowIds = new HashMap<>();
        for (Table table : tables) {
            rowId(table).ifPresent(column -> rowIds.put(lower(table.name()), lower(column)));
        }
        Map<String, Map<String, String>> parents = new HashMap<>();
        for (Table table : tables) {
            parents.put(lower(table.name()), parents(table.name(), rowIds));
        }
        for (Table table : tables) {
            String name = lower(table.name());
            Map<String, Numbers> ofTable = new HashMap<>();
            for (Map.Entry<String, String> reference : parents.get(name).entrySet()) {
                ofTable.put(reference.getKey(), numbers(root(reference.getValue(), rowIds, parents)));
            }
            if (rowIds.containsKey(name)) {
                ofTable.putIfAbsent(rowIds.get(name), numbers(name));
            }
            columns.put(name, ofTable);
        }
    }

    /** Puts the new numbers into a row. */
    void replace(Table table, List<String> given, Object[] values) throws SQLException {
        String name = lower(table.name());
        Map<String, Numbers> ofTable = columns.get(name);
        if (ofTable.isEmpty()) {
            return;
        }
        touched.add(name);
        for (int i = 0; i < values.length; i++) {
            Numbers source = ofTable.get(lower(given.get(i)));
            if (source != null && values[i] instanceof Long old) {
                boolean own = source.table.equals(name) && lower(given.get(i)).equals(source.column);
                values[i] = source.of(old, own);
            }
        }
    }

    /** Sets back the references to rows that did not come. */
    void settle() throws SQLException {
        for (String table : touched) {
            for (Map.Entry<String, Numbers> column : columns.get(table).entrySet()) {
                column.getValue().settle(table, column.getKey());
            }
        }
    }

    private Numbers numbers(String table) throws SQLException {
        Numbers found = numbers.get(table);
        if (found == null) {
            found = new Numbers(table, numbers.size());
            numbers.put(table, found);
        }
        return found;
    }

    /** Where a table's key is itself a reference, its numbers are those of the table that it refers to. */
    private static String root(String table, Map<String, String> rowIds, Map<String, Map<String, String>> parents) {
        Set<String> seen = new HashSet<>();
        String root = table;
        while (seen.add(root)) {
            String parent = parents.getOrDefault(root, Map.of()).get(rowIds.get(root));
            if (parent == null) {
                return root;
            }
            root = parent;
        }
        return root;
    }

    /** The columns that refer to another table's row id, and that table. */
    private Map<String, String> parents(String table, Map<String, String> rowIds) throws SQLException {
        Map<String, String> parents = new HashMap<>();
        String sql = "SELECT \"table\", \"from\", \"to\" FROM pragma_foreign_key_list(" + literal(table) + ")";
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            while (rows.next()) {
                String parent = lower(rows.getString(1));
                String key = rowIds.get(parent);
                String to = rows.getString(3);
                if (key != null && (to == null || lower(to).equals(key))) {
                    parents.put(lower(rows.getString(2)), parent);
                }
            }
        }
        return parents;
    }

    /** The column that is the row id under another name: an INTEGER PRIMARY KEY has no index of its own. */
    private Optional<String> rowId(Table table) throws SQLException {
        if (table.key().size() != 1) {
            return Optional.empty();
        }
        String sql = "SELECT count(*) FROM pragma_index_list(" + literal(table.name()) + ") WHERE origin = 'pk'";
        return SqliteSchema.number(connection, sql) == 0
                ? Optional.of(table.key().get(0))
                : Optional.empty();
    }

    private static String lower(String name) {
        return name.toLowerCase(Locale.ROOT);
    }

    /** The new numbers of one table's keys. */
    private final class Numbers {
        private final String table;
        private final String column;
        private final String map;
        private PreparedStatement find;
        private PreparedStatement add;
        private PreparedStatement arrive;
        private long next;

        Numbers(String table, int number) throws SQLException {
            this.table = table;
            this.column = keyColumn(table);
            this.map = "temp.dbm_numbers_" + number;
        }

        private String keyColumn(String table) throws SQLException {
            return lower(SqliteSchema.table(connection, "main", table).key().get(0));
        }

        /** @param own whether it is the row itself that comes, and not a reference to it */
        long of(long old, boolean own) throws SQLException {
            if (find == null) {
                begin();
            }
            find.setLong(1, old);
            try (ResultSet rows = find.executeQuery()) {
                if (rows.next()) {
                    long number = rows.getLong(1);
                    boolean expected = rows.getInt(2) == 0;
                    if (own && expected) {
                        arrive.setLong(1, old);
                        arrive.executeUpdate();
                    } else if (own) {
                        throw new SqliteAffinity.Misfit(old, "came before as a key of " + table);
                    }
                    return number;
                }
            }
            long number = next++;
            add.setLong(1, old);
            add.setLong(2, number);
            add.setInt(3, own ? 1 : 0);
            add.executeUpdate();
            return number;
        }

        private void begin() throws SQLException {
            try (Statement statement = connection.createStatement()) {
                statement.executeUpdate("CREATE TABLE " + map
                        + " (old INTEGER PRIMARY KEY, number INTEGER NOT NULL UNIQUE, came INTEGER NOT NULL)");
            }
            find = connection.prepareStatement("SELECT number, came FROM " + map + " WHERE old = ?");
            add = connection.prepareStatement("INSERT INTO " + map + " VALUES (?, ?, ?)");
            arrive = connection.prepareStatement("UPDATE " + map + " SET came = 1 WHERE old = ?");
            next = 1 + Math.max(0, Math.max(highest(), highestEver()));
        }

        private long highest() throws SQLException {
            return SqliteSchema.number(connection, "SELECT max(" + quote(column) + ") FROM main." + quote(table));
        }

        /** An AUTOINCREMENT key is never given twice. */
        private long highestEver() throws SQLException {
            String exists = "SELECT count(*) FROM main.sqlite_schema WHERE name = 'sqlite_sequence'";
            return SqliteSchema.number(connection, exists) == 0
                    ? 0
                    : SqliteSchema.number(
                            connection,
                            "SELECT max(seq) FROM main.sqlite_sequence WHERE name = " + literal(table)
                                    + " COLLATE NOCASE");
        }

        void settle(String child, String reference) throws SQLException {
            if (find == null) {
                return;
            }
            String name = quote(reference);
            try (Statement statement = connection.createStatement()) {
                statement.executeUpdate(("UPDATE main.%s SET %s = (SELECT old FROM %s WHERE number = %s)"
                                + " WHERE %s IN (SELECT number FROM %s WHERE NOT came)")
                        .formatted(quote(child), name, map, name, name, map));
            }
        }
    }
}
