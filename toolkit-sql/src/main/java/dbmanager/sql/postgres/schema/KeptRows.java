package dbmanager.sql.postgres.schema;

import dbmanager.sql.postgres.schema.Definition.Kind;
import dbmanager.sql.postgres.schema.Difference.Pair;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What a migration must leave as it is: the rows of tables that stay, with the values of columns that stay, and the numbers that sequences have reached.
 */
public final class KeptRows {
    /** Of a query, whatever the order of its rows. */
    public interface Fingerprint {
        /**
         * @param number how many rows there are
         * @param digest empty where there are none
         */
        record Rows(long number, String digest) {
            public Rows {
                digest = number == 0 ? "" : digest;
            }
        }

        Rows of(Connection connection, String query) throws SQLException;
    }

    private static final String SEQUENCES = """
            SELECT schemaname || '.' || sequencename || ' ' || coalesce(last_value::text, 'unused') FROM pg_catalog.pg_sequences
             WHERE sequencename NOT LIKE '\\_dbm\\_%'""";

    private static final String UNUSED = " unused";

    /** The tables that have a page, and may have rows. */
    private static final String FILLED = """
            SELECT n.nspname, c.relname FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
             WHERE c.relkind IN ('r', 'm') AND n.nspname NOT LIKE 'pg\\_%' AND n.nspname <> 'information_schema'
               AND c.relname <> 'flyway_schema_history' AND c.relname NOT LIKE '\\_dbm\\_%' AND pg_catalog.pg_relation_size(c.oid) > 0""";

    /**
     * A table that stays.
     *
     * @param partitioned whether its rows are in its partitions, and not its own
     * @param values of each column its name before, and what is compared of it
     * @param converted those whose type changes
     */
    private record Kept(Address before, Address now, boolean partitioned, List<Value> values, List<Value> converted) {}

    private record Value(String before, String now, boolean numeric) {
        private String compared(boolean old) {
            String name = Sql.quote(old ? before : now);
            return numeric ? "pg_catalog.trim_scale(" + name + ")::text" : name + "::text";
        }
    }

    private final List<Kept> tables;
    private final Fingerprint fingerprint;
    private final Map<Kept, Fingerprint.Rows> same = new LinkedHashMap<>();
    private final Map<Kept, Fingerprint.Rows> all = new LinkedHashMap<>();
    private List<String> sequences = List.of();

    private KeptRows(List<Kept> tables, Fingerprint fingerprint) {
        this.tables = tables;
        this.fingerprint = fingerprint;
    }

    /**
     * Looks at the rows as they are before.
     *
     * @param difference what the migration is to do behind its renames
     */
    public static KeptRows of(Connection connection, Difference difference, Renames renames, Fingerprint fingerprint)
            throws SQLException {
        Map<Address, List<Pair>> columns = difference.kept().stream()
                .filter(pair -> pair.from().kind() == Kind.COLUMN)
                .collect(Collectors.groupingBy(pair -> pair.from().key().ofTable()));
        List<Kept> tables = new ArrayList<>();
        for (Pair pair : difference.kept()) {
            if (pair.from().kind() == Kind.TABLE
                    && !pair.from().has("bound")
                    && !pair.from().has("server")
                    && pair.from().has("partition by") == pair.to().has("partition by")) {
                List<Pair> own = columns.getOrDefault(pair.from().key(), List.of());
                tables.add(kept(connection, own, renames, pair.from()));
            }
        }
        KeptRows rows = new KeptRows(tables, fingerprint);
        Set<Address> filled = filled(connection);
        for (Kept table : tables) {
            rows.same.put(table, rows.look(connection, filled, table, true, false));
            rows.all.put(table, rows.look(connection, filled, table, true, true));
        }
        rows.sequences = Sql.texts(connection, SEQUENCES);
        return rows;
    }

    private static Set<Address> filled(Connection connection) throws SQLException {
        Set<Address> filled = new HashSet<>();
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(FILLED)) {
            while (rows.next()) {
                filled.add(new Address(Kind.TABLE, rows.getString(1), "", rows.getString(2)));
            }
        }
        return filled;
    }

    /** Whether there is nothing that a migration could lose: no row, and no sequence that gave a number. */
    public static boolean areNone(Connection connection) throws SQLException {
        return filled(connection).isEmpty()
                && Sql.texts(connection, SEQUENCES).stream().allMatch(sequence -> sequence.endsWith(UNUSED));
    }

    private static Kept kept(Connection connection, List<Pair> columns, Renames renames, Definition definition)
            throws SQLException {
        Address table = definition.key();
        String before = renames.tableBefore(table.schema(), table.name());
        List<Value> values = new ArrayList<>();
        List<Value> converted = new ArrayList<>();
        for (Pair pair : columns) {
            Address key = pair.from().key();
            if (!pair.from().has("generated") && !pair.to().has("generated")) {
                String old = renames.columnBefore(key.schema(), key.owner(), key.name());
                boolean filled = pair.changes("not null")
                        && pair.to().has("not null")
                        && Difference.hasValue(pair.to())
                        && Sql.number(
                                        connection,
                                        "SELECT count(*) FROM " + before + " WHERE " + Sql.quote(old) + " IS NULL")
                                > 0;
                if (!filled) {
                    Value value =
                            new Value(old, key.name(), pair.from().trait("type").startsWith("numeric"));
                    (pair.changes("type") ? converted : values).add(value);
                }
            }
        }
        return new Kept(
                renames.keyBefore(table.schema(), table.name()),
                table,
                definition.has("partition by"),
                values,
                converted);
    }

    public long number() {
        return same.values().stream().mapToLong(Fingerprint.Rows::number).sum();
    }

    /**
     * What is not as it was.
     *
     * @param changed empty when every row is as it should be
     * @param converted values that are others in their new type
     */
    public record Complaints(List<String> changed, List<String> converted) {
        public Complaints {
            changed = List.copyOf(changed);
            converted = List.copyOf(converted);
        }
    }

    /** @param undone whether the migration was taken back since */
    public Complaints compare(Connection connection, boolean undone) throws SQLException {
        List<String> changed = new ArrayList<>();
        List<String> converted = new ArrayList<>();
        Set<Address> filled = filled(connection);
        for (Kept table : tables) {
            Fingerprint.Rows before = same.get(table);
            Fingerprint.Rows now = look(connection, filled, table, undone, false);
            String name = (undone ? table.before() : table.now()).name();
            if (before.number() != now.number()) {
                changed.add(name + " has " + now.number() + " rows and had " + before.number());
            } else if (!before.digest().equals(now.digest())) {
                changed.add(name + ": values of its " + before.number() + " rows are not what they were");
            } else if (undone && !all.get(table).equals(look(connection, filled, table, true, true))) {
                converted.add(name + ": of its " + before.number()
                        + " rows, some have values that are others in their new type ("
                        + String.join(
                                ", ", table.converted().stream().map(Value::now).toList()) + ")");
            }
        }
        List<String> now = Sql.texts(connection, SEQUENCES);
        for (String sequence : sequences) {
            String name = sequence.substring(0, sequence.lastIndexOf(' ') + 1);
            Optional<String> other =
                    now.stream().filter(each -> each.startsWith(name)).findFirst();
            if (other.isPresent() && !other.get().equals(sequence) && !sequence.endsWith(UNUSED)) {
                changed.add("sequence " + name + "is at " + other.get().substring(name.length()) + " and was at "
                        + sequence.substring(name.length()));
            }
        }
        return new Complaints(changed, converted);
    }

    private Fingerprint.Rows look(
            Connection connection, Set<Address> filled, Kept table, boolean old, boolean withConverted)
            throws SQLException {
        Address key = old ? table.before() : table.now();
        if (!table.partitioned() && !filled.contains(key)) {
            return new Fingerprint.Rows(0, "");
        }
        List<String> values = new ArrayList<>();
        table.values().forEach(value -> values.add(value.compared(old)));
        if (withConverted) {
            if (table.converted().isEmpty() && same.containsKey(table)) {
                return same.get(table);
            }
            table.converted().forEach(value -> values.add(value.compared(old)));
        }
        return fingerprint.of(
                connection,
                "SELECT " + String.join(", ", values) + (table.partitioned() ? " FROM " : " FROM ONLY ") + key.sql());
    }
}
