package dbmanager.emulator.embedded;

import com.google.firestore.v1.MapValue;
import com.google.firestore.v1.Value;
import java.util.Map;

/** Maps that are vectors: {@code {__type__: "__vector__", value: [doubles]}}. */
final class Vectors {
    static final String TYPE = "__type__";
    static final String VALUE = "value";
    static final int MOST_DIMENSIONS = 2_048;
    private static final String VECTOR = "__vector__";

    private Vectors() {}

    /** Whether it says that it is one. */
    static boolean is(MapValue map) {
        Map<String, Value> fields = map.getFieldsMap();
        Value type = fields.get(TYPE);
        return type != null && type.getStringValue().equals(VECTOR);
    }

    static int dimensions(MapValue map) {
        return map.getFieldsOrDefault(VALUE, Value.getDefaultInstance())
                .getArrayValue()
                .getValuesCount();
    }
}
