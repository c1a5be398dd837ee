package dbmanager.sql;

import dbmanager.exchange.Tagged;
import java.math.BigDecimal;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What a column wants its values to be (sqlite.org/datatype3.html, 3.1), taken at its word: where SQLite would keep "abc" in an INTEGER column
 * as text, this refuses it.
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
    },
    REAL {
        @Override
        Object convert(Object value) {
            return value instanceof Double ? value : (Object) decimal(value).doubleValue();
        }
    },
    NUMERIC {
        @Override
        Object convert(Object value) {
            if (value instanceof Long || value instanceof Double) {
                return value;
            }
            return decimal(value).toPlainString(); // SQLite makes of it what it makes of the number in SQL
        }
    },
    TEXT {
        @Override
        Object convert(Object value) {
            return value instanceof BigDecimal number ? number.toPlainString() : value.toString();
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
    },
    /** BLOB, no type, or a type like DATETIME or STRING whose name promises nothing to SQLite: everything stays what it is. */
    ANY {
        @Override
        Object convert(Object value) {
            return value instanceof BigDecimal number ? number.toPlainString() : value;
        }
    };

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

    /** The value as it is bound: null, Long, Double, String or byte[]. */
    Object accept(Object value) {
        if (value == null) {
            return null;
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
            if (this == TEXT || this == ANY) {
                return value;
            }
            throw new Misfit(value, "is no number");
        }
        return convert(value);
    }

    static SqliteAffinity of(String declared) {
        String type = declared.toUpperCase(Locale.ROOT);
        if (type.contains("INT")) {
            return INTEGER;
        }
        if (type.contains("CHAR") || type.contains("CLOB") || type.contains("TEXT")) {
            return TEXT;
        }
        if (type.isEmpty() || type.contains("BLOB")) {
            return ANY;
        }
        if (type.contains("REAL") || type.contains("FLOA") || type.contains("DOUB")) {
            return REAL;
        }
        if (type.startsWith("BOOL")) {
            return TRUTH;
        }
        return type.contains("NUM") || type.contains("DEC") ? NUMERIC : ANY;
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
