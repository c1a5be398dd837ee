package dbmanager.sql.postgres;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.Map;

/**
 * How the values of a type are read, and compared as the server compares them. What has no form of its own among the values of a row is the text
 * that the server writes, from which it makes the same value again.
 */
enum PostgresType {
    INTEGER {
        @Override
        Object read(String text) {
            return Long.valueOf(text);
        }

        @Override
        int compare(Object a, Object b) {
            return Long.compare((Long) a, (Long) b);
        }
    },
    REAL {
        @Override
        Object read(String text) {
            return Double.valueOf(text);
        }

        /** NaN is equal to itself and above all others (postgresql.org/docs/current/datatype-numeric.html); {@code Double.compare} has it so. */
        @Override
        int compare(Object a, Object b) {
            return Double.compare((Double) a, (Double) b);
        }

        @Override
        String order(String column) {
            return column + ", " + asText(column);
        }
    },
    DECIMAL {
        @Override
        Object read(String text) {
            return Character.isLetter(text.charAt(text.length() - 1))
                    ? (Object) Double.valueOf(text)
                    : new BigDecimal(text);
        }

        @Override
        int compare(Object a, Object b) {
            if (a instanceof BigDecimal x && b instanceof BigDecimal y) {
                int order = x.compareTo(y);
                return order != 0 ? order : bytes(x.toPlainString(), y.toPlainString());
            }
            return Double.compare(((Number) a).doubleValue(), ((Number) b).doubleValue());
        }

        @Override
        String order(String column) {
            return column + ", " + asText(column);
        }
    },
    BOOLEAN {
        @Override
        Object read(String text) {
            return text.equals("t");
        }

        @Override
        int compare(Object a, Object b) {
            return Boolean.compare((Boolean) a, (Boolean) b);
        }
    },
    BYTES {
        @Override
        Object read(String text) {
            return HexFormat.of().parseHex(text, 2, text.length());
        }

        @Override
        int compare(Object a, Object b) {
            return Arrays.compareUnsigned((byte[]) a, (byte[]) b);
        }
    },
    TEXT {
        @Override
        Object read(String text) {
            return text;
        }

        @Override
        int compare(Object a, Object b) {
            return bytes((String) a, (String) b);
        }

        @Override
        String order(String column) {
            return asText(column);
        }
    };

    private static final Map<String, PostgresType> BY_NAME = Map.of(
            "int2", INTEGER, "int4", INTEGER, "int8", INTEGER, "oid", INTEGER, "float4", REAL, "float8", REAL,
            "numeric", DECIMAL, "bool", BOOLEAN, "bytea", BYTES);

    /** @param base name of the type in pg_type; of a domain, of the type below it */
    static PostgresType of(String base) {
        return BY_NAME.getOrDefault(base, TEXT);
    }

    /** @param text as the server writes it in our sessions */
    abstract Object read(String text);

    /** Neither is null. */
    abstract int compare(Object a, Object b);

    /** What {@link #compare} is in ORDER BY. */
    String order(String column) {
        return column;
    }

    /** Nulls come last, as they do in PostgreSQL. */
    Comparator<Object> order() {
        return Comparator.nullsLast(this::compare);
    }

    private static String asText(String column) {
        return column + "::text COLLATE \"C\"";
    }

    private static int bytes(String a, String b) {
        return Arrays.compareUnsigned(a.getBytes(StandardCharsets.UTF_8), b.getBytes(StandardCharsets.UTF_8));
    }
}
