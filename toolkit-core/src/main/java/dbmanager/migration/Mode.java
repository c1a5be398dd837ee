package dbmanager.migration;

/** Whether a step changes the database or only its history. */
public enum Mode {
    EXECUTE,
    /** Stamp: the change is there already (or is gone already); only write it down. */
    RECORD_ONLY
}
