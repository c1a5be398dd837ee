package dbmanager.exchange;

/**
 * One column of a table, or one field of a collection.
 *
 * @param type as the engine calls it: {@code INTEGER}, {@code numeric(10,2)}; empty when it has none
 */
public record Column(String name, String type) {}
