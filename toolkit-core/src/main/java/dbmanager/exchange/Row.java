package dbmanager.exchange;

import java.util.Arrays;

/**
 * The values of one row, in the order of its table's columns. A value is {@code null}, {@link Long}, {@link Double}, {@link Boolean},
 * {@link java.math.BigDecimal}, {@link String}, {@code byte[]}, or a {@link java.util.List} or {@link java.util.Map} of values. The row owns
 * its array; nobody changes it.
 */
@SuppressWarnings("ArrayRecordComponent") // equals and hashCode below look into the array
public record Row(Object[] values) {
    public Object get(int column) {
        return values[column];
    }

    public int size() {
        return values.length;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Row row && Arrays.deepEquals(values, row.values);
    }

    @Override
    public int hashCode() {
        return Arrays.deepHashCode(values);
    }

    @Override
    public String toString() {
        return Arrays.deepToString(values);
    }
}
