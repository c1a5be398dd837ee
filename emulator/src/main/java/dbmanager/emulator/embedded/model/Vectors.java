package dbmanager.emulator.embedded.model;

import com.google.firestore.v1.MapValue;
import com.google.firestore.v1.Value;
import java.util.List;

/** Maps that are vectors: {@code {__type__: "__vector__", value: [doubles]}}. */
public final class Vectors {
    public static final String TYPE = "__type__";
    public static final String VALUE = "value";
    public static final int MOST_DIMENSIONS = 2_048;
    private static final String VECTOR = "__vector__";

    private Vectors() {}

    /** Whether it says that it is one. */
    public static boolean is(MapValue map) {
        Value type = map.getFieldsMap().get(TYPE);
        return type != null && type.getStringValue().equals(VECTOR);
    }

    /** Its numbers; what the map holds where they should be. */
    public static List<Value> elements(MapValue vector) {
        return vector.getFieldsOrDefault(VALUE, Value.getDefaultInstance())
                .getArrayValue()
                .getValuesList();
    }
}
