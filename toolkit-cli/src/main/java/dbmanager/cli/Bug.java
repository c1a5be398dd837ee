package dbmanager.cli;

import dbmanager.problem.Problem;
import java.util.Locale;

/** Something that should not happen; the stack trace goes with it. */
final class Bug extends Problem {
    private static final long serialVersionUID = 1L;

    private Bug(Throwable cause) {
        super(
                Kind.UNEXPECTED,
                "unexpected " + cause.getClass().getSimpleName().toLowerCase(Locale.ROOT) + ": " + cause.getMessage(),
                "what was printed before this line is done; nothing else is certain",
                "run `db-manager status`; then report this with the stack trace above",
                cause);
    }

    /** What ended a command, as a problem: the same one, where it is one. */
    static Problem unlessKnown(Throwable cause) {
        if (cause instanceof Problem known) {
            return known;
        }
        return cause instanceof OutOfMemoryError full ? new MemoryFull(full) : new Bug(cause);
    }
}
