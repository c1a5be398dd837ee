package dbmanager.emulator.embedded.query;

import com.google.firestore.v1.Value;
import dbmanager.emulator.embedded.model.FieldPath;
import dbmanager.emulator.embedded.model.ValueOrder;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;

/**
 * Rows that come coarsely in the order of one field, brought into their whole order: those that the coarse order does not tell apart follow each
 * other, and only they are held at once to be sorted.
 */
final class Runs implements Iterator<Row> {
    /** A text of this size is kept whole by every index, even if all of it are zeros. */
    private static final int SHORT = Interval.BYTES / 2 - 3;

    private final Iterator<Row> coarse;
    private final FieldPath field;
    private final boolean keysDecide;
    private final Comparator<Row> order;
    private final Deque<Row> sorted = new ArrayDeque<>();
    private final Deque<Row> ahead = new ArrayDeque<>(1);

    /**
     * @param field every row has it
     * @param keysDecide whether rows with the same value are in their order already
     */
    Runs(Iterator<Row> coarse, FieldPath field, boolean keysDecide, Comparator<Row> order) {
        this.coarse = coarse;
        this.field = field;
        this.keysDecide = keysDecide;
        this.order = order;
    }

    @Override
    public boolean hasNext() {
        return !sorted.isEmpty() || !ahead.isEmpty() || coarse.hasNext();
    }

    @Override
    public Row next() {
        if (!sorted.isEmpty()) {
            return sorted.remove();
        }
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        Row first = ahead.isEmpty() ? coarse.next() : ahead.remove();
        Value value = first.value(field).orElseThrow();
        if (keysDecide && isExact(value)) {
            return first;
        }
        gather(first, coarse(value));
        return sorted.remove();
    }

    private void gather(Row first, byte[] run) {
        List<Row> rows = new ArrayList<>();
        rows.add(first);
        while (ahead.isEmpty() && coarse.hasNext()) {
            Row row = coarse.next();
            if (Arrays.equals(run, coarse(row.value(field).orElseThrow()))) {
                rows.add(row);
            } else {
                ahead.add(row);
            }
        }
        rows.sort(order);
        sorted.addAll(rows);
    }

    private static boolean isExact(Value value) {
        return switch (ValueOrder.Type.of(value)) {
            case NULL, BOOLEAN, NAN, NUMBER, TIMESTAMP, GEO_POINT -> true;
            case STRING -> value.getStringValueBytes().size() <= SHORT;
            case BYTES -> value.getBytesValue().size() <= SHORT;
            case REFERENCE, ARRAY, VECTOR, MAP -> false;
        };
    }

    /** What every index tells apart. */
    private static byte[] coarse(Value value) {
        ValueOrder.Type type = ValueOrder.Type.of(value);
        return switch (type) {
            case ARRAY, VECTOR, MAP -> type.prefix();
            default -> Interval.encoded(value);
        };
    }
}
