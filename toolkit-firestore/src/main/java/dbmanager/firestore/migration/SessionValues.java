package dbmanager.firestore.migration;

import com.google.firestore.v1.ArrayValue;
import com.google.firestore.v1.MapValue;
import com.google.firestore.v1.Value;
import com.google.protobuf.ByteString;
import com.google.protobuf.NullValue;
import com.google.protobuf.Timestamp;
import com.google.type.LatLng;
import dbmanager.firestore.document.DatabaseName;
import dbmanager.firestore.session.Bytes;
import dbmanager.firestore.session.GeoPoint;
import dbmanager.firestore.session.Reference;
import dbmanager.firestore.session.Vector;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Firestore's values as Java's, both ways without loss. */
final class SessionValues {
    private static final String TYPE = "__type__";
    private static final String VECTOR = "__vector__";
    private static final String COMPONENTS = "value";
    private static final int NANOS_OF_A_MICRO = 1000;

    private final DatabaseName database;

    SessionValues(DatabaseName database) {
        this.database = database;
    }

    /** Unmodifiable. */
    Map<String, Object> fromFields(Map<String, Value> fields) {
        Map<String, Object> map = new LinkedHashMap<>();
        fields.forEach((name, value) -> map.put(name, from(value)));
        return Collections.unmodifiableMap(map);
    }

    Object from(Value value) {
        return switch (value.getValueTypeCase()) {
            case NULL_VALUE -> null;
            case BOOLEAN_VALUE -> value.getBooleanValue();
            case INTEGER_VALUE -> value.getIntegerValue();
            case DOUBLE_VALUE -> value.getDoubleValue();
            case STRING_VALUE -> value.getStringValue();
            case TIMESTAMP_VALUE -> instant(value.getTimestampValue());
            case BYTES_VALUE -> Bytes.of(value.getBytesValue().toByteArray());
            case REFERENCE_VALUE -> reference(value.getReferenceValue());
            case GEO_POINT_VALUE ->
                new GeoPoint(
                        value.getGeoPointValue().getLatitude(),
                        value.getGeoPointValue().getLongitude());
            case ARRAY_VALUE -> {
                List<Object> list = new ArrayList<>();
                value.getArrayValue().getValuesList().forEach(element -> list.add(from(element)));
                yield Collections.unmodifiableList(list);
            }
            case MAP_VALUE -> fromMap(value.getMapValue().getFieldsMap());
            default -> throw new UnknownValue("a value of type " + value.getValueTypeCase());
        };
    }

    static Instant instant(Timestamp timestamp) {
        return Instant.ofEpochSecond(timestamp.getSeconds(), timestamp.getNanos());
    }

    private Object fromMap(Map<String, Value> fields) {
        Value components = fields.get(COMPONENTS);
        boolean vector = fields.size() == 2
                && components != null
                && VECTOR.equals(
                        fields.getOrDefault(TYPE, Value.getDefaultInstance()).getStringValue());
        return vector
                ? new Vector(components.getArrayValue().getValuesList().stream()
                        .map(Value::getDoubleValue)
                        .toList())
                : fromFields(fields);
    }

    private Reference reference(String name) {
        String own = database.documents() + "/";
        return new Reference(name.startsWith(own) ? name.substring(own.length()) : name);
    }

    Map<String, Value> toFields(Map<String, ?> fields) {
        Map<String, Value> map = new LinkedHashMap<>();
        fields.forEach((name, value) -> map.put(name, to(value)));
        return map;
    }

    /** @throws UnknownValue when it is of none of the types that {@link dbmanager.firestore.session.FirestoreSession} names */
    Value to(Object value) {
        Value.Builder to = Value.newBuilder();
        if (value == null) {
            to.setNullValue(NullValue.NULL_VALUE);
        } else if (value instanceof Boolean bool) {
            to.setBooleanValue(bool);
        } else if (value instanceof Long || value instanceof Integer || value instanceof Short) {
            to.setIntegerValue(((Number) value).longValue());
        } else if (value instanceof Double || value instanceof Float) {
            to.setDoubleValue(((Number) value).doubleValue());
        } else if (value instanceof String text) {
            to.setStringValue(text);
        } else if (value instanceof Instant moment) {
            to.setTimestampValue(timestamp(moment));
        } else if (value instanceof Bytes bytes) {
            to.setBytesValue(ByteString.copyFrom(bytes.toArray()));
        } else if (value instanceof byte[] bytes) {
            to.setBytesValue(ByteString.copyFrom(bytes));
        } else if (value instanceof Reference reference) {
            to.setReferenceValue(name(reference));
        } else if (value instanceof GeoPoint point) {
            to.setGeoPointValue(
                    LatLng.newBuilder().setLatitude(point.latitude()).setLongitude(point.longitude()));
        } else if (value instanceof Vector vector) {
            to.setMapValue(
                    MapValue.newBuilder().putFields(TYPE, to(VECTOR)).putFields(COMPONENTS, to(vector.components())));
        } else if (value instanceof List<?> list) {
            ArrayValue.Builder array = ArrayValue.newBuilder();
            list.forEach(element -> array.addValues(to(element)));
            to.setArrayValue(array);
        } else if (value instanceof Map<?, ?> map) {
            to.setMapValue(MapValue.newBuilder().putAllFields(toFields(named(map))));
        } else {
            throw new UnknownValue("a " + value.getClass().getName());
        }
        return to.build();
    }

    private static Map<String, Object> named(Map<?, ?> map) {
        Map<String, Object> named = new LinkedHashMap<>();
        map.forEach((name, value) -> {
            if (!(name instanceof String text)) {
                throw new UnknownValue("a map whose key is not a string but " + name);
            }
            named.put(text, value);
        });
        return named;
    }

    private static Timestamp timestamp(Instant moment) {
        return Timestamp.newBuilder()
                .setSeconds(moment.getEpochSecond())
                .setNanos(moment.getNano() / NANOS_OF_A_MICRO * NANOS_OF_A_MICRO)
                .build();
    }

    private String name(Reference reference) {
        String document = reference.document();
        return document.startsWith("projects/") ? document : database.documents() + "/" + document;
    }

    /** A value that Firestore does not have, or one of Firestore's that is newer than this. */
    static final class UnknownValue extends IllegalArgumentException {
        private static final long serialVersionUID = 1L;

        UnknownValue(String what) {
            super(what + " is no value of a Firestore document");
        }
    }
}
