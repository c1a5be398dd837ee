package dbmanager.migration;

import dbmanager.problem.Problem;
import java.util.regex.Pattern;

/**
 * Where the user wants to be. A wish, not a fact: {@link Plan} turns it into steps, or says why it cannot be reached.
 *
 * <p>Spelled {@code latest} or {@code head}, {@code base}, a version or an unambiguous beginning of one, {@code +2}, {@code -1}.
 */
public sealed interface Target {
    /** Everything that the project ships. */
    record Latest() implements Target {
        @Override
        public String toString() {
            return "latest";
        }
    }

    /** Before the first migration. */
    record Base() implements Target {
        @Override
        public String toString() {
            return "base";
        }
    }

    /** A version as typed: whole, or the beginning of exactly one. */
    record At(String version) implements Target {
        @Override
        public String toString() {
            return version;
        }
    }

    /** So many steps forward (positive) or back (negative); never zero. */
    record By(int steps) implements Target {
        @Override
        public String toString() {
            return steps > 0 ? "+" + steps : Integer.toString(steps);
        }
    }

    /** @throws Unreadable when the text is none of the spellings */
    static Target parse(String text) {
        return switch (text) {
            case "latest", "head", "heads" -> new Latest();
            case "base" -> new Base();
            default -> parseNumber(text);
        };
    }

    private static Target parseNumber(String text) {
        if (RELATIVE.matcher(text).matches()) {
            return new By(Integer.parseInt(text));
        }
        if (Version.isWellFormed(text)) {
            return new At(text.replace('_', '.'));
        }
        throw new Unreadable(text);
    }

    /** A sign and a number from 1 to 99999. */
    Pattern RELATIVE = Pattern.compile("[+-]0*[1-9][0-9]{0,4}");

    final class Unreadable extends Problem {
        private static final long serialVersionUID = 1L;

        Unreadable(String text) {
            super(
                    Kind.USAGE,
                    "\"" + text + "\" is not a target",
                    "nothing was done",
                    "give latest, base, a version (or its unambiguous beginning), or steps such as +2 or -1");
        }
    }
}
