package dbmanager.exchange;

import java.util.Arrays;

/**
 * The values of one row, in the order of its table's columns. A value is {@code null}, {@link Long}, {@link Double}, {@link Boolean},
 * {@link java.math.BigDecimal}, {@link String}, {@code byte[]}, {@link Tagged}, or a {@link java.util.List} or {@link java.util.Map} of values;
 * in an open table also {@link Absent}. The row owns its array; nobody changes it.
 */
@SuppressWarnings("ArrayRecordComponent") // equals and hashCode below look into the array
public record Row(Object[] values) {
    public Object get(int column) {
        return values[column];
    }

    public int size() {
        return values.length;
    }

    /** Whether both have the same values of the same types: 1 is not 1.0; bytes are compared by content, also inside lists and maps. */
    @Override
    public boolean equals(Object other) {
        if (!(other instanceof Row row) || row.values.length != values.length) {
            return false;
        }
        for (int i = 0; i < values.length; i++) {
            if (!Values.same(values[i], row.values[i])) {
                return false;
            }
        }
        return true;
    }

    @Override
    public int hashCode() {
        int hash = 1;
        for (Object value : values) {
            hash = 31 * hash + Values.hash(value);
        }
        return hash;
    }

    @Override
    public String toString() {
        return Arrays.deepToString(values);
    }
}
