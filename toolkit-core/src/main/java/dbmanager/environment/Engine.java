package dbmanager.environment;

/** The kinds of databases that the tool looks after. */
public enum Engine {
    SQLITE,
    POSTGRESQL,
    FIRESTORE
}
