package dbmanager.emulator.embedded;

import io.grpc.Status;
import java.util.Objects;

/**
 * One thing that goes wrong with a call.
 *
 * @param code of {@link Kind#STATUS}
 * @param after so many answers have gone out; 0 is before anything is done
 */
public record Fault(Kind kind, Status.Code code, long after) {
    public Fault {
        Objects.requireNonNull(kind);
        Objects.requireNonNull(code);
    }

    public enum Kind {
        /** The call ends with a status. */
        STATUS,
        /** The connection breaks. */
        RESET,
        /** It is done, and then the connection breaks. */
        LOST,
        /** It is done, and nothing ever comes back. */
        SILENT
    }

    /** With the text that production has for it. */
    public Status status() {
        return code.toStatus()
                .withDescription(
                        switch (code) {
                            case UNAVAILABLE -> "The service is currently unavailable.";
                            case ABORTED ->
                                "Aborted due to cross-transaction contention. This occurs when multiple"
                                        + " transactions attempt to access the same data, requiring Firestore to abort at least"
                                        + " one in order to enforce serializability.";
                            case RESOURCE_EXHAUSTED -> "Quota exceeded.";
                            case DEADLINE_EXCEEDED ->
                                "The datastore operation timed out, or the data was temporarily" + " unavailable.";
                            case INTERNAL -> "Internal error encountered.";
                            default -> "A fault that was asked for.";
                        });
    }
}
