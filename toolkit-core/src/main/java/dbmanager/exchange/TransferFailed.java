package dbmanager.exchange;

import dbmanager.problem.Problem;
import java.io.IOException;

/** The system could not read or write a file of an export or import. */
public final class TransferFailed extends Problem {
    private static final long serialVersionUID = 1L;

    private TransferFailed(String happened, String state, IOException cause) {
        super(
                Kind.UNEXPECTED,
                happened + ": " + cause,
                state,
                "correct what the system reports, and run it again",
                cause);
    }

    static TransferFailed writing(String where, IOException cause) {
        return new TransferFailed("cannot write " + where, "no file was replaced by a half-written one", cause);
    }

    static TransferFailed reading(String where, IOException cause) {
        return new TransferFailed("cannot read " + where, "nothing was taken in", cause);
    }
}
