package dbmanager.sql.postgres;

import dbmanager.exchange.Doubles;
import dbmanager.exchange.Exact;
import dbmanager.exchange.Format;
import dbmanager.exchange.Tagged;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a column makes of a value that comes from outside: the text that the server reads. The server checks most of it; refused here is what it
 * would silently round, cut off or leave out.
 */
final class PostgresValue {
    private static final int LARGEST_SCALE = 20_000;
    private static final int FLOAT_DIGITS = 9;
    private static final int MICROSECONDS = 6;
    private static final int CENTS = 2;
    private static final int LONGEST_NAME = 63;

    /** What stands before a declared length in pg_attribute.atttypmod. */
    private static final int HEADER = 4;

    private static final Pattern FRACTION = Pattern.compile("\\.(\\d+)");
    private static final Pattern DATE =
            Pattern.compile("-?infinity|\\d{4,}-\\d{1,2}-\\d{1,2}( BC)?", Pattern.CASE_INSENSITIVE);
    private static final Pattern ZONE =
            Pattern.compile(".*:\\d\\d(\\.\\d+)?\\s*([+-]\\d.*|Z|[A-Za-z]{3,}.*)", Pattern.DOTALL);
    private static final Pattern MONEY = Pattern.compile("(?<sign>-?)\\$?(?<digits>[\\d,]+(\\.\\d+)?)");
    private static final Pattern DECLARED_SCALE = Pattern.compile("numeric\\(\\d+,(?<scale>-?\\d+)\\)");

    private PostgresValue() {}

    /** A value and a column that do not fit together. */
    static final class Misfit extends RuntimeException {
        private static final long serialVersionUID = 1L;
        private static final int SHOWN = 40;

        Misfit(Object value, String why) {
            super(shown(value) + " " + why, null, false, false);
        }

        private static String shown(Object value) {
            String text = value instanceof byte[] bytes
                    ? "a value of " + bytes.length + " bytes"
                    : '"' + value.toString() + '"';
            return text.length() <= SHOWN ? text : text.substring(0, SHOWN) + "…\"";
        }
    }

    /** Null for null. @throws Misfit when the column would make another value of it */
    static String accept(Object given, Relation.Attribute column) {
        if (given == null) {
            return null;
        }
        Object value = given instanceof Exact exact ? exact.value() : given;
        if (value instanceof Tagged tagged) {
            if (!tagged.tag().equals("$timestamp") || !column.base().startsWith("timestamp")) {
                throw new Misfit(value, "is a " + tagged.tag() + ", which this column cannot hold");
            }
            value = tagged.value();
        }
        String text = column.array() ? array(value) : text(value, column);
        if (text.indexOf('\0') >= 0) {
            throw new Misfit("a text with a NUL character", "is none that PostgreSQL can hold");
        }
        return text;
    }

    private static String text(Object value, Relation.Attribute column) {
        return switch (column.base()) {
            case "int2", "int4", "int8", "oid" -> whole(value);
            case "float4" -> real(value, true);
            case "float8" -> real(value, false);
            case "numeric" -> decimal(value, scale(column.modifier()), "decimals");
            case "money" -> decimal(value instanceof String text ? amount(text) : value, CENTS, "cents");
            case "bool" -> truth(value);
            case "bytea" -> bytes(value);
            case "json", "jsonb" -> JsonText.of(value);
            case "varchar", "bpchar" -> noLongerThan(string(value), column.modifier() - HEADER);
            case "char" -> noLongerThan(string(value), 1);
            case "name" -> noLongerThan(string(value), LONGEST_NAME);
            case "date" -> date(string(value));
            case "timestamp" -> withoutZone(fraction(string(value), column.modifier()));
            case "timestamptz", "time", "timetz" -> fraction(string(value), column.modifier());
            case "interval" -> fraction(string(value), MICROSECONDS);
            default -> string(value);
        };
    }

    /** Whether an import gives just this value back when it comes as the format says it. */
    static boolean isPlain(Object value, String declared, Format format) {
        if (format == Format.CSV || !(value instanceof BigDecimal number)) {
            return true;
        }
        if (DECLARED_SCALE.matcher(declared).matches()) {
            return true; // the column puts its own decimals back
        }
        boolean readAsLong = number.scale() == 0 && number.unscaledValue().bitLength() < Long.SIZE;
        BigDecimal readAsDouble = new BigDecimal(Doubles.text(number.doubleValue()));
        return readAsLong || (readAsDouble.compareTo(number) == 0 && readAsDouble.scale() == number.scale());
    }

    private static String whole(Object value) {
        if (value instanceof Long || (value instanceof String text && isDigits(text))) {
            return value.toString();
        }
        BigDecimal number = number(value);
        try {
            return number.setScale(0, RoundingMode.UNNECESSARY).toPlainString();
        } catch (ArithmeticException e) {
            throw new Misfit(value, "is not a whole number");
        }
    }

    private static boolean isDigits(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) < '0' || text.charAt(i) > '9') {
                return false;
            }
        }
        return !text.isEmpty();
    }

    private static String real(Object value, boolean single) {
        if (isNotFinite(value)) {
            return value.toString();
        }
        BigDecimal number = number(value);
        double nearest = single ? number.floatValue() : number.doubleValue();
        if (Double.isInfinite(nearest)) {
            throw new Misfit(value, "is out of range");
        }
        boolean same = new BigDecimal(nearest).compareTo(number) == 0
                || (single
                        ? isShortest((float) nearest, number)
                        : new BigDecimal(Doubles.text(nearest)).compareTo(number) == 0);
        if (!same) {
            throw new Misfit(value, "has more digits than a " + (single ? "real" : "double precision") + " keeps");
        }
        boolean negativeZero = value instanceof Double zero && zero == 0 && 1 / zero < 0;
        return negativeZero || value.toString().startsWith("-0") ? withSign(number) : number.toString();
    }

    private static String withSign(BigDecimal number) {
        return number.signum() == 0 ? "-0" : number.toString();
    }

    /** Whether the server writes this number with these digits: as few as give it back. */
    private static boolean isShortest(float nearest, BigDecimal number) {
        for (int digits = 1; digits <= FLOAT_DIGITS; digits++) {
            BigDecimal candidate = new BigDecimal(nearest).round(new MathContext(digits, RoundingMode.HALF_EVEN));
            if (candidate.floatValue() == nearest) {
                return candidate.compareTo(number) == 0;
            }
        }
        return false;
    }

    /** @return the declared scale; as many as the server has where none is declared */
    private static int scale(int modifier) {
        if (modifier < 0) {
            return LARGEST_SCALE;
        }
        int scale = (modifier - HEADER) & 0x7FF; // 11 bits with a sign since PostgreSQL 15, never more than 1000 before
        return scale >= 0x400 ? scale - 0x800 : scale;
    }

    private static String decimal(Object value, int scale, String what) {
        if (isNotFinite(value)) {
            return value.toString();
        }
        BigDecimal number = number(value);
        if (number.stripTrailingZeros().scale() > scale) {
            throw new Misfit(value, "has more " + what + " than the column keeps");
        }
        return number.toPlainString();
    }

    private static Object amount(String text) {
        Matcher money = MONEY.matcher(text.strip());
        return money.matches() ? money.group("sign") + money.group("digits").replace(",", "") : text;
    }

    private static boolean isNotFinite(Object value) {
        return (value instanceof Double number && !Double.isFinite(number))
                || (value instanceof String text
                        && (text.equals("NaN") || text.equals("Infinity") || text.equals("-Infinity")));
    }

    private static BigDecimal number(Object value) {
        try {
            BigDecimal number = value instanceof BigDecimal exact
                    ? exact
                    : new BigDecimal(
                            value instanceof Double real
                                    ? Doubles.text(real)
                                    : string(value).strip());
            if (Math.abs((long) number.scale()) > LARGEST_SCALE) { // "1e999999999" is small only as text
                throw new Misfit(value, "is out of range");
            }
            return number;
        } catch (NumberFormatException e) {
            throw new Misfit(value, "is not a number");
        }
    }

    private static String truth(Object value) {
        return switch (value.toString()) {
            case "true", "t", "yes", "on", "1", "1.0" -> "t";
            case "false", "f", "no", "off", "0", "0.0" -> "f";
            default -> throw new Misfit(value, "is neither true nor false");
        };
    }

    private static String bytes(Object value) {
        if (value instanceof byte[] bytes) {
            return "\\x" + HexFormat.of().formatHex(bytes);
        }
        if (value instanceof String text && text.matches("\\\\x([0-9a-fA-F]{2})*")) {
            return text;
        }
        throw new Misfit(value, "is no bytes, which are written like \\x0aff, or as an export writes them");
    }

    /** A value that says itself as text. */
    private static String string(Object value) {
        if (value instanceof byte[] || value instanceof List<?> || value instanceof Map<?, ?>) {
            throw new Misfit(value, "is not what this column holds");
        }
        if (value instanceof Double number && Double.isFinite(number)) {
            return Doubles.text(number);
        }
        return value instanceof BigDecimal number ? number.toPlainString() : value.toString();
    }

    /** The server cuts off blanks without a word where a text is too long only by them. */
    private static String noLongerThan(String text, int length) {
        if (length > 0 && text.codePointCount(0, text.length()) > length) {
            throw new Misfit(text, "is longer than " + length + " characters");
        }
        return text;
    }

    private static String date(String text) {
        if (!DATE.matcher(text.strip()).matches()) {
            throw new Misfit(text, "is not a date like 2026-11-21");
        }
        return text;
    }

    private static String withoutZone(String text) {
        if (ZONE.matcher(text).matches() && !text.endsWith("BC")) {
            throw new Misfit(text, "has a time zone, and the column (timestamp without time zone) would drop it");
        }
        return text;
    }

    private static String fraction(String text, int modifier) {
        int places = modifier < 0 ? MICROSECONDS : Math.min(modifier & 0xFFFF, MICROSECONDS);
        Matcher fraction = FRACTION.matcher(text);
        if (fraction.find() && fraction.group(1).replaceFirst("0+$", "").length() > places) {
            throw new Misfit(text, "has more decimals of a second than the column keeps");
        }
        return text;
    }

    /** A list as PostgreSQL writes arrays; a text is one already. */
    private static String array(Object value) {
        if (!(value instanceof List<?> list)) {
            return string(value);
        }
        StringBuilder text = new StringBuilder("{");
        for (Object element : list) {
            text.append(text.length() > 1 ? "," : "");
            if (element == null) {
                text.append("NULL");
            } else if (element instanceof List<?>) {
                text.append(array(element));
            } else {
                String plain = element instanceof byte[] ? bytes(element) : string(element);
                text.append('"')
                        .append(plain.replace("\\", "\\\\").replace("\"", "\\\""))
                        .append('"');
            }
        }
        return text.append('}').toString();
    }
}
