package dbmanager.migration;

/** How a migration stands in one database. */
public enum State {
    /** Shipped and not applied; a repeatable one also when its text changed or a rollback put it in doubt. */
    PENDING,
    APPLIED,
    /** Part of the database that the history began with. */
    BASELINE,
    /** Began, or began to be rolled back, and did not end; the same way again goes on where it stopped, and a rollback takes all of it back. */
    INTERRUPTED,
    /** Began and did not end well. */
    FAILED,
    /** Its text, or that of its undo or verify script, is not the one that was applied and sealed. */
    CHANGED,
    /** Applied, and no longer shipped. */
    MISSING,
    /** Not applied, though a newer one is. */
    OUT_OF_ORDER;

    /** Whether it stands in the way of every plan until somebody decides about it. */
    public boolean blocks() {
        return this == FAILED || this == CHANGED || this == MISSING;
    }
}
