package dbmanager.backend;

/**
 * Tells whether the definitions of a database are those that its newest step left. Each step that is run or stamped keeps a {@link Fingerprint} with
 * its entry in the history, in the same transaction.
 */
public non-sealed interface DriftWatch extends Feature {
    /** Reads only. */
    Drift look();
}
