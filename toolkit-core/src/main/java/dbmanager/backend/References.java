package dbmanager.backend;

/** What becomes of references to documents of the database that a backup came from, when it is put into another one. */
public enum References {
    /** They go on pointing at the old database. */
    KEEP,
    /** They point at the same path of the new database. */
    REPOINT,
    /** The first one ends the load, before anything is written. */
    FAIL
}
