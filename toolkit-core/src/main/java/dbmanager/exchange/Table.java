package dbmanager.exchange;

import java.util.List;

/**
 * A table or collection of a {@link Content}.
 *
 * @param columns in the table's own order; generated columns are left out
 * @param key the columns that tell its rows apart, in key order; empty when rows have no identity, and then they are compared as a bag
 * @param open whether every row may have other columns, as documents do: those of the table are what its rows have between them
 */
public record Table(String name, List<Column> columns, List<String> key, boolean open) {
    public Table {
        columns = List.copyOf(columns);
        key = List.copyOf(key);
    }

    /** A table whose rows all have the same columns. */
    public Table(String name, List<Column> columns, List<String> key) {
        this(name, columns, key, false);
    }

    public List<String> columnNames() {
        return columns.stream().map(Column::name).toList();
    }

    /** Where each key column stands among {@link #columns}. */
    public int[] keyPositions() {
        List<String> names = columnNames();
        return key.stream().mapToInt(names::indexOf).toArray();
    }
}
