package dbmanager.emulator.embedded;

import com.google.firestore.v1.Value;
import dbmanager.emulator.embedded.model.ResourceName;
import dbmanager.emulator.embedded.model.Vectors;
import java.util.Map;
import java.util.regex.Pattern;

/** How Firestore counts bytes. */
final class Sizes {
    private static final int NAME = 16;
    private static final int DOCUMENT = 32;
    private static final int NUMBER = 8;
    private static final Pattern NUMERIC = Pattern.compile("__id-?[0-9]+__");

    private Sizes() {}

    static long document(String path, Map<String, Value> fields) {
        return name(path) + fields(fields) + DOCUMENT;
    }

    /** @param path below the root; of the root itself nothing but what every name has */
    static long name(String path) {
        long size = NAME;
        if (!path.isEmpty()) {
            for (String segment : path.split("/", -1)) {
                size += segment.startsWith("__") && NUMERIC.matcher(segment).matches() ? NUMBER : string(segment);
            }
        }
        return size;
    }

    static long fields(Map<String, Value> fields) {
        long size = 0;
        for (Map.Entry<String, Value> field : fields.entrySet()) {
            size += string(field.getKey()) + value(field.getValue());
        }
        return size;
    }

    static long value(Value value) {
        return switch (value.getValueTypeCase()) {
            case NULL_VALUE, BOOLEAN_VALUE -> 1;
            case INTEGER_VALUE, DOUBLE_VALUE, TIMESTAMP_VALUE -> NUMBER;
            case GEO_POINT_VALUE -> 2 * NUMBER;
            case STRING_VALUE -> string(value.getStringValue());
            case BYTES_VALUE -> value.getBytesValue().size();
            case REFERENCE_VALUE -> name(ResourceName.path(value.getReferenceValue()));
            case ARRAY_VALUE ->
                value.getArrayValue().getValuesList().stream()
                        .mapToLong(Sizes::value)
                        .sum();
            case MAP_VALUE ->
                Vectors.is(value.getMapValue())
                        ? (long) NUMBER * Vectors.elements(value.getMapValue()).size()
                        : DOCUMENT + fields(value.getMapValue().getFieldsMap());
            // refused before it is counted
            case FIELD_REFERENCE_VALUE, VARIABLE_REFERENCE_VALUE, FUNCTION_VALUE, PIPELINE_VALUE, VALUETYPE_NOT_SET ->
                0;
        };
    }

    static long string(String text) {
        return utf8(text) + 1L;
    }

    static int utf8(String text) {
        int bytes = text.length();
        for (int at = 0; at < text.length(); at++) {
            char c = text.charAt(at);
            if (c >= 0x800) {
                // a surrogate pair is four bytes of two characters
                bytes += Character.isSurrogate(c) ? 1 : 2;
            } else if (c >= 0x80) {
                bytes++;
            }
        }
        return bytes;
    }
}
