package dbmanager.exchange;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

/** Rows on their way into one table; counts them, and says of each that is refused where it stands. */
final class TableIntake {
    private final Intake intake;
    private final Table table;
    private final RowProgress progress;
    private final Set<String> known;
    private long added;
    private long replaced;
    private long skipped;

    TableIntake(Intake intake, Table table, RowProgress progress) {
        this.intake = intake;
        this.table = table;
        this.progress = progress;
        this.known = Set.copyOf(table.columnNames());
    }

    Table table() {
        return table;
    }

    /**
     * Checks the columns of rows to come.
     *
     * @param where for error messages
     */
    void check(List<String> columns, Supplier<String> where) {
        Set<String> seen = new HashSet<>();
        for (String column : columns) {
            if (!table.open() && !known.contains(column)) {
                throw UnknownName.column(where.get(), table, column);
            }
            if (!seen.add(column)) {
                throw new MalformedInput(where.get(), "the column \"" + column + "\" is given twice");
            }
        }
    }

    /** @param columns the same list for as long as they are the same */
    void put(List<String> columns, Object[] values, Supplier<String> where) {
        try {
            switch (intake.put(table, columns, new Row(values))) {
                case ADDED -> added++;
                case REPLACED -> replaced++;
                case SKIPPED -> skipped++;
            }
        } catch (RowRefused refused) {
            throw refused.at(where.get());
        }
        long rows = rows();
        if (rows % Export.REPORT_EVERY == 0) {
            progress.at(table.name(), rows, -1);
        }
    }

    Imported.Counts counts() {
        progress.at(table.name(), rows(), rows());
        return new Imported.Counts(added, replaced, skipped);
    }

    private long rows() {
        return added + replaced + skipped;
    }
}
