package dbmanager.masking;

import dbmanager.problem.NearestName;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What becomes of a value. */
public sealed interface Mask {
    /** Another value of the same kind, made with the secret; or none at all. */
    enum Made implements Mask {
        /** An address at a domain that belongs to nobody. */
        EMAIL,
        /** Every digit another one, every letter another one, all else stays. */
        DIGITS,
        /** A name that can be spoken and that nobody has. */
        NAME,
        /** Letters and digits that look like nothing. */
        HASH,
        /** Null in a table; in a document no such field. */
        REMOVE,
        /** As it is: somebody looked at it. */
        KEEP;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** The same text for all. */
    record Fixed(String text) implements Mask {
        @Override
        public String toString() {
            return '"' + text + '"';
        }
    }

    /** Whether it makes a value of each value by itself, so that of a list or map it is about the parts. */
    default boolean isOfParts() {
        return this instanceof Made made && made != Made.REMOVE && made != Made.KEEP;
    }

    /** The words that rules are written with. */
    static List<String> words() {
        return Arrays.stream(Made.values()).map(Made::toString).toList();
    }

    /**
     * Empty when a text that is not in quotes is none of the {@link #words}: it may be a slip.
     *
     * @param quoted whether it stood in quotes, and so may be any text
     */
    static Optional<Mask> parse(String text, boolean quoted) {
        return Arrays.stream(Made.values())
                .filter(made -> made.toString().equals(text))
                .findFirst()
                .map(Mask.class::cast)
                .or(() -> quoted ? Optional.of(new Fixed(text)) : Optional.empty());
    }

    /** What to write instead of a text that means nothing. */
    static String advice(String text) {
        return NearestName.suggest(text, words()) + "write one of " + String.join(", ", words())
                + ", or a fixed text in quotes";
    }
}
