package dbmanager.backend;

/** What is at a database's place. */
public enum Presence {
    /** Nothing. */
    ABSENT,
    /** A database without content: at most what db-manager and Flyway keep for themselves. */
    EMPTY,
    FILLED,
    /** Something is there, but the engine cannot read it: damaged, or no database of this engine. */
    UNREADABLE
}
