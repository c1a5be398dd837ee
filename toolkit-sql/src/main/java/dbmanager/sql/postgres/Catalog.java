package dbmanager.sql.postgres;

/** Pieces of queries on the system's tables. */
final class Catalog {
    /** Of {@code pg_namespace n}: not the system's. */
    static final String USER_SCHEMA = "n.nspname NOT LIKE 'pg\\_%' AND n.nspname <> 'information_schema'";

    private Catalog() {}
}
