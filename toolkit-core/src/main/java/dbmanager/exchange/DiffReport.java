package dbmanager.exchange;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How two contents differ.
 *
 * @param a what {@code onlyInA} means
 * @param b what {@code onlyInB} means
 * @param tables that both have, also those without a difference
 */
public record DiffReport(
        String a,
        String b,
        List<String> tablesOnlyInA,
        List<String> tablesOnlyInB,
        List<TableDiff> tables,
        List<DefinitionDiff> definitions) {

    public DiffReport {
        tablesOnlyInA = List.copyOf(tablesOnlyInA);
        tablesOnlyInB = List.copyOf(tablesOnlyInB);
        tables = List.copyOf(tables);
        definitions = List.copyOf(definitions);
    }

    /** Whether both are the same, rows and definitions. */
    public boolean isEmpty() {
        return tablesOnlyInA.isEmpty()
                && tablesOnlyInB.isEmpty()
                && definitions.isEmpty()
                && tables.stream().allMatch(TableDiff::isEmpty);
    }

    /**
     * One table on both sides. Columns that both have are compared; a row that has the same key on both sides and other values is changed.
     * Without a key rows are only in A, only in B, or the same.
     *
     * @param columns that differ
     * @param notCompared why the rows were not compared; then all counts are 0
     * @param samples the first differences
     */
    public record TableDiff(
            String table,
            List<ColumnDiff> columns,
            Optional<String> notCompared,
            long same,
            long changed,
            long onlyInA,
            long onlyInB,
            List<RowDiff> samples) {
        public TableDiff {
            columns = List.copyOf(columns);
            samples = List.copyOf(samples);
        }

        public boolean isEmpty() {
            return columns.isEmpty() && notCompared.isEmpty() && changed == 0 && onlyInA == 0 && onlyInB == 0;
        }
    }

    /** A column's type on each side; empty where it is missing. */
    public record ColumnDiff(String column, Optional<String> a, Optional<String> b) {}

    /** A definition's text on each side; empty where it is missing. */
    public record DefinitionDiff(String kind, String name, Optional<String> a, Optional<String> b) {}

    public enum Kind {
        CHANGED,
        ONLY_IN_A,
        ONLY_IN_B
    }

    /**
     * One row that differs. Values are abbreviated for people.
     *
     * @param key the key columns; all columns when there is no key
     * @param cells what differs, in a row that is changed
     */
    public record RowDiff(Kind kind, Map<String, String> key, List<CellDiff> cells) {
        public RowDiff {
            key = Collections.unmodifiableMap(new LinkedHashMap<>(key));
            cells = List.copyOf(cells);
        }
    }

    /** @param column its name, or the path to what differs inside a map: {@code address.city} */
    public record CellDiff(String column, String a, String b) {}
}
