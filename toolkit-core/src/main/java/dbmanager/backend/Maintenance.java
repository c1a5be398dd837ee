package dbmanager.backend;

/** Housekeeping of engines that keep their data in files. */
public non-sealed interface Maintenance extends Feature {
    /** Gives free pages back. @return bytes of the database before and after */
    Sizes vacuum();

    /** Lets the query planner learn the data anew. */
    void analyze();

    record Sizes(long before, long after) {}
}
