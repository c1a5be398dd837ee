package dbmanager.exchange;

import dbmanager.exchange.DiffReport.CellDiff;
import dbmanager.exchange.DiffReport.ColumnDiff;
import dbmanager.exchange.DiffReport.Kind;
import dbmanager.exchange.DiffReport.RowDiff;
import dbmanager.exchange.DiffReport.TableDiff;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Compares one table by walking both sides at once in the order of side A; each side must ascend in it. Rows that sort alike on one side, as in
 * a table without a key or under a collation that ignores case, are compared as a bag.
 */
final class TableComparison {
    /** Different rows that sort alike are kept in memory; more of them than this and the order is none. */
    private static final int MOST_ALIKE = 100_000;

    private final Content a;
    private final Content b;
    private final Table tableA;
    private final Table tableB;
    private final Table whole;
    private final Layout layout;
    private final int most;
    private final RowProgress progress;
    private final List<RowDiff> samples = new ArrayList<>();
    private long rows;
    private long same;
    private long changed;
    private long onlyInA;
    private long onlyInB;

    TableComparison(Content a, Table tableA, Content b, Table tableB, int most, RowProgress progress) {
        this.a = a;
        this.b = b;
        this.tableA = tableA;
        this.tableB = tableB;
        this.whole = tableA.open() ? union(tableA, tableB) : tableA;
        this.layout = new Layout(whole, tableA, tableB);
        this.most = most;
        this.progress = progress;
    }

    TableDiff run() {
        Optional<String> obstacle = obstacle();
        if (obstacle.isEmpty()) {
            Comparator<Row> order = a.order(tableA);
            try (Stream<Row> rowsA = a.rows(tableA);
                    Stream<Row> rowsB = b.rows(tableB)) {
                join(
                        new OrderedRows(rowsA.iterator(), order, layout, a.name()),
                        new OrderedRows(rowsB.iterator(), order, new Layout(whole, tableB, tableA), b.name()),
                        order);
            }
        }
        progress.at(tableA.name(), rows, rows);
        return new TableDiff(tableA.name(), columns(), obstacle, same, changed, onlyInA, onlyInB, samples);
    }

    /** Those of A stay in front, where the order of A's rows looks for them. */
    private static Table union(Table a, Table b) {
        Map<String, Column> columns = new LinkedHashMap<>();
        a.columns().forEach(column -> columns.put(column.name(), column));
        b.columns().forEach(column -> columns.putIfAbsent(column.name(), column));
        return new Table(a.name(), List.copyOf(columns.values()), a.key(), true);
    }

    private Optional<String> obstacle() {
        if (!tableA.key().equals(tableB.key())) {
            return Optional.of("the keys differ: " + tableA.key() + " and " + tableB.key());
        }
        if (tableA.key().isEmpty() && !tableA.columnNames().equals(tableB.columnNames())) {
            return Optional.of("without a key, rows with other columns cannot be told apart");
        }
        return Optional.empty();
    }

    /** In an open table a column that one side lacks shows in the rows. */
    private List<ColumnDiff> columns() {
        if (whole.open()) {
            return List.of();
        }
        Set<String> names = new LinkedHashSet<>(tableA.columnNames());
        names.addAll(tableB.columnNames());
        return names.stream()
                .map(name -> new ColumnDiff(name, type(tableA, name), type(tableB, name)))
                .filter(column -> !column.a().equals(column.b()))
                .toList();
    }

    private static Optional<String> type(Table table, String column) {
        return table.columns().stream()
                .filter(candidate -> candidate.name().equals(column))
                .map(Column::type)
                .findFirst();
    }

    private void join(OrderedRows left, OrderedRows right, Comparator<Row> order) {
        while (left.head() != null || right.head() != null) {
            int step = left.head() == null ? 1 : right.head() == null ? -1 : order.compare(left.head(), right.head());
            if (step < 0) {
                onlyInA(take(left));
            } else if (step > 0) {
                onlyInB(take(right));
            } else {
                match(left, right);
            }
        }
    }

    private Row take(OrderedRows side) {
        if (++rows % Export.REPORT_EVERY == 0) {
            progress.at(tableA.name(), rows, -1);
        }
        return side.take();
    }

    private void match(OrderedRows left, OrderedRows right) {
        Row one = take(left);
        Row other = take(right);
        if (left.alike() || right.alike()) {
            bag(one, left, other, right);
        } else if (layout.same(one, other)) {
            same++;
        } else if (tableA.key().isEmpty()) {
            onlyInA(one);
            onlyInB(other);
        } else {
            changed++;
            sample(Kind.CHANGED, one, () -> cells(one, other));
        }
    }

    /** Rows that sort alike: each one on the left is the same as one on the right, or has no partner. */
    private void bag(Row one, OrderedRows left, Row other, OrderedRows right) {
        Map<Row, Partners> bag = new LinkedHashMap<>();
        count(bag, one, 1);
        while (left.alike()) {
            count(bag, take(left), 1);
        }
        count(bag, other, -1);
        while (right.alike()) {
            count(bag, take(right), -1);
        }
        for (Partners partners : bag.values()) {
            same += partners.matched;
            for (long i = 0; i < partners.surplus; i++) {
                onlyInA(partners.row);
            }
            for (long i = partners.surplus; i < 0; i++) {
                onlyInB(partners.row);
            }
        }
    }

    private void count(Map<Row, Partners> bag, Row row, int step) {
        bag.computeIfAbsent(layout.shared(row), shared -> new Partners(row)).add(step);
        if (bag.size() > MOST_ALIKE) {
            throw RowsOutOfOrder.alike(tableA.name(), MOST_ALIKE);
        }
    }

    private void onlyInA(Row row) {
        onlyInA++;
        sample(Kind.ONLY_IN_A, row, List::of);
    }

    private void onlyInB(Row row) {
        onlyInB++;
        sample(Kind.ONLY_IN_B, row, List::of);
    }

    private void sample(Kind kind, Row row, Supplier<List<CellDiff>> cells) {
        if (samples.size() < most) {
            samples.add(new RowDiff(kind, layout.key(row), cells.get()));
        }
    }

    private List<CellDiff> cells(Row one, Row other) {
        List<CellDiff> cells = new ArrayList<>();
        for (int i : layout.common()) {
            differences(whole.columns().get(i).name(), one.get(i), other.get(i), cells);
        }
        return cells;
    }

    /** Names what differs inside maps by the path to it: {@code address.city}. */
    private static void differences(String name, Object a, Object b, List<CellDiff> cells) {
        if (Values.same(a, b)) {
            return;
        }
        if (a instanceof Map<?, ?> one && b instanceof Map<?, ?> other) {
            Set<Object> keys = new LinkedHashSet<>(one.keySet());
            keys.addAll(other.keySet());
            for (Object key : keys) {
                differences(name + "." + key, in(one, key), in(other, key), cells);
            }
            return;
        }
        String[] both = Brief.ofBoth(a, b);
        cells.add(new CellDiff(name, both[0], both[1]));
    }

    private static Object in(Map<?, ?> map, Object key) {
        return map.containsKey(key) ? map.get(key) : Absent.FIELD;
    }

    /** Equal rows of one bag. */
    private static final class Partners {
        private final Row row;
        private long surplus;
        private long matched;

        Partners(Row row) {
            this.row = row;
        }

        /** A's rows come first, so a step back meets a row that waits, as long as there is one. */
        void add(int step) {
            if (step < 0 && surplus > 0) {
                matched++;
            }
            surplus += step;
        }
    }
}
