package dbmanager.firestore.migration;

/** What to do with a document that a step cannot be computed for. */
public enum OnError {
    /** The migration stops there. */
    FAIL,
    /** The document stays as it is and is reported. */
    SKIP
}
