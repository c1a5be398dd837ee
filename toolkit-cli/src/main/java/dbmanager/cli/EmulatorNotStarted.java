package dbmanager.cli;

import dbmanager.problem.Problem;
import java.io.IOException;

/** The embedded Firestore does not come up. */
final class EmulatorNotStarted extends Problem {
    private static final long serialVersionUID = 1L;

    EmulatorNotStarted(IOException cause) {
        super(
                Kind.UNREACHABLE,
                "the embedded Firestore does not start: " + cause.getMessage(),
                "nothing was done",
                "see that its file can be read and written and that no other command has it open, or give another port",
                cause);
    }
}
