package dbmanager.exchange;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Brings the rows of one side into the columns of the comparison, and knows which of them are compared: those that both sides have, and in an
 * open table all.
 */
final class Layout {
    private static final int MISSING = -1;

    private final Table table;
    private final int[] common;
    private final int[] shown;
    private final int[] sources;
    private final boolean asIs;
    private final Object missing;

    /**
     * @param table with the columns of the comparison
     * @param side whose rows are arranged
     * @param other the other side
     */
    Layout(Table table, Table side, Table other) {
        List<String> own = side.columnNames();
        List<String> others = other.columnNames();
        List<String> names = table.columnNames();
        this.table = table;
        this.sources = names.stream().mapToInt(own::indexOf).toArray();
        this.asIs = own.equals(names);
        this.missing = table.open() ? Absent.FIELD : null;
        this.common = IntStream.range(0, names.size())
                .filter(i -> table.open() || (own.contains(names.get(i)) && others.contains(names.get(i))))
                .toArray();
        this.shown = table.key().isEmpty() ? common : table.keyPositions();
    }

    Table table() {
        return table;
    }

    /** Where the columns stand that are compared. */
    int[] common() {
        return common;
    }

    Row arrange(Row row) {
        if (asIs) {
            return row;
        }
        Object[] values = new Object[sources.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = sources[i] == MISSING ? missing : row.get(sources[i]);
        }
        return new Row(values);
    }

    boolean same(Row a, Row b) {
        for (int i : common) {
            if (!Values.same(a.get(i), b.get(i))) {
                return false;
            }
        }
        return true;
    }

    /** Only what both sides have. */
    Row shared(Row row) {
        return new Row(Arrays.stream(common).mapToObj(row::get).toArray());
    }

    /** What a person knows the row by. */
    Map<String, String> key(Row row) {
        Map<String, String> key = new LinkedHashMap<>();
        for (int i : shown) {
            key.put(table.columns().get(i).name(), Brief.of(row.get(i)));
        }
        return key;
    }
}
