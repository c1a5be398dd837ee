package dbmanager.emulator.embedded.model;

import com.google.firestore.v1.Value;
import com.google.protobuf.ByteString;
import com.google.protobuf.Timestamp;
import com.google.type.LatLng;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * Values as bytes in the order of {@link ValueOrder}: a tag of the class, then what its values are compared by. Zero bytes of texts are {@code 0 -1},
 * and {@code 0 1} ends them, as in a {@link Key}; {@code 1} ends what has elements and is smaller than any tag.
 */
final class EncodedValue {
    private static final byte END = 1;

    private final int limit;
    private byte[] bytes = new byte[16];
    private int length;

    EncodedValue(int limit) {
        this.limit = limit;
    }

    byte[] bytes() {
        return Arrays.copyOf(bytes, Math.min(length, limit));
    }

    void value(Value value) {
        if (length >= limit) {
            return;
        }
        ValueOrder.Type type = ValueOrder.Type.of(value);
        put(type.tag());
        switch (type) {
            case NULL, NAN -> {}
            case BOOLEAN -> put(value.getBooleanValue() ? (byte) 1 : 0);
            case NUMBER -> number(value);
            case TIMESTAMP -> time(value.getTimestampValue());
            case STRING -> text(value.getStringValueBytes());
            case BYTES -> text(value.getBytesValue());
            case REFERENCE -> reference(value.getReferenceValue());
            case GEO_POINT -> point(value.getGeoPointValue());
            case ARRAY -> all(value.getArrayValue().getValuesList());
            case VECTOR -> vector(Vectors.elements(value.getMapValue()));
            case MAP -> map(value);
        }
    }

    /** As the greatest double that is not above it, and what is left: less than 1,024, the distance of doubles below 2^63. */
    private void number(Value value) {
        if (value.getValueTypeCase() == Value.ValueTypeCase.DOUBLE_VALUE) {
            number(value.getDoubleValue());
            rest(0);
            return;
        }
        long whole = value.getIntegerValue();
        double below = whole;
        if (below >= 0x1p63 || (long) below > whole) {
            below = Math.nextDown(below);
        }
        number(below);
        rest((int) (whole - (long) below));
    }

    private void number(double number) {
        coordinate(number + 0.0);
    }

    /** Tells the zeros apart. */
    private void coordinate(double number) {
        long bits = Double.doubleToLongBits(number);
        whole(bits < 0 ? ~bits ^ Long.MIN_VALUE : bits);
    }

    private void rest(int rest) {
        put((byte) (rest >> 8));
        put((byte) rest);
    }

    private void time(Timestamp time) {
        long seconds = time.getSeconds();
        int nanos = time.getNanos();
        whole(seconds);
        for (int shift = 24; shift >= 0; shift -= 8) {
            put((byte) (nanos >> shift));
        }
    }

    private void point(LatLng point) {
        coordinate(point.getLatitude());
        coordinate(point.getLongitude());
    }

    private void whole(long number) {
        long unsigned = number ^ Long.MIN_VALUE;
        for (int shift = 56; shift >= 0; shift -= 8) {
            put((byte) (unsigned >> shift));
        }
    }

    private void text(ByteString text) {
        for (int i = 0; i < text.size() && length < limit; i++) {
            put(text.byteAt(i));
            if (text.byteAt(i) == 0) {
                put((byte) 0xff);
            }
        }
        put((byte) 0);
        put(END);
    }

    private void reference(String name) {
        for (byte b : Key.of(name).bytes()) {
            put(b);
        }
        put((byte) 0);
    }

    private void all(List<Value> elements) {
        for (Value element : elements) {
            if (length >= limit) {
                return;
            }
            value(element);
        }
        put(END);
    }

    private void vector(List<Value> elements) {
        whole(elements.size());
        all(elements);
    }

    private void map(Value value) {
        for (Map.Entry<ByteString, Value> entry :
                ValueOrder.sorted(value.getMapValue()).entrySet()) {
            if (length >= limit) {
                return;
            }
            put(ValueOrder.Type.STRING.tag());
            text(entry.getKey());
            value(entry.getValue());
        }
        put(END);
    }

    private void put(byte b) {
        if (length == limit) {
            return;
        }
        if (length == bytes.length) {
            bytes = Arrays.copyOf(bytes, length * 2);
        }
        bytes[length++] = b;
    }
}
