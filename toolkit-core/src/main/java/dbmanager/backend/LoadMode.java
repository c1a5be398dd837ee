package dbmanager.backend;

/** What becomes of content that the target has and the backup has not. */
public enum LoadMode {
    /** Stays; rows with the same key are replaced by those of the backup. */
    MERGE,
    /** Goes: afterwards the selected content is that of the backup and nothing else. */
    REPLACE
}
