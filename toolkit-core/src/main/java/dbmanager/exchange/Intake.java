package dbmanager.exchange;

import java.util.List;
import java.util.Optional;

/**
 * Takes rows into a database as one transaction: after {@link #commit} all of them are in, without it none is. Closing without a commit takes
 * everything back. For one thread.
 */
public interface Intake extends AutoCloseable {
    /** The tables that can take rows, as they are now. */
    List<Table> tables();

    /** The table of this name that can take rows; an engine whose tables come into being with their first row has every one. */
    default Optional<Table> table(String name) {
        return tables().stream().filter(table -> table.name().equals(name)).findFirst();
    }

    /**
     * Puts one row. Values come as the format can say them, and are converted to the column's type without losing anything: from CSV everything
     * is text except null and bytes; from JSON a number is {@link Long}, {@link Double} or {@link java.math.BigDecimal} as it fits best. An
     * {@link Exact} value is stored as it is.
     *
     * @param columns the columns that are given, the values of the row stand in this order; the others get their defaults. The same list object as
     *     in the call before as long as the columns are the same
     * @return what became of it
     * @throws RowRefused when a value does not fit its column, a constraint forbids the row, or it collides and the policy says fail
     */
    Outcome put(Table table, List<String> columns, Row row);

    /**
     * Changes some columns of a row that is there; the others stay as they are.
     *
     * @param columns those of the key, which tell the row, and those to change
     * @throws RowRefused when there is no such row, a value does not fit its column, or a constraint forbids it
     */
    void change(Table table, List<String> columns, Row row);

    /** Checks what can only be checked at the end, such as foreign keys, and makes all of it durable. */
    void commit();

    @Override
    void close();

    /** What became of a row. */
    enum Outcome {
        ADDED,
        REPLACED,
        SKIPPED
    }

    /** What to do with a row whose key is there already. */
    enum OnConflict {
        FAIL,
        SKIP,
        REPLACE
    }

    /** Whether rows keep the keys that they come with, or the database gives new ones and references inside the intake follow. */
    enum Keys {
        KEEP,
        NEW
    }

    record Policy(OnConflict onConflict, Keys keys) {}
}
