package dbmanager.sql.sqlite;

import dbmanager.exchange.Row;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * How SQLite compares values: NULL, then numbers, then text by its collation, then blobs (sqlite.org/datatype3.html, 4 and 7).
 *
 * @param encoding of the database, since BINARY compares the bytes as they are stored
 */
record SqliteOrder(Charset encoding) {
    private static final double TWO_TO_63 = 0x1p63;

    static SqliteOrder of(String pragmaEncoding) {
        return new SqliteOrder(
                switch (pragmaEncoding) {
                    case "UTF-16le" -> StandardCharsets.UTF_16LE;
                    case "UTF-16be" -> StandardCharsets.UTF_16BE;
                    default -> StandardCharsets.UTF_8;
                });
    }

    /** @param positions of the key's columns in the rows */
    Comparator<Row> by(List<SqliteSchema.KeyColumn> key, int[] positions) {
        return (a, b) -> {
            for (int i = 0; i < positions.length; i++) {
                int order = compare(
                        a.get(positions[i]), b.get(positions[i]), key.get(i).collation());
                if (order != 0) {
                    return order;
                }
            }
            return 0;
        };
    }

    int compare(Object a, Object b, String collation) {
        int rank = rank(a);
        if (rank != rank(b)) {
            return Integer.compare(rank, rank(b));
        }
        return switch (rank) {
            case 0 -> 0;
            case 1 -> numbers((Number) a, (Number) b);
            case 2 -> texts((String) a, (String) b, collation);
            default -> Arrays.compareUnsigned((byte[]) a, (byte[]) b);
        };
    }

    private static int rank(Object value) {
        if (value == null) {
            return 0;
        }
        if (value instanceof Number) {
            return 1;
        }
        return value instanceof String ? 2 : 3;
    }

    private static int numbers(Number a, Number b) {
        if (a instanceof Long x) {
            return b instanceof Long y ? Long.compare(x, y) : exactly(x, b.doubleValue());
        }
        return b instanceof Long y ? -exactly(y, a.doubleValue()) : reals(a.doubleValue(), b.doubleValue());
    }

    /** Without rounding the integer, which a double cannot always hold. */
    private static int exactly(long integer, double real) {
        if (real < -TWO_TO_63) {
            return 1;
        }
        if (real >= TWO_TO_63) {
            return -1;
        }
        int whole = Long.compare(integer, (long) real);
        return whole != 0 ? whole : reals((double) integer, real);
    }

    /** Unlike Double.compare, with one zero. */
    private static int reals(double a, double b) {
        return a < b ? -1 : a > b ? 1 : 0;
    }

    private int texts(String a, String b, String collation) {
        return switch (collation) {
            // SQLite has these two only for UTF-8, and converts.
            case "NOCASE" -> noCase(a.getBytes(StandardCharsets.UTF_8), b.getBytes(StandardCharsets.UTF_8));
            case "RTRIM" -> Arrays.compareUnsigned(rightTrimmed(a), rightTrimmed(b));
            default -> binary(a, b);
        };
    }

    private int binary(String a, String b) {
        return Arrays.compareUnsigned(a.getBytes(encoding), b.getBytes(encoding));
    }

    /** Only A–Z are folded, and what follows a NUL counts only by its length, as in sqlite3StrNICmp. */
    private static int noCase(byte[] a, byte[] b) {
        int common = Math.min(a.length, b.length);
        for (int i = 0; i < common; i++) {
            int x = lower(a[i] & 0xFF);
            int y = lower(b[i] & 0xFF);
            if (x != y) {
                return x - y;
            }
            if (x == 0) {
                break;
            }
        }
        return a.length - b.length;
    }

    private static int lower(int b) {
        return b >= 'A' && b <= 'Z' ? b + ('a' - 'A') : b;
    }

    private static byte[] rightTrimmed(String text) {
        int end = text.length();
        while (end > 0 && text.charAt(end - 1) == ' ') {
            end--;
        }
        return text.substring(0, end).getBytes(StandardCharsets.UTF_8);
    }
}
