package dbmanager.backend;

import dbmanager.backend.MemoryState.MemoryTable;
import dbmanager.exchange.Intake;
import dbmanager.exchange.Row;
import dbmanager.exchange.RowRefused;
import dbmanager.exchange.Table;
import dbmanager.problem.Finding;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Takes rows into a copy of the state, and publishes it with the commit. */
final class MemoryIntake implements Intake {
    private final MemoryDatabase database;
    private final Policy policy;
    private final MemoryState base;
    private final MemoryState draft;
    /** By table: the new key of each old one. */
    private final Map<String, Map<Object, Long>> renamed = new HashMap<>();

    MemoryIntake(MemoryDatabase database, Policy policy) {
        this.database = database;
        this.policy = policy;
        this.base = database.read();
        this.draft = base.copy();
    }

    /** In place of all rows that are there. */
    static MemoryIntake refilling(MemoryDatabase database) {
        MemoryIntake intake = new MemoryIntake(database, new Policy(OnConflict.FAIL, Keys.KEEP));
        intake.draft.tables.values().forEach(table -> table.rows.clear());
        return intake;
    }

    @Override
    public List<Table> tables() {
        return MemorySnapshot.tables(draft);
    }

    @Override
    public Outcome put(Table table, List<String> columns, Row row) {
        MemoryTable rows = draft.tables.get(table.name());
        if (rows == null) {
            throw new RowRefused(table.name(), "no such table", null);
        }
        Object[] values = new Object[rows.columns.size()];
        for (int i = 0; i < columns.size(); i++) {
            int position = rows.columns.indexOf(columns.get(i));
            if (position < 0) {
                throw new RowRefused(table.name(), "no column " + columns.get(i), null);
            }
            values[position] = row.get(i);
        }
        if (policy.keys() == Keys.NEW || values[0] == null) {
            long fresh = rows.rows.isEmpty() ? 1 : rows.rows.lastKey() + 1;
            renamed.computeIfAbsent(table.name(), name -> new HashMap<>()).put(values[0], fresh);
            values[0] = fresh;
        }
        return put(table.name(), rows, new Row(values));
    }

    @Override
    public void change(Table table, List<String> columns, Row row) {
        MemoryTable rows = draft.tables.get(table.name());
        Row old = rows.rows.get((Long) row.get(columns.indexOf(rows.columns.get(0))));
        if (old == null) {
            throw RowRefused.gone(table.name());
        }
        Object[] values = old.values().clone();
        for (int i = 0; i < columns.size(); i++) {
            values[rows.columns.indexOf(columns.get(i))] = row.get(i);
        }
        rows.put(new Row(values));
    }

    private Outcome put(String name, MemoryTable rows, Row row) {
        if (!(row.get(0) instanceof Long key)) {
            throw new RowRefused(name, row.get(0) + " is no whole number", null);
        }
        if (!rows.rows.containsKey(key)) {
            rows.put(row);
            return Outcome.ADDED;
        }
        return switch (policy.onConflict()) {
            case FAIL -> throw RowRefused.keyTaken(name, "there is a row " + key + " already", null);
            case SKIP -> Outcome.SKIPPED;
            case REPLACE -> {
                rows.put(row);
                yield Outcome.REPLACED;
            }
        };
    }

    @Override
    public void commit() {
        renamed.forEach((name, keys) -> keys.values().forEach(key -> follow(draft.table(name), key)));
        List<Finding> dangling = draft.dangling();
        if (!dangling.isEmpty()) {
            throw RowRefused.orphaned(dangling.get(0).where(), dangling.get(0).what());
        }
        if (database.read() != base) {
            throw DatabaseUnavailable.other(database.location(), "another transaction was faster", null);
        }
        database.publish(draft);
    }

    /** Lets the references of a new row point to the new keys of what came in with it. */
    private void follow(MemoryTable table, long key) {
        Object[] values = table.rows.get(key).values().clone();
        table.parents.forEach((column, parent) -> {
            int position = table.columns.indexOf(column);
            Long fresh = renamed.getOrDefault(parent, Map.of()).get(values[position]);
            if (fresh != null) {
                values[position] = fresh;
            }
        });
        table.put(new Row(values));
    }

    @Override
    public void close() {
        // the draft is given up
    }
}
