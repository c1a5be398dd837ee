package dbmanager.exchange;

/**
 * A value that is to be stored just as it is, whatever the type of its column promises. {@link Export} marks with it what an import would
 * otherwise refuse, or make another value of: a text that SQLite let into an INTEGER column.
 *
 * @param value a {@link Long}, {@link Double}, {@link Boolean}, {@link java.math.BigDecimal}, {@link String} or {@code byte[]}
 */
public record Exact(Object value) {}
