package dbmanager.cli;

import dbmanager.emulator.embedded.IndexesUnusable;
import dbmanager.emulator.embedded.store.FileUnusable;
import dbmanager.emulator.embedded.store.FileUnusable.Reason;
import dbmanager.problem.Problem;
import java.io.IOException;
import java.time.Duration;

/** The embedded Firestore does not come up. */
final class EmulatorNotStarted extends Problem {
    private static final long serialVersionUID = 1L;

    EmulatorNotStarted(IOException cause) {
        super(
                Kind.UNREACHABLE,
                "the embedded Firestore does not start: " + cause.getMessage(),
                "nothing was done",
                "see that its folder can be read and written, or give another port",
                cause);
    }

    EmulatorNotStarted(IndexesUnusable cause) {
        super(
                Kind.CONFIGURATION,
                "the embedded Firestore does not start: " + cause.getMessage(),
                "nothing was done",
                "correct that file, or start without it",
                cause);
    }

    /** @param waited how long for whoever has its file */
    EmulatorNotStarted(FileUnusable cause, Duration waited) {
        super(
                kind(cause.reason()),
                "the embedded Firestore does not start: " + cause.happened() + waited(cause.reason(), waited),
                "nothing was done",
                cause.next() + (cause.reason() == Reason.DAMAGED ? " (`db-manager restore latest`)" : ""),
                cause);
    }

    private static Kind kind(Reason reason) {
        return switch (reason) {
            case IN_USE -> Kind.LOCKED;
            case DAMAGED -> Kind.NEGATIVE;
            case OTHER -> Kind.UNREACHABLE;
        };
    }

    private static String waited(Reason reason, Duration waited) {
        return reason == Reason.IN_USE && !waited.isZero() ? "; waited " + waited.toSeconds() + " s for it" : "";
    }
}
