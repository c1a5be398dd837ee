package dbmanager.exchange;

import java.math.BigDecimal;

/**
 * The decimal text of a double: the fewest digits that give the same double back, always with a point or an exponent. {@link
 * Double#toString} promises that only since Java 19, and files must not depend on the Java that wrote them.
 *
 * <p>What an import gives as a {@link Double} stood in the file as this text; so {@code new BigDecimal(Doubles.text(number))} is what a decimal
 * column wants.
 */
public final class Doubles {
    /** Powers of ten that are exact, as many as numbers that people type have decimals. */
    private static final double[] POWERS = {1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6};

    /** Up to here every decimal of 15 digits is told apart by its double. */
    private static final double EXACT = 1e15;

    private Doubles() {}

    /** @param number finite */
    public static String text(double number) {
        if (number == 0) {
            return 1 / number < 0 ? "-0.0" : "0.0";
        }
        for (int decimals = 0; decimals < POWERS.length; decimals++) {
            double scaled = Math.rint(number * POWERS[decimals]);
            if (Math.abs(scaled) >= EXACT) {
                break;
            }
            if (scaled / POWERS[decimals] == number) { // both exact, so this is the parse of the decimal
                return decimals == 0 ? (long) scaled + ".0" : point((long) scaled, decimals);
            }
        }
        return shortest(number);
    }

    private static String point(long unscaled, int decimals) {
        String digits = Long.toString(Math.abs(unscaled));
        StringBuilder text = new StringBuilder(24);
        if (unscaled < 0) {
            text.append('-');
        }
        int whole = digits.length() - decimals;
        if (whole > 0) {
            return text.append(digits, 0, whole)
                    .append('.')
                    .append(digits, whole, digits.length())
                    .toString();
        }
        return text.append("0.").append("0".repeat(-whole)).append(digits).toString();
    }

    private static String shortest(double number) {
        BigDecimal decimal = ShortestDecimal.of(number);
        String text = decimal.toString();
        return decimal.scale() == 0 ? text + ".0" : text;
    }
}
