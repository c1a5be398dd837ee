package dbmanager.firestore.migration;

import com.google.firestore.v1.ArrayValue;
import com.google.firestore.v1.MapValue;
import com.google.firestore.v1.Value;
import com.google.protobuf.Timestamp;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Fields as Firestore will give them back: it keeps timestamps to the microsecond, rounded down. What is compared with what is there later must be
 * in this form.
 *
 * @see <a href="https://cloud.google.com/firestore/docs/concepts/data-types">Data types</a>
 */
final class Stored {
    private static final int NANOS_OF_A_MICRO = 1000;

    private Stored() {}

    /** The same map where there is nothing to round, as nearly always. */
    static Map<String, Value> form(Map<String, Value> fields) {
        if (fields.values().stream().allMatch(Stored::isExact)) {
            return fields;
        }
        Map<String, Value> stored = new LinkedHashMap<>(fields);
        stored.replaceAll((name, value) -> form(value));
        return stored;
    }

    /** @return nanoseconds beyond the last whole microsecond */
    @SuppressWarnings("ProtoTimestampGetSecondsGetNano") // only what is below a microsecond is asked for
    private static int excess(Timestamp timestamp) {
        return timestamp.getNanos() % NANOS_OF_A_MICRO;
    }

    @SuppressWarnings("ProtoTimestampGetSecondsGetNano") // the seconds stay
    private static Timestamp cut(Timestamp timestamp) {
        return timestamp.toBuilder()
                .setNanos(timestamp.getNanos() - excess(timestamp))
                .build();
    }

    private static boolean isExact(Value value) {
        return switch (value.getValueTypeCase()) {
            case TIMESTAMP_VALUE -> excess(value.getTimestampValue()) == 0;
            case ARRAY_VALUE -> value.getArrayValue().getValuesList().stream().allMatch(Stored::isExact);
            case MAP_VALUE ->
                value.getMapValue().getFieldsMap().values().stream().allMatch(Stored::isExact);
            default -> true;
        };
    }

    private static Value form(Value value) {
        Value.Builder stored = value.toBuilder();
        switch (value.getValueTypeCase()) {
            case TIMESTAMP_VALUE -> stored.setTimestampValue(cut(value.getTimestampValue()));
            case ARRAY_VALUE -> {
                ArrayValue.Builder array = ArrayValue.newBuilder();
                value.getArrayValue().getValuesList().forEach(element -> array.addValues(form(element)));
                stored.setArrayValue(array);
            }
            case MAP_VALUE ->
                stored.setMapValue(MapValue.newBuilder()
                        .putAllFields(form(value.getMapValue().getFieldsMap())));
            default -> {}
        }
        return stored.build();
    }
}
