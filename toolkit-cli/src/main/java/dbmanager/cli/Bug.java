package dbmanager.cli;

import dbmanager.problem.Problem;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Stream;

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

    /** Whether a problem is one, or tells what became of others when there was one: then the stack trace is worth showing. */
    static boolean isBehind(Problem problem) {
        return Stream.<Throwable>iterate(problem, Objects::nonNull, Throwable::getCause)
                .anyMatch(Bug.class::isInstance);
    }

    /** What ended a command, as a problem: the same one, where it is one. */
    static Problem unlessKnown(Throwable cause) {
        if (cause instanceof Problem known) {
            return known;
        }
        return cause instanceof OutOfMemoryError full ? new MemoryFull(full) : new Bug(cause);
    }
}
