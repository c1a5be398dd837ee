package dbmanager.backend;

/**
 * How a backup is put into a database.
 *
 * @param references means something only to engines whose values name documents of a database; to others it is nothing
 */
public record LoadPolicy(LoadMode mode, References references) {
    public static LoadPolicy of(LoadMode mode) {
        return new LoadPolicy(mode, References.KEEP);
    }
}
