package dbmanager.exchange;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;

/** Takes rows into a {@link MemoryContent}: converts values to their column's type, keeps keys unique and checks references at the end. */
final class MemoryIntake implements Intake {
    private final MemoryContent target;
    private final Policy policy;
    private final Map<String, List<Row>> rows;
    /** Where each row of a table stands, by its key. */
    private final Map<String, Map<Row, Integer>> places = new HashMap<>();

    /** The keys that rows came with, and those that they got. */
    private final Map<String, Map<Object, Object>> renamed = new HashMap<>();

    MemoryIntake(MemoryContent target, Policy policy) {
        this.target = target;
        this.policy = policy;
        this.rows = target.copy();
    }

    @Override
    public void change(Table table, List<String> columns, Row row) {
        throw new AssertionError("an import changes no row in part");
    }

    @Override
    public List<Table> tables() {
        return target.tables();
    }

    @Override
    public Outcome put(Table table, List<String> columns, Row given) {
        if (columns.size() != given.size()) {
            throw new IllegalArgumentException(columns + " and " + given);
        }
        List<String> names = table.columnNames();
        Object[] values = new Object[names.size()];
        for (int i = 0; i < columns.size(); i++) {
            int column = names.indexOf(columns.get(i));
            values[column] = convert(table, table.columns().get(column), given.get(i));
        }
        follow(table, names, values);
        List<Row> stored = rows.get(table.name());
        Map<Row, Integer> place = places.computeIfAbsent(table.name(), name -> index(table, stored));
        if (policy.keys() == Keys.NEW && table.key().size() == 1) {
            rename(table, values, place);
        }
        Row row = new Row(values);
        Integer at = table.key().isEmpty() ? null : place.get(key(table, row));
        if (at == null) {
            if (!table.key().isEmpty()) {
                place.put(key(table, row), stored.size());
            }
            stored.add(row);
            return Outcome.ADDED;
        }
        return switch (policy.onConflict()) {
            case FAIL ->
                throw RowRefused.keyTaken(table.name(), "a row with the key " + key(table, row) + " is there", null);
            case SKIP -> Outcome.SKIPPED;
            case REPLACE -> {
                stored.set(at, row);
                yield Outcome.REPLACED;
            }
        };
    }

    private static Row key(Table table, Row row) {
        return new Row(Arrays.stream(table.keyPositions()).mapToObj(row::get).toArray());
    }

    private static Map<Row, Integer> index(Table table, List<Row> stored) {
        Map<Row, Integer> index = new HashMap<>();
        for (int i = 0; i < stored.size(); i++) {
            index.put(key(table, stored.get(i)), i);
        }
        return index;
    }

    private void rename(Table table, Object[] values, Map<Row, Integer> place) {
        int position = table.keyPositions()[0];
        Object old = values[position];
        long next = 1
                + place.keySet().stream()
                        .map(key -> key.get(0))
                        .filter(Long.class::isInstance)
                        .mapToLong(Long.class::cast)
                        .max()
                        .orElse(0);
        values[position] = next;
        renamed.computeIfAbsent(table.name(), name -> new HashMap<>()).put(old, next);
    }

    private void follow(Table table, List<String> names, Object[] values) {
        target.references().stream()
                .filter(reference -> reference.table().equals(table.name()))
                .forEach(reference -> {
                    int column = names.indexOf(reference.column());
                    Map<Object, Object> now = renamed.getOrDefault(reference.parent(), Map.of());
                    values[column] = values[column] == null ? null : now.getOrDefault(values[column], values[column]);
                });
    }

    @Override
    public void commit() {
        for (MemoryContent.Reference reference : target.references()) {
            Table table = target.table(reference.table()).orElseThrow();
            Table parent = target.table(reference.parent()).orElseThrow();
            int column = table.columnNames().indexOf(reference.column());
            Map<Row, Integer> known = index(parent, rows.get(parent.name()));
            Optional<Object> orphan = rows.get(table.name()).stream()
                    .map(row -> row.get(column))
                    .filter(Objects::nonNull)
                    .filter(value -> !known.containsKey(new Row(new Object[] {value})))
                    .findFirst();
            if (orphan.isPresent()) {
                throw new RowRefused(
                        table.name() + "." + reference.column(), orphan.get() + " is not in " + parent.name(), null);
            }
        }
        target.replace(new TreeMap<>(rows));
    }

    @Override
    public void close() {}

    private static Object convert(Table table, Column column, Object value) {
        try {
            return value instanceof Exact exact
                    ? exact.value()
                    : value == null ? null : convert(column.type().toUpperCase(Locale.ROOT), value);
        } catch (ArithmeticException | IOException | IllegalArgumentException e) {
            throw new RowRefused(table.name() + "." + column.name(), Brief.of(value) + " is no " + column.type(), e);
        }
    }

    private static Object convert(String type, Object value) throws IOException {
        return switch (type) {
            case "INTEGER" -> new BigDecimal(value.toString()).longValueExact();
            case "REAL" -> value instanceof Double ? value : Double.valueOf(value.toString());
            case "NUMERIC" -> new BigDecimal(value instanceof Double number ? Doubles.text(number) : value.toString());
            case "BOOLEAN" -> bool(value);
            case "TEXT" -> require(value, String.class);
            case "BLOB" -> require(value, byte[].class);
            case "JSON" -> value instanceof String text ? json(text) : value;
            default -> value;
        };
    }

    private static Object bool(Object value) {
        return switch (value.toString()) {
            case "true", "1" -> true;
            case "false", "0" -> false;
            default -> throw new IllegalArgumentException();
        };
    }

    private static Object require(Object value, Class<?> type) {
        if (!type.isInstance(value)) {
            throw new IllegalArgumentException();
        }
        return value;
    }

    private static Object json(String text) throws IOException {
        try (JsonIn in = new JsonIn(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)))) {
            return in.value();
        }
    }
}
