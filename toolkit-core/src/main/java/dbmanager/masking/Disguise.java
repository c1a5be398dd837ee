package dbmanager.masking;

import dbmanager.exchange.Absent;
import dbmanager.exchange.Exact;
import dbmanager.exchange.Tagged;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.HexFormat;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.stream.IntStream;

/** Makes masked values of single ones. Null stays null, an empty text stays empty: neither says anything. For one thread. */
final class Disguise {
    /** For documentation, and so nobody's: <a href="https://www.rfc-editor.org/rfc/rfc2606">RFC 2606</a>, section 3. */
    private static final String DOMAIN = "@example.com";

    private static final int LOCAL = 16;
    private static final int SHORTEST_LOCAL = 8;
    private static final int HASH = 32;
    private static final int SHORTEST_HASH = 16;
    private static final int LEAST_HASH = 8;
    private static final int SHORTEST_NAME = 8;
    private static final int UUID_BYTES = 16;
    private static final int TEN = 10;
    private static final int LETTERS = 26;

    private final MaskKey key;

    Disguise(MaskKey key) {
        this.key = key;
    }

    /** That a rule cannot be followed for this value; {@link Masking} knows the rule and the place. */
    static final class Unsuitable extends Exception {
        private static final long serialVersionUID = 1L;

        Unsuitable(String why) {
            super(why, null, false, false);
        }
    }

    /** @return {@link Absent#FIELD} for {@link Mask.Made#REMOVE} */
    Object of(Object given, Mask mask, ColumnKind column) throws Unsuitable {
        Object value = given instanceof Exact exact ? exact.value() : given;
        if (value == null || value == Absent.FIELD || mask == Mask.Made.KEEP) {
            return given;
        }
        if (mask == Mask.Made.REMOVE) {
            return Absent.FIELD;
        }
        if (value instanceof String text && column.isEmpty(text)) {
            return given;
        }
        if (mask instanceof Mask.Fixed fixed) {
            return fixed.text();
        }
        Mask.Made made = (Mask.Made) mask;
        if (value instanceof String text) {
            return text(text, made, column);
        }
        if (made == Mask.Made.EMAIL || made == Mask.Made.NAME) {
            throw new Unsuitable("holds " + kind(value) + " and no text");
        }
        if (value instanceof byte[] bytes) {
            if (made != Mask.Made.HASH) {
                throw new Unsuitable("holds bytes");
            }
            return key.bytes("bytes", bytes, bytes.length);
        }
        return number(value, made, column);
    }

    private String text(String text, Mask.Made made, ColumnKind column) throws Unsuitable {
        if (column.form() == ColumnKind.Form.OTHER) {
            throw new Unsuitable("is " + column.declared());
        }
        if (column.form() == ColumnKind.Form.UUID) {
            if (made != Mask.Made.HASH) {
                throw new Unsuitable("is uuid, for which there is hash");
            }
            return UUID.nameUUIDFromBytes(key.bytes("uuid", text, UUID_BYTES)).toString();
        }
        return switch (made) {
            case EMAIL -> email(text, column);
            case NAME -> fitted(Spoken.name(key, text), SHORTEST_NAME, column);
            case HASH ->
                fitted(
                        HexFormat.of()
                                .formatHex(key.bytes("hash", text, HASH / 2))
                                .substring(0, Math.min(HASH, Math.max(SHORTEST_HASH, text.length()))),
                        LEAST_HASH,
                        column);
            default -> symbols(text);
        };
    }

    private String email(String text, ColumnKind column) throws Unsuitable {
        int room = column.longest().orElse(Integer.MAX_VALUE) - DOMAIN.length();
        if (room < SHORTEST_LOCAL) {
            throw new Unsuitable("has room for " + column.longest().orElse(0) + " characters only");
        }
        String local = HexFormat.of().formatHex(key.bytes("email", text, LOCAL / 2));
        return local.substring(0, Math.min(room, LOCAL)) + DOMAIN;
    }

    private static String fitted(String made, int least, ColumnKind column) throws Unsuitable {
        int longest = column.longest().orElse(Integer.MAX_VALUE);
        if (longest < least) {
            throw new Unsuitable("has room for " + longest + " characters only");
        }
        return made.length() <= longest ? made : made.substring(0, longest).stripTrailing();
    }

    /** Digits and letters each as one text, so that different texts of one shape stay different; letters of other alphabets become any of a to z. */
    private String symbols(String text) {
        int[] points = text.codePoints().toArray();
        for (int i = 0; i < points.length; i++) {
            if (Character.isLetter(points[i]) && letter(points[i]) < 0) {
                points[i] = 'a' + Math.floorMod(key.bytes("letter " + i, text, 1)[0], LETTERS);
            }
        }
        shuffle(points, TEN, "digits", Disguise::digit);
        shuffle(points, LETTERS, "letters", Disguise::letter);
        return new String(points, 0, points.length);
    }

    private interface Place {
        /** Which symbol it is; -1 for none. */
        int of(int point);
    }

    private static int digit(int point) {
        return Character.isDigit(point) ? Character.digit(point, TEN) : -1;
    }

    private static int letter(int point) {
        if (point >= 'a' && point <= 'z') {
            return point - 'a';
        }
        return point >= 'A' && point <= 'Z' ? point - 'A' : -1;
    }

    private void shuffle(int[] points, int radix, String purpose, Place place) {
        int[] where = IntStream.range(0, points.length)
                .filter(i -> place.of(points[i]) >= 0)
                .toArray();
        int[] symbols = new int[where.length];
        for (int i = 0; i < where.length; i++) {
            symbols[i] = place.of(points[where[i]]);
        }
        int[] others = new Shuffle(key, purpose, radix).of(symbols);
        for (int i = 0; i < where.length; i++) {
            points[where[i]] += others[i] - symbols[i];
        }
    }

    private Object number(Object value, Mask.Made made, ColumnKind column) throws Unsuitable {
        String purpose = made == Mask.Made.HASH ? "number hash" : "number";
        if (value instanceof Long number) {
            BigInteger exact = BigInteger.valueOf(number);
            boolean declared = column.holds(exact);
            return shuffled(exact, one -> column.holds(one) == declared && one.bitLength() < Long.SIZE, purpose)
                    .longValue();
        }
        if (value instanceof BigDecimal number) {
            return new BigDecimal(shuffled(number.unscaledValue(), any -> true, purpose), number.scale());
        }
        if (value instanceof Double number && Double.isFinite(number)) {
            BigDecimal decimal = BigDecimal.valueOf(number);
            return new BigDecimal(shuffled(decimal.unscaledValue(), any -> true, purpose), decimal.scale())
                    .doubleValue();
        }
        throw new Unsuitable("holds " + kind(value));
    }

    /**
     * Of as many digits, and with the same sign: shuffled again until it fits, which keeps different numbers different.
     *
     * @param fits true of the number itself
     */
    private BigInteger shuffled(BigInteger number, Predicate<BigInteger> fits, String purpose) {
        Shuffle shuffle = new Shuffle(key, purpose, TEN);
        int[] digits = number.abs().toString().chars().map(c -> c - '0').toArray();
        BigInteger made;
        do {
            digits = shuffle.of(digits);
            StringBuilder text = new StringBuilder();
            for (int digit : digits) {
                text.append(digit);
            }
            made = new BigInteger(number.signum() < 0 ? "-" + text : text.toString());
        } while ((digits.length > 1 && digits[0] == 0) || !fits.test(made));
        return made;
    }

    static String kind(Object value) {
        if (value instanceof Boolean) {
            return "truth values";
        }
        if (value instanceof Number) {
            return "numbers";
        }
        return value instanceof Tagged tagged ? "a " + tagged.tag() : "bytes";
    }
}
