package dbmanager.backend;

import dbmanager.problem.Problem;

/**
 * Tells whether the definitions of a database are those that its newest step left. Whoever runs or stamps steps keeps a {@link Fingerprint} with the
 * newest of them, under the same lock; should the process die in between, nobody knows, and nothing is called drifted.
 */
public non-sealed interface DriftWatch extends Feature {
    /**
     * Keeps what the definitions look like now with the newest entry of the history.
     *
     * @throws Problem when they cannot be read now; the history stays as it is
     */
    void keep();

    /** Reads only. */
    Drift look();
}
