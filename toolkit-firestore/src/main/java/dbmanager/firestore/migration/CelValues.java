package dbmanager.firestore.migration;

import com.google.common.primitives.UnsignedLong;
import com.google.firestore.v1.ArrayValue;
import com.google.firestore.v1.MapValue;
import com.google.firestore.v1.Value;
import com.google.protobuf.ByteString;
import com.google.protobuf.Timestamp;
import com.google.type.LatLng;
import dbmanager.firestore.document.DatabaseName;
import dbmanager.firestore.document.DocumentPath;
import dbmanager.firestore.document.InvalidPath;
import dev.cel.common.values.CelByteString;
import dev.cel.common.values.NullValue;
import java.time.Instant;
import java.util.AbstractList;
import java.util.AbstractMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Firestore's values as CEL sees them, and back. What an expression only hands on comes back bit for bit: lists and maps are views that keep
 * the value they show, and so do the kinds that CEL does not know: a geopoint shows {@code latitude} and {@code longitude}, a reference
 * {@code path} and {@code id}, a vector {@code values}.
 */
final class CelValues {
    /** Firestore keeps microseconds and rounds down; what is written is what will be read. */
    private static final int MICRO = 1_000;

    private static final String VECTOR = "__vector__";
    private static final String TYPE = "__type__";
    private static final String VALUE = "value";

    private CelValues() {}

    /** What keeps its Firestore value. */
    private interface View {
        Value value();
    }

    static Map<String, Object> fields(Map<String, Value> fields) {
        return new Fields(fields);
    }

    static Instant instant(Timestamp time) {
        return Instant.ofEpochSecond(time.getSeconds(), time.getNanos());
    }

    static Object of(Value value) {
        return switch (value.getValueTypeCase()) {
            case NULL_VALUE -> NullValue.NULL_VALUE;
            case BOOLEAN_VALUE -> value.getBooleanValue();
            case INTEGER_VALUE -> value.getIntegerValue();
            case DOUBLE_VALUE -> value.getDoubleValue();
            case TIMESTAMP_VALUE -> instant(value.getTimestampValue());
            case STRING_VALUE -> value.getStringValue();
            case BYTES_VALUE -> CelByteString.of(value.getBytesValue().toByteArray());
            case REFERENCE_VALUE -> reference(value);
            case GEO_POINT_VALUE -> geopoint(value);
            case ARRAY_VALUE -> new Elements(value);
            case MAP_VALUE -> isVector(value.getMapValue()) ? vector(value) : new MapView(value);
            default -> throw new IllegalArgumentException("a value of the unknown kind " + value.getValueTypeCase());
        };
    }

    /** @param database that new references point into */
    static Value back(Object result, DatabaseName database) throws NoValue {
        Value.Builder value = Value.newBuilder();
        if (result instanceof View view) {
            return view.value();
        }
        if (result instanceof NullValue) {
            return value.setNullValue(com.google.protobuf.NullValue.NULL_VALUE).build();
        }
        if (result instanceof Boolean truth) {
            return value.setBooleanValue(truth).build();
        }
        if (result instanceof Long whole) {
            return value.setIntegerValue(whole).build();
        }
        if (result instanceof UnsignedLong unsigned && unsigned.longValue() >= 0) {
            return value.setIntegerValue(unsigned.longValue()).build();
        }
        if (result instanceof Double decimal) {
            return value.setDoubleValue(decimal).build();
        }
        if (result instanceof String text) {
            return value.setStringValue(text).build();
        }
        if (result instanceof CelByteString bytes) {
            return value.setBytesValue(ByteString.copyFrom(bytes.toByteArray())).build();
        }
        if (result instanceof Instant time) {
            return value.setTimestampValue(Timestamp.newBuilder()
                            .setSeconds(time.getEpochSecond())
                            .setNanos(time.getNano() / MICRO * MICRO))
                    .build();
        }
        if (result instanceof NewReference reference) {
            return value.setReferenceValue(reference.in(database)).build();
        }
        if (result instanceof Fields all) {
            return value.setMapValue(MapValue.newBuilder().putAllFields(all.fields))
                    .build();
        }
        if (result instanceof List<?> list) {
            return value.setArrayValue(array(list, database)).build();
        }
        if (result instanceof Map<?, ?> map) {
            return value.setMapValue(map(map, database)).build();
        }
        throw new NoValue(describe(result) + ", which Firestore cannot store");
    }

    private static ArrayValue array(List<?> list, DatabaseName database) throws NoValue {
        ArrayValue.Builder array = ArrayValue.newBuilder();
        for (Object element : list) {
            array.addValues(back(element, database));
        }
        return array.build();
    }

    private static MapValue map(Map<?, ?> map, DatabaseName database) throws NoValue {
        MapValue.Builder fields = MapValue.newBuilder();
        for (Map.Entry<?, ?> entry : map.entrySet()) {
            if (!(entry.getKey() instanceof String name)) {
                throw new NoValue("a map with the key " + entry.getKey() + ": keys are strings in Firestore");
            }
            fields.putFields(name, back(entry.getValue(), database));
        }
        return fields.build();
    }

    /** The kind of a result, with its article. */
    static String describe(Object result) {
        if (result instanceof View || result instanceof Map) {
            return "a map";
        }
        if (result instanceof List) {
            return "a list";
        }
        if (result instanceof String) {
            return "a string";
        }
        if (result instanceof NullValue) {
            return "null";
        }
        if (result instanceof Long || result instanceof Double) {
            return "a number";
        }
        return "a " + result.getClass().getSimpleName().toLowerCase(Locale.ROOT);
    }

    /** Kinds that show themselves as a map. */
    private static final class Opaque extends AbstractMap<String, Object> implements View {
        private final Value value;
        private final Map<String, Object> shown;

        Opaque(Value value, Map<String, Object> shown) {
            this.value = value;
            this.shown = shown;
        }

        @Override
        public Value value() {
            return value;
        }

        @Override
        public Set<Entry<String, Object>> entrySet() {
            return shown.entrySet();
        }
    }

    private static Object reference(Value value) {
        return new Opaque(
                value, shown(DocumentPath.of(value.getReferenceValue()).text()));
    }

    private static Object geopoint(Value value) {
        LatLng point = value.getGeoPointValue();
        return new Opaque(value, Map.of("latitude", point.getLatitude(), "longitude", point.getLongitude()));
    }

    static Object geopoint(double latitude, double longitude) {
        if (!(Math.abs(latitude) <= 90 && Math.abs(longitude) <= 180)) {
            throw new IllegalArgumentException("no such place: latitude " + latitude + ", longitude " + longitude);
        }
        return geopoint(Value.newBuilder()
                .setGeoPointValue(LatLng.newBuilder().setLatitude(latitude).setLongitude(longitude))
                .build());
    }

    private static boolean isVector(MapValue map) {
        return map.getFieldsCount() == 2
                && map.getFieldsOrDefault(TYPE, Value.getDefaultInstance())
                        .getStringValue()
                        .equals(VECTOR);
    }

    private static Object vector(Value value) {
        return new Opaque(
                value, Map.of("values", of(value.getMapValue().getFieldsOrDefault(VALUE, Value.getDefaultInstance()))));
    }

    static Object vector(List<?> numbers) {
        ArrayValue.Builder values = ArrayValue.newBuilder();
        for (Object number : numbers) {
            if (!(number instanceof Number found)) {
                throw new IllegalArgumentException("a vector holds numbers only, not " + describe(number));
            }
            values.addValues(Value.newBuilder().setDoubleValue(found.doubleValue()));
        }
        return vector(Value.newBuilder()
                .setMapValue(MapValue.newBuilder()
                        .putFields(
                                TYPE, Value.newBuilder().setStringValue(VECTOR).build())
                        .putFields(
                                VALUE, Value.newBuilder().setArrayValue(values).build()))
                .build());
    }

    /** A reference that an expression makes; its database is known when it is stored. Equal to one that is there with the same path. */
    static final class NewReference extends AbstractMap<String, Object> {
        private final String path;

        NewReference(String path) {
            this.path = path;
        }

        private String in(DatabaseName database) throws NoValue {
            try {
                return new DocumentPath(path).in(database);
            } catch (InvalidPath e) {
                throw new NoValue("a reference to " + path + ": " + e.getMessage());
            }
        }

        @Override
        public Set<Entry<String, Object>> entrySet() {
            return shown(path).entrySet();
        }
    }

    private static Map<String, Object> shown(String path) {
        return Map.of("path", path, "id", path.substring(path.lastIndexOf('/') + 1));
    }

    private static final class Elements extends AbstractList<Object> implements View {
        private final Value value;

        Elements(Value value) {
            this.value = value;
        }

        @Override
        public Value value() {
            return value;
        }

        @Override
        public Object get(int index) {
            return of(value.getArrayValue().getValues(index));
        }

        @Override
        public int size() {
            return value.getArrayValue().getValuesCount();
        }
    }

    /** Converts only what is asked for. */
    private static class Fields extends AbstractMap<String, Object> {
        private final Map<String, Value> fields;

        Fields(Map<String, Value> fields) {
            this.fields = fields;
        }

        @Override
        public boolean containsKey(Object key) {
            return fields.containsKey(key);
        }

        @Override
        public Object get(Object key) {
            return Optional.ofNullable(fields.get(key)).map(CelValues::of).orElse(null);
        }

        @Override
        public int size() {
            return fields.size();
        }

        /** In the order of the names, so that what is computed of them is the same each time. */
        @Override
        public Set<Entry<String, Object>> entrySet() {
            Map<String, Object> all = new TreeMap<>();
            fields.forEach((name, value) -> all.put(name, of(value)));
            return all.entrySet();
        }
    }

    private static final class MapView extends Fields implements View {
        private final Value value;

        MapView(Value value) {
            super(value.getMapValue().getFieldsMap());
            this.value = value;
        }

        @Override
        public Value value() {
            return value;
        }
    }

    /** A result that no Firestore value can hold; the message says what it is. */
    static final class NoValue extends Exception {
        private static final long serialVersionUID = 1L;

        NoValue(String what) {
            super(what);
        }
    }
}
