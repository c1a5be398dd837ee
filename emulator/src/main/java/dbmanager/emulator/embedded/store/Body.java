package dbmanager.emulator.embedded.store;

import com.google.firestore.v1.ArrayValue;
import com.google.firestore.v1.Value;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.Timestamp;
import com.google.protobuf.WireFormat;
import dbmanager.emulator.embedded.model.Refused;
import dbmanager.emulator.embedded.model.ValueOrder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The bytes of a document but for its times, which are at the end: two documents with the same name are the same if these bytes are. Firestore keeps
 * maps sorted by key, one NaN, and microseconds (<a href="https://cloud.google.com/firestore/docs/concepts/data-types">data types</a>).
 */
final class Body {
    private static final int NAME = 1;
    private static final int FIELDS = 2;
    private static final int CREATED = 3;
    private static final int UPDATED = 4;
    private static final int KEY = 1;
    private static final int VALUE = 2;

    private Body() {}

    /**
     * The name and the fields, as they are kept.
     *
     * @throws Refused INVALID_ARGUMENT where one is no value that a document can hold
     */
    static byte[] of(String name, Map<String, Value> fields) {
        Map<String, Value> kept = kept(fields);
        int size = CodedOutputStream.computeStringSize(NAME, name);
        for (Map.Entry<String, Value> field : kept.entrySet()) {
            int entry = size(field);
            size += CodedOutputStream.computeTagSize(FIELDS) + CodedOutputStream.computeUInt32SizeNoTag(entry) + entry;
        }
        byte[] body = new byte[size];
        CodedOutputStream out = CodedOutputStream.newInstance(body);
        try {
            out.writeString(NAME, name);
            for (Map.Entry<String, Value> field : kept.entrySet()) {
                out.writeTag(FIELDS, WireFormat.WIRETYPE_LENGTH_DELIMITED);
                out.writeUInt32NoTag(size(field));
                out.writeString(KEY, field.getKey());
                out.writeMessage(VALUE, field.getValue());
            }
            out.checkNoSpaceLeft();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return body;
    }

    private static int size(Map.Entry<String, Value> field) {
        return CodedOutputStream.computeStringSize(KEY, field.getKey())
                + CodedOutputStream.computeMessageSize(VALUE, field.getValue());
    }

    /** The whole document. */
    static byte[] with(byte[] body, long created, long updated) {
        Timestamp first = Micros.timestamp(created);
        Timestamp last = created == updated ? first : Micros.timestamp(updated);
        byte[] document = Arrays.copyOf(body, body.length + size(first, last));
        CodedOutputStream out = CodedOutputStream.newInstance(document, body.length, document.length - body.length);
        try {
            out.writeMessage(CREATED, first);
            out.writeMessage(UPDATED, last);
            out.checkNoSpaceLeft();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return document;
    }

    /** Whether a version has this name and these fields. */
    static boolean isOf(byte[] body, Stored version) {
        return version.startsWith(body) && version.size() == body.length + size(version.created(), version.updated());
    }

    private static int size(Timestamp created, Timestamp updated) {
        return CodedOutputStream.computeMessageSize(CREATED, created)
                + CodedOutputStream.computeMessageSize(UPDATED, updated);
    }

    private static boolean isKept(Map<String, Value> fields) {
        String last = null;
        for (Map.Entry<String, Value> field : fields.entrySet()) {
            if ((last != null && compare(last, field.getKey()) >= 0) || !isKept(field.getValue())) {
                return false;
            }
            last = field.getKey();
        }
        return true;
    }

    private static boolean isKept(Value value) {
        return switch (value.getValueTypeCase()) {
            case DOUBLE_VALUE ->
                Double.doubleToRawLongBits(value.getDoubleValue()) == Double.doubleToLongBits(value.getDoubleValue());
            case TIMESTAMP_VALUE -> {
                Micros.check(value.getTimestampValue());
                yield Micros.isWhole(value.getTimestampValue());
            }
            case ARRAY_VALUE -> areKept(value.getArrayValue().getValuesList());
            case MAP_VALUE -> isKept(value.getMapValue().getFieldsMap());
            default -> {
                ValueOrder.Type.of(value);
                yield true;
            }
        };
    }

    private static boolean areKept(List<Value> elements) {
        for (Value element : elements) {
            if (!isKept(element)) {
                return false;
            }
        }
        return true;
    }

    private static Map<String, Value> kept(Map<String, Value> fields) {
        if (isKept(fields)) {
            return fields;
        }
        List<String> names = new ArrayList<>(fields.keySet());
        names.sort(Body::compare);
        Map<String, Value> kept = new LinkedHashMap<>();
        for (String name : names) {
            kept.put(name, kept(fields.get(name)));
        }
        return kept;
    }

    /** As it is kept. */
    static Value kept(Value value) {
        if (isKept(value)) {
            return value;
        }
        Value.Builder kept = Value.newBuilder();
        switch (value.getValueTypeCase()) {
            case DOUBLE_VALUE -> kept.setDoubleValue(Double.NaN);
            case TIMESTAMP_VALUE -> kept.setTimestampValue(Micros.timestamp(Micros.of(value.getTimestampValue())));
            case ARRAY_VALUE -> {
                ArrayValue.Builder elements = kept.getArrayValueBuilder();
                value.getArrayValue().getValuesList().forEach(element -> elements.addValues(kept(element)));
            }
            case MAP_VALUE ->
                kept.getMapValueBuilder().putAllFields(kept(value.getMapValue().getFieldsMap()));
            default -> throw new IllegalStateException(value.getValueTypeCase() + " is always as it should be");
        }
        return kept.build();
    }

    /** By UTF-8, which differs from {@link String#compareTo} where one of two characters is a surrogate. */
    static int compare(String a, String b) {
        int common = Math.min(a.length(), b.length());
        for (int i = 0; i < common; i++) {
            char x = a.charAt(i);
            char y = b.charAt(i);
            if (x != y) {
                boolean beyond = Character.isSurrogate(x);
                return beyond == Character.isSurrogate(y) ? x - y : beyond ? 1 : -1;
            }
        }
        return a.length() - b.length();
    }
}
