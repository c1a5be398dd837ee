package dbmanager.exchange;

import dbmanager.problem.Problem;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A database in memory that keeps the promises of {@link Content} and gives an {@link Intake}. Column types it knows: {@code INTEGER, REAL,
 * NUMERIC, BOOLEAN, TEXT, BLOB, JSON}; a column without one takes every value as it comes. It insists that one stream of rows is open at a time.
 */
public class MemoryContent implements Content {
    private final String name;
    private final Map<String, Stored> stored = new TreeMap<>();
    private final List<Definition> definitions = new ArrayList<>();
    private final Map<String, List<Row>> assertions = new LinkedHashMap<>();
    private final List<Reference> references = new ArrayList<>();
    private int open;
    private boolean closed;

    public MemoryContent(String name) {
        this.name = name;
    }

    /** A table from {@code id INTEGER, name TEXT}; the key columns by name, separated by commas; empty for none. */
    public static Table table(String name, String columns, String key) {
        List<Column> parsed = Stream.of(columns.split(", *"))
                .map(column -> column.split(" ", 2))
                .map(parts -> new Column(parts[0], parts.length > 1 ? parts[1] : ""))
                .toList();
        return new Table(name, parsed, key.isEmpty() ? List.of() : List.of(key.split(", *")));
    }

    public static Row row(Object... values) {
        return new Row(Arrays.stream(values)
                .map(value -> value instanceof Integer number ? (Object) number.longValue() : value)
                .toArray());
    }

    public MemoryContent with(Table table, Row... rows) {
        stored.put(table.name(), new Stored(table, new ArrayList<>(List.of(rows)), null));
        return this;
    }

    /** Rows that are made while they are read; they come as they are, so the supplier keeps the order, or breaks it on purpose. */
    public MemoryContent generated(Table table, Supplier<Stream<Row>> rows) {
        stored.put(table.name(), new Stored(table, List.of(), rows));
        return this;
    }

    public MemoryContent defined(String kind, String object, String text) {
        definitions.add(new Definition(kind, object, text));
        return this;
    }

    /** What an assertion finds. */
    public MemoryContent contradicted(String assertion, Row... by) {
        assertions.put(assertion, List.of(by));
        return this;
    }

    /** A foreign key of one column. */
    public MemoryContent references(String table, String column, String parent) {
        references.add(new Reference(table, column, parent));
        return this;
    }

    public Intake intake(Intake.Policy policy) {
        return new MemoryIntake(this, policy);
    }

    /** The rows of a table in its order. */
    public List<Row> rowsOf(String table) {
        try (Stream<Row> rows = rows(stored.get(table).table)) {
            return rows.toList();
        }
    }

    public int openStreams() {
        return open;
    }

    public boolean isClosed() {
        return closed;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public List<Table> tables() {
        return stored.values().stream().map(Stored::table).toList();
    }

    @Override
    public List<Definition> definitions() {
        return definitions.stream()
                .sorted(Comparator.comparing(Definition::name).thenComparing(Definition::kind))
                .toList();
    }

    @Override
    public Stream<Row> rows(Table table) {
        Stored source = stored.get(table.name());
        return opened(
                source.generator != null
                        ? source.generator.get()
                        : source.rows.stream().sorted(order(table)));
    }

    @Override
    public Comparator<Row> order(Table table) {
        boolean keyless = table.key().isEmpty();
        return ValueOrder.of(
                keyless ? IntStream.range(0, table.columns().size()).toArray() : table.keyPositions());
    }

    @Override
    public long count(Table table) {
        try (Stream<Row> rows = rows(table)) {
            return rows.count();
        }
    }

    @Override
    public Stream<Row> counterexamples(String assertion) {
        if (!assertions.containsKey(assertion)) {
            throw new UnknownAssertion(assertion);
        }
        return opened(assertions.get(assertion).stream());
    }

    @Override
    public void close() {
        closed = true;
    }

    private Stream<Row> opened(Stream<Row> rows) {
        if (closed || open > 0) {
            throw new IllegalStateException(closed ? name + " is closed" : "another stream of " + name + " is open");
        }
        open++;
        return rows.onClose(() -> open--);
    }

    Map<String, List<Row>> copy() {
        Map<String, List<Row>> copy = new TreeMap<>();
        stored.forEach((table, source) -> copy.put(table, new ArrayList<>(source.rows)));
        return copy;
    }

    void replace(Map<String, List<Row>> rows) {
        rows.forEach((table, list) ->
                stored.computeIfPresent(table, (same, source) -> new Stored(source.table, list, source.generator)));
    }

    Collection<Reference> references() {
        return references;
    }

    record Reference(String table, String column, String parent) {}

    private record Stored(Table table, List<Row> rows, Supplier<Stream<Row>> generator) {}

    /** Only assertions that were registered can be run. */
    static final class UnknownAssertion extends Problem {
        private static final long serialVersionUID = 1L;

        UnknownAssertion(String assertion) {
            super(Kind.USAGE, "cannot run " + assertion, "nothing was changed", "register it");
        }
    }
}
