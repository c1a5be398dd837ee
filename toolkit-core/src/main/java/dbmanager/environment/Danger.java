package dbmanager.environment;

/** What a command may do to a database, from harmless to beyond repair. */
public enum Danger {
    /** Writes nothing to the database: backup, status, verify. */
    READ,
    /** Adds or alters, and can be taken back: migrate, rollback, stamp, import. */
    CHANGE,
    /** Takes data away: a restore over it, a reset. */
    DESTROY
}
