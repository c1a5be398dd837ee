package dbmanager.firestore.migration;

/** What to do where a field or document that a step is about to write is there already, and differs. */
public enum Existing {
    /** The step fails. */
    FAIL,
    /** What is there stays, and the document that the step read stays as it is too. */
    SKIP,
    /** It gives way. */
    REPLACE
}
