package dbmanager.emulator.embedded.query;

import com.google.firestore.v1.Value;
import dbmanager.emulator.embedded.model.ValueOrder;
import dbmanager.emulator.embedded.store.Snapshot;
import java.util.Arrays;
import java.util.Optional;

/**
 * The part of an index that a query has to read: encoded values, never too few.
 *
 * @param from inclusive; empty is open
 * @param to exclusive; empty is open
 * @param isOneValue whether all that is in it is sure to be the same
 */
record Interval(Optional<byte[]> from, Optional<byte[]> to, boolean isOneValue) {
    static final Interval ALL = new Interval(Optional.empty(), Optional.empty(), false);
    /** An index keeps no more than so many bytes of an encoded value, as Firestore's do. */
    static final int BYTES = 1500;

    static Interval of(Value value) {
        byte[] bytes = encoded(value);
        boolean whole = bytes.length < BYTES;
        return switch (ValueOrder.Type.of(value)) {
            case ARRAY, VECTOR, MAP -> beginningWith(bytes, false);
            default -> beginningWith(bytes, whole);
        };
    }

    static Interval of(ValueOrder.Type type) {
        return beginningWith(type.prefix(), type == ValueOrder.Type.NULL || type == ValueOrder.Type.NAN);
    }

    static Interval above(ValueOrder.Type type) {
        return new Interval(beyond(type.prefix()), Optional.empty(), false);
    }

    private static Interval beginningWith(byte[] bytes, boolean isOneValue) {
        return new Interval(Optional.of(bytes), beyond(bytes), isOneValue);
    }

    static byte[] encoded(Value value) {
        return ValueOrder.encode(value, BYTES);
    }

    /** Without what is smaller than a value. */
    Interval from(Value value) {
        return and(new Interval(Optional.of(encoded(value)), Optional.empty(), false));
    }

    /** Without what is greater than a value. */
    Interval to(Value value) {
        return and(new Interval(Optional.empty(), beyond(encoded(value)), false));
    }

    /** Without a value and what is greater. */
    Interval below(Value value) {
        byte[] bytes = encoded(value);
        return and(new Interval(Optional.empty(), bytes.length < BYTES ? Optional.of(bytes) : beyond(bytes), false));
    }

    /** What is in both. */
    Interval and(Interval other) {
        return new Interval(later(from, other.from, 1), later(to, other.to, -1), isOneValue || other.isOneValue);
    }

    private static Optional<byte[]> later(Optional<byte[]> a, Optional<byte[]> b, int sign) {
        if (a.isEmpty() || b.isEmpty()) {
            return a.or(() -> b);
        }
        return Arrays.compareUnsigned(a.get(), b.get()) * sign >= 0 ? a : b;
    }

    Snapshot.Bounds bounds() {
        return new Snapshot.Bounds(from, to);
    }

    /** The first that is after all that begins with these. */
    private static Optional<byte[]> beyond(byte[] bytes) {
        int last = bytes.length - 1;
        while (last >= 0 && bytes[last] == (byte) 0xff) {
            last--;
        }
        if (last < 0) {
            return Optional.empty();
        }
        byte[] beyond = Arrays.copyOf(bytes, last + 1);
        beyond[last]++;
        return Optional.of(beyond);
    }
}
