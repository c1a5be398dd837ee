package dbmanager.sql.sqlite;

import dbmanager.exchange.Doubles;
import dbmanager.exchange.Exact;
import dbmanager.exchange.Format;
import dbmanager.exchange.Tagged;
import java.math.BigDecimal;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * What a column wants its values to be (sqlite.org/datatype3.html, 3.1), taken at its word: where SQLite would keep "abc" in an INTEGER column
 * as text, this refuses it, unless it comes as {@link Exact}.
 */
enum SqliteAffinity {
    INTEGER {
        @Override
        Object convert(Object value) {
            if (value instanceof Long) {
                return value;
            }
            try {
                return decimal(value).longValueExact();
            } catch (ArithmeticException e) {
                throw new Misfit(value, "is not a 64-bit integer");
            }
        }

        @Override
        boolean keeps(Object value, Format format) {
            return value instanceof Long;
        }
    },
    REAL {
        @Override
        Object convert(Object value) {
            return value instanceof Double ? value : (Object) real(value);
        }

        @Override
        boolean keeps(Object value, Format format) {
            return value instanceof Double;
        }
    },
    NUMERIC {
        @Override
        Object convert(Object value) {
            if (value instanceof Long || value instanceof Double) {
                return value;
            }
            if (INFINITE.contains(value.toString())) {
                return real(value);
            }
            BigDecimal number = decimal(value);
            boolean whole = number.stripTrailingZeros().scale() <= 0;
            return whole && number.toBigInteger().bitLength() < Long.SIZE
                    ? (Object) number.longValueExact()
                    : (Object) real(value); // SQLite has no decimals
        }

        @Override
        boolean keeps(Object value, Format format) {
            return value instanceof Long || value instanceof Double;
        }
    },
    TEXT {
        @Override
        Object convert(Object value) {
            return value instanceof BigDecimal number ? number.toPlainString() : value.toString();
        }

        @Override
        boolean keeps(Object value, Format format) {
            return isTextOrBytes(value);
        }
    },
    /** Declared as BOOL…, which SQLite knows only as a number. */
    TRUTH {
        @Override
        Object convert(Object value) {
            String text = value.toString().toLowerCase(Locale.ROOT);
            return switch (text) {
                case "true", "t", "yes", "1", "1.0" -> 1L;
                case "false", "f", "no", "0", "0.0" -> 0L;
                default -> throw new Misfit(value, "is neither true nor false");
            };
        }

        @Override
        boolean keeps(Object value, Format format) {
            return value instanceof Long number && (number == 0 || number == 1);
        }
    },
    /** BLOB, no type, or ANY: everything stays what it is. */
    ANY {
        @Override
        Object convert(Object value) {
            return value instanceof BigDecimal number ? number.toPlainString() : value;
        }

        @Override
        boolean keeps(Object value, Format format) {
            return format == Format.JSON || isTextOrBytes(value);
        }
    },
    /** A type like DATETIME or STRING, whose name promises nothing to us; SQLite makes a number of a text that is one. */
    LOOSE {
        @Override
        Object convert(Object value) {
            if (value instanceof String text && isDouble(text)) {
                return Double.valueOf(text); // SQLite itself may miss the nearest
            }
            return ANY.convert(value);
        }

        @Override
        boolean keeps(Object value, Format format) {
            return format == Format.JSON || !(value instanceof Double number && number.isInfinite());
        }
    };

    private static final List<String> INFINITE = List.of("Infinity", "-Infinity");
    private static final Pattern POINTED = Pattern.compile("-?[0-9]+\\.[0-9]+(E[+-]?[0-9]+)?|-?[0-9]E[+-]?[0-9]+");

    /** A value and a column that do not fit together. */
    static final class Misfit extends RuntimeException {
        private static final long serialVersionUID = 1L;
        private static final int SHOWN = 40;

        Misfit(Object value, String why) {
            super(shown(value) + " " + why, null, false, false);
        }

        private static String shown(Object value) {
            String text = value instanceof byte[] bytes
                    ? "a blob of " + bytes.length + " bytes"
                    : '"' + value.toString() + '"';
            return text.length() <= SHOWN ? text : text.substring(0, SHOWN) + "…\"";
        }
    }

    /** @throws Misfit when the value does not fit */
    abstract Object convert(Object value);

    /** Whether {@link #accept} gives a stored value back when it comes as the format says it. */
    abstract boolean keeps(Object value, Format format);

    /** The value as it is bound: null, Long, Double, String or byte[]. */
    Object accept(Object value) {
        if (value == null) {
            return null;
        }
        if (value instanceof Exact exact) {
            return asItIs(exact.value());
        }
        if (value instanceof Boolean truth && this != TEXT) {
            return truth ? 1L : 0L;
        }
        if (value instanceof List<?> || value instanceof Map<?, ?>) {
            throw new Misfit(value, "is a list or an object, and a column holds one value");
        }
        if (value instanceof Tagged tagged) {
            throw new Misfit(value, "is a " + tagged.tag() + ", which SQLite does not have");
        }
        if (value instanceof byte[]) {
            if (this == TEXT || this == ANY || this == LOOSE) {
                return value;
            }
            throw new Misfit(value, "is no number");
        }
        return storable(convert(value));
    }

    private static Object asItIs(Object value) {
        if (value instanceof Boolean || value instanceof BigDecimal) {
            throw new Misfit(value, "is not something that SQLite stores as it is");
        }
        return storable(value);
    }

    /** SQLite would make NULL of it (sqlite.org/floatingpoint.html). */
    private static Object storable(Object value) {
        if (value instanceof Double number && number.isNaN()) {
            throw new Misfit(value, "is a number that SQLite cannot store");
        }
        return value;
    }

    static SqliteAffinity of(String declared) {
        String type = declared.toUpperCase(Locale.ROOT);
        if (type.contains("INT")) {
            return INTEGER;
        }
        if (type.contains("CHAR") || type.contains("CLOB") || type.contains("TEXT")) {
            return TEXT;
        }
        if (type.isEmpty() || type.contains("BLOB") || type.equals("ANY")) {
            return ANY;
        }
        if (type.contains("REAL") || type.contains("FLOA") || type.contains("DOUB")) {
            return REAL;
        }
        if (type.startsWith("BOOL")) {
            return TRUTH;
        }
        return type.contains("NUM") || type.contains("DEC") ? NUMERIC : LOOSE;
    }

    private static boolean isTextOrBytes(Object value) {
        return value instanceof String || value instanceof byte[];
    }

    private static boolean isDouble(String text) {
        if (!POINTED.matcher(text).matches()) {
            return false;
        }
        double number = Double.parseDouble(text);
        return Double.isFinite(number) && Doubles.text(number).equals(text);
    }

    private static double real(Object value) {
        if (INFINITE.contains(value.toString())) {
            return Double.parseDouble(value.toString());
        }
        double number = decimal(value).doubleValue();
        if (Double.isInfinite(number)) {
            throw new Misfit(value, "is out of range");
        }
        return number;
    }

    private static BigDecimal decimal(Object value) {
        try {
            if (value instanceof Long number) {
                return BigDecimal.valueOf(number);
            }
            BigDecimal number = value instanceof BigDecimal exact
                    ? exact
                    : new BigDecimal(value.toString().strip());
            if (number.scale() > 400 || number.scale() < -400) { // "1e999999999" is small only as text
                throw new Misfit(value, "is out of range");
            }
            return number.scale() < 0 ? number.setScale(0) : number;
        } catch (NumberFormatException e) {
            throw new Misfit(value, "is not a number");
        }
    }
}
