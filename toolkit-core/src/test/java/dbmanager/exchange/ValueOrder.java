package dbmanager.exchange;

import java.math.BigDecimal;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * Sorts values like SQLite: NULL, numbers by value, text, bytes; then booleans, and lists and maps by their text. Values that are equal as
 * numbers but not the same, such as 1 and 1.0, sort alike.
 */
public final class ValueOrder implements Comparator<Object> {
    @Override
    public int compare(Object a, Object b) {
        int step = Integer.compare(rank(a), rank(b));
        if (step != 0 || a == null) {
            return step;
        }
        if (a instanceof Number one && b instanceof Number other) {
            return numbers(one, other);
        }
        if (a instanceof byte[] one && b instanceof byte[] other) {
            return Arrays.compareUnsigned(one, other);
        }
        if (a instanceof String one && b instanceof String other) {
            return one.compareTo(other);
        }
        return JsonOut.text(a).compareTo(JsonOut.text(b));
    }

    /** Rows by these columns, in this order. */
    public static Comparator<Row> of(int[] columns) {
        ValueOrder order = new ValueOrder();
        return (a, b) -> {
            for (int column : columns) {
                int step = order.compare(a.get(column), b.get(column));
                if (step != 0) {
                    return step;
                }
            }
            return 0;
        };
    }

    private static int rank(Object value) {
        if (value == null) {
            return 0;
        }
        if (value instanceof Number) {
            return 1;
        }
        if (value instanceof String) {
            return 2;
        }
        if (value instanceof byte[]) {
            return 3;
        }
        return value instanceof Boolean ? 4 : value instanceof List ? 5 : 6;
    }

    private static int numbers(Number a, Number b) {
        if (a instanceof Long one && b instanceof Long other) {
            return Long.compare(one, other);
        }
        boolean finite = Double.isFinite(a.doubleValue()) && Double.isFinite(b.doubleValue());
        return finite ? decimal(a).compareTo(decimal(b)) : Double.compare(a.doubleValue(), b.doubleValue());
    }

    private static BigDecimal decimal(Number number) {
        return number instanceof Double ? new BigDecimal(number.doubleValue()) : new BigDecimal(number.toString());
    }
}
