package dbmanager.exchange;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Rows that stand still: a database at one moment, or a backup. What db-manager and Flyway keep in the database for themselves is not part
 * of it. Reading changes nothing; where the engine's readers keep writers waiting (SQLite with a rollback journal), they wait until it is closed. For one thread at a time; one stream of rows may be open at a time.
 */
public interface Content extends AutoCloseable {
    /** What it is, for reports: {@code live shop}, {@code backup 20261121T020000Z-shop}. */
    String name();

    /** By name. */
    List<Table> tables();

    /** The definition of everything that is not a row, one text per object (table, index, view, trigger), by name; normalised for comparison. */
    List<Definition> definitions();

    /**
     * Every row, ordered by {@link #order}; a table without a key by all columns. Memory does not grow with the table. The caller closes the
     * stream.
     */
    Stream<Row> rows(Table table);

    /** The order in which {@link #rows} gives the rows of this table, as the engine compares its keys. */
    Comparator<Row> order(Table table);

    /** How many rows; may read the whole table. */
    long count(Table table);

    /**
     * Which values of this column come back from the format as they are: an import gives a column the value of its type that the text means,
     * and these are the values for which that is the value itself. The others are exported as {@link Exact}.
     */
    default Predicate<Object> plain(Column column, Format format) {
        return value -> true;
    }

    /**
     * The rows that contradict an assertion: a query in the engine's own language that must return none. The caller closes the stream.
     *
     * @throws dbmanager.problem.Problem when the engine cannot run the query, or it would write
     */
    Stream<Row> counterexamples(String assertion);

    default Optional<Table> table(String name) {
        return tables().stream().filter(table -> table.name().equals(name)).findFirst();
    }

    @Override
    void close();

    /** @param kind {@code table}, {@code index}, {@code view}, {@code trigger}… */
    record Definition(String kind, String name, String text) {}
}
