package dbmanager.migration;

import dbmanager.problem.Problem;
import java.util.Optional;

/**
 * Where the user wants to go, and from where. {@code 3} begins where the database is; {@code 2:3} begins at version 2, for a script on paper, and
 * {@code :3} before the first migration.
 *
 * @param from where the way begins, if it is not where the database is: {@code base}, {@code latest} or a version, never a number of steps
 */
public record Way(Optional<Target> from, Target to) {

    public static Way to(Target target) {
        return new Way(Optional.empty(), target);
    }

    /** @throws Problem when it is neither a target nor two of them with a colon between */
    public static Way parse(String text) {
        int colon = text.indexOf(':');
        if (colon < 0) {
            return to(Target.parse(text));
        }
        String from = text.substring(0, colon);
        String to = text.substring(colon + 1);
        if (to.isEmpty() || Target.RELATIVE.matcher(from).matches()) {
            throw new Unreadable(text);
        }
        return new Way(Optional.of(from.isEmpty() ? new Target.Base() : Target.parse(from)), Target.parse(to));
    }

    /** As {@link #parse} reads it. */
    @Override
    public String toString() {
        return from.map(target -> target + ":").orElse("") + to;
    }

    /** Text that says neither one place nor two. */
    public static final class Unreadable extends Problem {
        private static final long serialVersionUID = 1L;

        Unreadable(String text) {
            super(
                    Kind.USAGE,
                    "\"" + text + "\" does not say from where to where",
                    "nothing was done",
                    "write FROM:TO, such as base:latest, 2:3 or 2:+1; FROM is a version, base or latest");
        }
    }
}
