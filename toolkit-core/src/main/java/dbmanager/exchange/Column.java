package dbmanager.exchange;

/**
 * One column of a table, or one field of a collection.
 *
 * @param type as the engine calls it: {@code INTEGER}, {@code numeric(10,2)}; empty when it has none
 * @param rowId whether it only says which row it is, in a table that declares no column for that; others may find the row by it, so it stays as it is
 */
public record Column(String name, String type, boolean rowId) {
    /** One that the table declares. */
    public Column(String name, String type) {
        this(name, type, false);
    }
}
