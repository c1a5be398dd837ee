package dbmanager.sql.postgres;

import static dbmanager.sql.postgres.PostgresDatabase.quote;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
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
    private final Map<Long, Relation> relations = new HashMap<>();
    /** The only column of a primary key that is a whole number, by table. */
    private final Map<Long, String> keys = new HashMap<>();
    /** Which table's key stands in a column, by table and column. */
    private final Map<Long, Map<String, Long>> references = new HashMap<>();

    private final Map<Long, Numbers> numbers = new HashMap<>();
    private final Set<Long> touched = new HashSet<>();

    NewKeys(Connection connection, List<Relation> all) throws SQLException {
        this.connection = connection;
        for (Relation relation : all) {
            relations.put(relation.oid(), relation);
            if (relation.key().size() == 1
                    && relation.column(relation.key().get(0)).kind() == PostgresType.INTEGER) {
                keys.put(relation.oid(), relation.key().get(0));
            }
        }
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("""
                        SELECT k.conrelid, c.attname, k.confrelid, p.attname FROM pg_constraint k
                          JOIN pg_attribute c ON c.attrelid = k.conrelid AND c.attnum = k.conkey[1]
                          JOIN pg_attribute p ON p.attrelid = k.confrelid AND p.attnum = k.confkey[1]
                         WHERE k.contype = 'f' AND cardinality(k.conkey) = 1""")) {
            while (rows.next()) {
                if (rows.getString(4).equals(keys.get(rows.getLong(3)))) {
                    references
                            .computeIfAbsent(rows.getLong(1), table -> new HashMap<>())
                            .put(rows.getString(2), rows.getLong(3));
                }
            }
        }
    }

    /** Puts the new numbers into the texts of a row. */
    void replace(Relation relation, List<String> given, String[] values) throws SQLException {
        touched.add(relation.oid());
        for (int i = 0; i < values.length; i++) {
            String column = given.get(i);
            Optional<Long> source = source(relation.oid(), column);
            if (source.isPresent() && values[i] != null) {
                boolean own = source.get() == relation.oid() && column.equals(keys.get(relation.oid()));
                values[i] = String.valueOf(numbers(source.get()).of(Long.parseLong(values[i]), own));
            }
        }
    }

    /** The table from whose key the numbers of a column come; where a key is itself a reference, they come from the table that it refers to. */
    private Optional<Long> source(long table, String column) {
        Set<Long> seen = new HashSet<>();
        long at = table;
        String name = column;
        while (seen.add(at)) {
            Long parent = references.getOrDefault(at, Map.of()).get(name);
            if (parent == null) {
                break;
            }
            at = parent;
            name = keys.get(parent);
        }
        return name.equals(keys.get(at)) && relations.containsKey(at) ? Optional.of(at) : Optional.empty();
    }

    /** Sets back the references to rows that did not come. */
    void settle() throws SQLException {
        for (long table : touched) {
            for (Relation.Attribute column : relations.get(table).columns()) {
                Optional<Numbers> source = source(table, column.name()).map(numbers::get);
                if (source.isPresent()) {
                    source.get().settle(relations.get(table), column.name());
                }
            }
        }
    }

    private Numbers numbers(long table) throws SQLException {
        Numbers found = numbers.get(table);
        if (found == null) {
            found = new Numbers(relations.get(table), keys.get(table), numbers.size());
            numbers.put(table, found);
        }
        return found;
    }

    /** The new numbers of one table's keys. */
    private final class Numbers {
        private final Relation relation;
        private final String map;
        private final PreparedStatement find;
        private final PreparedStatement add;
        private final PreparedStatement arrive;
        private long next;

        Numbers(Relation relation, String key, int number) throws SQLException {
            this.relation = relation;
            map = "pg_temp.dbm_numbers_" + number;
            try (Statement statement = connection.createStatement()) {
                statement.execute(
                        "CREATE TEMPORARY TABLE dbm_numbers_" + number
                                + " (old bigint PRIMARY KEY, number bigint NOT NULL UNIQUE, came boolean NOT NULL) ON COMMIT DROP");
                statement.execute("LOCK TABLE " + relation.source() + " IN SHARE ROW EXCLUSIVE MODE");
            }
            find = connection.prepareStatement("SELECT number, came FROM " + map + " WHERE old = ?");
            add = connection.prepareStatement("INSERT INTO " + map + " VALUES (?, ?, ?)");
            arrive = connection.prepareStatement("UPDATE " + map + " SET came = true WHERE old = ?");
            next = 1 + Math.max(highest(key), highestEver(key));
        }

        private long highest(String key) throws SQLException {
            String sql = "SELECT greatest(0, max(" + quote(key) + ")) FROM " + relation.source();
            return Long.parseLong(PostgresDatabase.text(connection, sql).orElseThrow());
        }

        /** A sequence never gives a number twice. */
        private long highestEver(String key) throws SQLException {
            Optional<String> sequence =
                    PostgresDatabase.text(connection, "SELECT pg_get_serial_sequence(?, ?)", relation.qualified(), key);
            return sequence.isEmpty()
                    ? 0
                    : Long.parseLong(PostgresDatabase.text(
                                    connection,
                                    "SELECT CASE WHEN is_called THEN last_value ELSE last_value - 1 END FROM "
                                            + sequence.get())
                            .orElseThrow());
        }

        /** @param own whether it is the row itself that comes, and not a reference to it */
        long of(long old, boolean own) throws SQLException {
            find.setLong(1, old);
            try (ResultSet rows = find.executeQuery()) {
                if (rows.next()) {
                    boolean came = rows.getBoolean(2);
                    if (own && came) {
                        throw new PostgresValue.Misfit(old, "came before as a key of " + relation.shown());
                    }
                    if (own) {
                        arrive.setLong(1, old);
                        arrive.executeUpdate();
                    }
                    return rows.getLong(1);
                }
            }
            long number = next++;
            add.setLong(1, old);
            add.setLong(2, number);
            add.setBoolean(3, own);
            add.executeUpdate();
            return number;
        }

        void settle(Relation child, String reference) throws SQLException {
            String name = quote(reference);
            try (Statement statement = connection.createStatement()) {
                statement.executeUpdate("UPDATE " + child.source() + " SET " + name + " = m.old FROM " + map
                        + " AS m WHERE NOT m.came AND " + child.qualified() + "." + name + " = m.number");
            }
        }
    }
}
