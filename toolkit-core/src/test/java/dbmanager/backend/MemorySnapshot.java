package dbmanager.backend;

import dbmanager.backend.MemoryState.MemoryTable;
import dbmanager.exchange.Column;
import dbmanager.exchange.Content;
import dbmanager.exchange.Row;
import dbmanager.exchange.Table;
import dbmanager.problem.Problem;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The rows of one {@link MemoryState}. */
final class MemorySnapshot implements Content {
    private final String name;
    private final MemoryState state;

    MemorySnapshot(String name, MemoryState state) {
        this.name = name;
        this.state = state;
    }

    static List<Table> tables(MemoryState state) {
        return state.tables.entrySet().stream().map(MemorySnapshot::table).toList();
    }

    private static Table table(Map.Entry<String, MemoryTable> entry) {
        List<String> columns = entry.getValue().columns;
        return new Table(
                entry.getKey(),
                columns.stream().map(column -> new Column(column, "")).toList(),
                columns.subList(0, 1));
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public List<Table> tables() {
        return tables(state);
    }

    @Override
    public List<Definition> definitions() {
        return state.tables.entrySet().stream()
                .map(entry ->
                        new Definition("table", entry.getKey(), entry.getValue().definition()))
                .toList();
    }

    @Override
    public Stream<Row> rows(Table table) {
        return state.table(table.name()).rows.values().stream();
    }

    @Override
    public Comparator<Row> order(Table table) {
        return Comparator.comparing(row -> (Long) row.get(0));
    }

    @Override
    public long count(Table table) {
        return state.table(table.name()).rows.size();
    }

    @Override
    public Stream<Row> counterexamples(String assertion) {
        try {
            return MemoryScript.query(assertion, state).stream();
        } catch (MemoryScript.Failed e) {
            throw new AssertionRefused(e);
        }
    }

    @Override
    public void close() {
        // nothing is held
    }

    /** An assertion that is no query, or cannot be run. */
    static final class AssertionRefused extends Problem {
        private static final long serialVersionUID = 1L;

        AssertionRefused(MemoryScript.Failed why) {
            super(Kind.CONFIGURATION, why.getMessage(), "nothing was changed", "write a query that only reads", why);
        }
    }
}
