package dbmanager.backend;

/**
 * One difference between a database and a model.
 *
 * @param kind {@code table}, {@code column}, {@code index}, {@code view}, {@code trigger}, or another word of the engine
 * @param object by name, a column behind its table: {@code emp.email}
 * @param detail what changes in it, for the reader: {@code type TEXT -> INTEGER}; empty where the deed says all
 * @param rows at stake: those that lose a value, or lack one; 0 for what is safe
 */
public record SchemaChange(String kind, String object, Deed deed, String detail, Risk risk, long rows) {
    public enum Deed {
        ADD,
        DROP,
        CHANGE,
        RENAME
    }

    public enum Risk {
        SAFE,
        /** Takes away values that no undo brings back. */
        DESTRUCTIVE,
        /** Rows need a value that nobody has given them; as long as there are such rows, the migration fails and changes nothing. */
        NEEDS_BACKFILL
    }

    public static SchemaChange safe(String kind, String object, Deed deed, String detail) {
        return new SchemaChange(kind, object, deed, detail, Risk.SAFE, 0);
    }

    public SchemaChange risking(Risk newRisk, long newRows) {
        return new SchemaChange(kind, object, deed, detail, newRisk, newRows);
    }
}
