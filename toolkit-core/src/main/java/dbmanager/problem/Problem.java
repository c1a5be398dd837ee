package dbmanager.problem;

import java.util.Objects;
import java.util.Optional;

/**
 * An error that the user can act on. Its message is what happened; {@link #state()} says where things are now and {@link #next()}
 * what to do. Subclasses are named for the problem, carry its values and never contain a secret.
 */
public abstract class Problem extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final Kind kind;
    private final String state;
    private final String next;

    /**
     * @param state where things are now, in a sentence without a full stop; empty when nothing was touched is all there is to say
     * @param next the command or the change that gets the user out of it
     */
    protected Problem(Kind kind, String happened, String state, String next) {
        this(kind, happened, state, next, null);
    }

    protected Problem(Kind kind, String happened, String state, String next, Throwable cause) {
        super(happened, cause);
        this.kind = Objects.requireNonNull(kind);
        this.state = Objects.requireNonNull(state);
        this.next = Objects.requireNonNull(next);
    }

    public Kind kind() {
        return kind;
    }

    public Optional<String> state() {
        return state.isEmpty() ? Optional.empty() : Optional.of(state);
    }

    public String next() {
        return next;
    }

    /** The families of problems; each has one process exit code, which is part of the command line's contract. */
    public enum Kind {
        UNEXPECTED(1),
        USAGE(2),
        /** The question was answered, and the answer is "no": drift, damage, pending work. */
        NEGATIVE(3),
        CONFIGURATION(10),
        LOCKED(11),
        REFUSED(12),
        CONFLICT(13),
        FAILED(14),
        DAMAGED(15),
        UNSUPPORTED(16),
        UNREACHABLE(17),
        INTERRUPTED(130);

        private final int exitCode;

        Kind(int exitCode) {
            this.exitCode = exitCode;
        }

        public int exitCode() {
            return exitCode;
        }
    }
}
