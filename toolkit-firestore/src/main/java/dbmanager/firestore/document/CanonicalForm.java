package dbmanager.firestore.document;

import com.google.firestore.v1.ArrayValue;
import com.google.firestore.v1.Value;
import com.google.protobuf.ByteString;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Map;

/**
 * Fields as bytes on their way into a digest. Protocol buffers promise no bytes that stay the same between releases, so these are ours, and
 * frozen: each value is one byte for its type, then its content; numbers are 8 bytes, big endian; texts and bytes have their length before them,
 * arrays and maps their count; the entries of a map stand in the order of the UTF-8 bytes of their keys; NaN is {@code 7ff8000000000000}.
 */
final class CanonicalForm {
    /** Few documents are larger, and there is one buffer for each. */
    private static final int CAPACITY = 1 << 10;

    private final MessageDigest digest;
    private final ByteBuffer buffer = ByteBuffer.allocate(CAPACITY);

    CanonicalForm() {
        try {
            this.digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /** The digest of one map; this object can then take the next. */
    Fingerprint fingerprint(Map<String, Value> fields) {
        map(fields);
        drain();
        return new Fingerprint(ByteString.copyFrom(digest.digest()));
    }

    private void map(Map<String, Value> fields) {
        number(fields.size());
        if (Utf8Order.isSorted(fields)) {
            fields.forEach(this::entry);
        } else {
            for (String name : Utf8Order.sorted(fields)) {
                entry(name, fields.get(name));
            }
        }
    }

    private void entry(String name, Value value) {
        text(name);
        value(value);
    }

    private void value(Value value) {
        switch (value.getValueTypeCase()) {
            case NULL_VALUE -> type('0');
            case BOOLEAN_VALUE -> type(value.getBooleanValue() ? 'T' : 'F');
            case INTEGER_VALUE -> type('i', value.getIntegerValue());
            case DOUBLE_VALUE -> type('d', Double.doubleToLongBits(value.getDoubleValue()));
            case TIMESTAMP_VALUE -> {
                type('t', value.getTimestampValue().getSeconds());
                number(value.getTimestampValue().getNanos());
            }
            case STRING_VALUE -> {
                type('s');
                text(value.getStringValue());
            }
            case BYTES_VALUE -> {
                type('b');
                bytes(value.getBytesValue().toByteArray());
            }
            case REFERENCE_VALUE -> {
                type('r');
                text(value.getReferenceValue());
            }
            case GEO_POINT_VALUE -> {
                type('g', Double.doubleToLongBits(value.getGeoPointValue().getLatitude()));
                number(Double.doubleToLongBits(value.getGeoPointValue().getLongitude()));
            }
            case ARRAY_VALUE -> array(value.getArrayValue());
            case MAP_VALUE -> {
                type('m');
                map(value.getMapValue().getFieldsMap());
            }
            default ->
                throw InvalidDocument.unwritable(
                        "a value", "the kind " + value.getValueTypeCase() + " is nothing to be stored");
        }
    }

    private void array(ArrayValue array) {
        type('a', array.getValuesCount());
        for (int i = 0; i < array.getValuesCount(); i++) {
            value(array.getValues(i));
        }
    }

    private void type(char type, long content) {
        type(type);
        number(content);
    }

    private void type(char type) {
        room(1);
        buffer.put((byte) type);
    }

    private void number(long number) {
        room(Long.BYTES);
        buffer.putLong(number);
    }

    private void text(String text) {
        bytes(text.getBytes(StandardCharsets.UTF_8));
    }

    private void bytes(byte[] bytes) {
        number(bytes.length);
        if (bytes.length > CAPACITY) {
            drain();
            digest.update(bytes);
        } else {
            room(bytes.length);
            buffer.put(bytes);
        }
    }

    private void room(int bytes) {
        if (buffer.remaining() < bytes) {
            drain();
        }
    }

    private void drain() {
        digest.update(buffer.flip());
        buffer.clear();
    }
}
