package dbmanager.backend;

import java.util.List;
import java.util.Optional;

/** What an engine behind a network has to say about the way to it: connection, permissions, latency, clocks. */
public non-sealed interface Diagnosis extends Feature {
    /** Looks at one thing after the other; what is wrong with one does not hide the next. Changes nothing. */
    List<Look> looks();

    /**
     * @param what was looked at: {@code connection}, {@code permission to write}
     * @param seen for the reader
     * @param wrong what is not as it should be and what to do about it; empty when all is well
     */
    record Look(String what, String seen, Optional<String> wrong) {
        public static Look well(String what, String seen) {
            return new Look(what, seen, Optional.empty());
        }

        public static Look wrong(String what, String seen, String wrong) {
            return new Look(what, seen, Optional.of(wrong));
        }
    }
}
