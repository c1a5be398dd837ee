package dbmanager.migration;

/**
 * An undo or verify script whose migration the project does not ship (any more).
 *
 * @param key of the migration that it belongs to, by its name
 */
public record Orphan(MigrationKey key, Script script) {}
