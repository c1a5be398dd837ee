package dbmanager.sql.postgres;

import static dbmanager.sql.postgres.PostgresDatabase.quote;

import dbmanager.exchange.Column;
import dbmanager.exchange.Row;
import dbmanager.exchange.Table;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A table as the catalog has it.
 *
 * @param oid of its row in pg_class
 * @param shown its name where the schema of the session goes without saying, else with it: {@code orders}, {@code billing.invoices}
 * @param partitioned whether its rows are in its partitions; otherwise those of tables that inherit from it are not its own
 * @param columns without generated ones
 * @param key the columns of the primary key, in its order
 */
record Relation(
        long oid,
        String schema,
        String name,
        String shown,
        boolean partitioned,
        List<Attribute> columns,
        List<String> key) {
    Relation {
        columns = List.copyOf(columns);
        key = List.copyOf(key);
    }

    /**
     * @param type as it is declared: {@code numeric(10,2)}
     * @param base name in pg_type; of a domain, of the type below it
     * @param modifier what is declared in brackets, as pg_attribute has it; -1 for nothing
     * @param array whether it is an array
     * @param alwaysGiven whether the database gives the value and takes none: GENERATED ALWAYS AS IDENTITY
     * @param numbered whether the database would give it numbers: identity, or a default that asks a sequence
     */
    record Attribute(
            String name, String type, String base, int modifier, boolean array, boolean alwaysGiven, boolean numbered) {
        PostgresType kind() {
            return PostgresType.of(base);
        }
    }

    Table table() {
        return new Table(
                shown,
                columns.stream()
                        .map(column -> new Column(column.name(), column.type()))
                        .toList(),
                key);
    }

    /** Qualified and quoted. */
    String qualified() {
        return quote(schema) + "." + quote(name);
    }

    /** What to select from for its own rows. */
    String source() {
        return partitioned ? qualified() : "ONLY " + qualified();
    }

    /** Its columns for a statement. */
    String columnList() {
        return columns.stream().map(column -> quote(column.name())).collect(Collectors.joining(", "));
    }

    /** A query for all its columns as text, from which {@link PostgresType#read} makes the values. */
    String select() {
        return "SELECT " + columnList() + " FROM " + source();
    }

    private List<Attribute> orderColumns() {
        return key.isEmpty() ? columns : key.stream().map(this::column).toList();
    }

    Attribute column(String wanted) {
        return columns.stream()
                .filter(column -> column.name().equals(wanted))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(wanted));
    }

    /** Of {@link #select}, in the order of {@link #order}. */
    String orderBy() {
        return columns.isEmpty()
                ? ""
                : " ORDER BY "
                        + orderColumns().stream()
                                .map(column -> column.kind().order(quote(column.name())))
                                .collect(Collectors.joining(", "));
    }

    Comparator<Row> order() {
        List<Attribute> by = orderColumns();
        int[] positions = by.stream().mapToInt(columns::indexOf).toArray();
        return (a, b) -> IntStream.range(0, positions.length)
                .map(i -> by.get(i).kind().order().compare(a.get(positions[i]), b.get(positions[i])))
                .filter(order -> order != 0)
                .findFirst()
                .orElse(0);
    }
}
