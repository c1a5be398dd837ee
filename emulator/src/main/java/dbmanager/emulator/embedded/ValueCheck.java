package dbmanager.emulator.embedded;

import com.google.firestore.v1.MapValue;
import com.google.firestore.v1.Value;
import com.google.firestore.v1.Value.ValueTypeCase;
import com.google.protobuf.Timestamp;
import dbmanager.emulator.embedded.model.DatabaseName;
import dbmanager.emulator.embedded.model.Refused;
import dbmanager.emulator.embedded.model.ResourceName;
import dbmanager.emulator.embedded.model.Vectors;
import java.util.List;
import java.util.Map;

/** Whether values can be written. */
final class ValueCheck {
    private static final long FIRST_SECOND = -62_135_596_800L;
    private static final long LAST_SECOND = 253_402_300_799L;
    private static final int SECOND_NANOS = 1_000_000_000;

    private final Limits limits;
    private final String database;

    ValueCheck(Limits limits, String database) {
        this.limits = limits;
        this.database = database;
    }

    void fields(Map<String, Value> fields, int depth) {
        for (Map.Entry<String, Value> field : fields.entrySet()) {
            limits.fieldName(field.getKey());
            value(field.getKey(), field.getValue(), depth);
        }
    }

    /** What is added to an array or taken from it. */
    void elements(String field, List<Value> elements) {
        for (Value element : elements) {
            element(field, element, 1);
        }
    }

    private void element(String field, Value element, int depth) {
        if (element.getValueTypeCase() == ValueTypeCase.ARRAY_VALUE) {
            throw Refused.invalid("Cannot convert an array value in an array value.");
        }
        value(field, element, depth);
    }

    private void value(String field, Value value, int depth) {
        if (depth > limits.depth()) {
            throw Refused.invalid("Property " + field + " contains an invalid nested entity.");
        }
        switch (value.getValueTypeCase()) {
            case NULL_VALUE, BOOLEAN_VALUE, INTEGER_VALUE, DOUBLE_VALUE -> {}
            case TIMESTAMP_VALUE -> timestamp(field, value.getTimestampValue());
            case STRING_VALUE -> {
                if (limits.mayBeLong(value.getStringValue())) {
                    limits.length(field, Sizes.utf8(value.getStringValue()));
                }
            }
            case BYTES_VALUE -> limits.length(field, value.getBytesValue().size());
            case REFERENCE_VALUE -> reference(value.getReferenceValue());
            case GEO_POINT_VALUE -> {
                inside("latitude", value.getGeoPointValue().getLatitude(), 90);
                inside("longitude", value.getGeoPointValue().getLongitude(), 180);
            }
            case ARRAY_VALUE ->
                value.getArrayValue().getValuesList().forEach(element -> element(field, element, depth + 1));
            case MAP_VALUE -> map(field, value.getMapValue(), depth);
            case FIELD_REFERENCE_VALUE, VARIABLE_REFERENCE_VALUE, FUNCTION_VALUE, PIPELINE_VALUE ->
                throw Refused.invalid("Cannot convert firestore.v1.Value with type "
                        + value.getValueTypeCase().name().toLowerCase(java.util.Locale.ROOT) + ".");
            case VALUETYPE_NOT_SET -> throw Refused.invalid("Cannot convert firestore.v1.Value with type unset.");
        }
    }

    private void map(String field, MapValue map, int depth) {
        if (map.containsFields(Vectors.TYPE)) {
            vector(field, map);
        } else {
            fields(map.getFieldsMap(), depth + 1);
        }
    }

    private static void vector(String field, MapValue map) {
        Value numbers = map.getFieldsOrDefault(Vectors.VALUE, Value.getDefaultInstance());
        if (!Vectors.is(map) || map.getFieldsCount() != 2 || numbers.getValueTypeCase() != ValueTypeCase.ARRAY_VALUE) {
            throw Refused.invalid("Property " + field + " contains an invalid nested entity.");
        }
        for (Value number : numbers.getArrayValue().getValuesList()) {
            if (number.getValueTypeCase() != ValueTypeCase.DOUBLE_VALUE) {
                throw Refused.invalid("Vector must only contain values of type 'double'");
            }
        }
        int dimensions = Vectors.elements(map).size();
        if (dimensions == 0) {
            throw Refused.invalid("Vectors must have at least one dimension.");
        }
        if (dimensions > Vectors.MOST_DIMENSIONS) {
            throw Refused.invalid("Vectors must have at most " + Vectors.MOST_DIMENSIONS + " dimensions, but property "
                    + field + " has " + dimensions + ".");
        }
    }

    private static void timestamp(String field, Timestamp time) {
        if (time.getSeconds() < FIRST_SECOND
                || time.getSeconds() > LAST_SECOND
                || time.getNanos() < 0
                || time.getNanos() >= SECOND_NANOS) {
            throw Refused.invalid("Timestamp of property " + field
                    + " is outside of 0001-01-01T00:00:00Z to 9999-12-31T23:59:59.999999999Z.");
        }
    }

    private static void inside(String axis, double degrees, int most) {
        if (!(Math.abs(degrees) <= most)) {
            throw Refused.invalid("Geo point " + axis + " '" + degrees + "' outside permitted range -" + most + ".0 to "
                    + most + ".0.");
        }
    }

    private void reference(String name) {
        DatabaseName target = ResourceName.reference(name).database();
        if (!limits.foreign() && !target.toString().equals(database)) {
            throw Refused.invalid("Reference value " + name + " in different app partition");
        }
    }
}
