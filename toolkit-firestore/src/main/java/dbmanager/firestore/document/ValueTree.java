package dbmanager.firestore.document;

import com.google.firestore.v1.ArrayValue;
import com.google.firestore.v1.MapValue;
import com.google.firestore.v1.Value;
import com.google.protobuf.ByteString;
import com.google.protobuf.NullValue;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Values as the plain objects of Java that YAML and rows have, with the same tags as in JSON. */
final class ValueTree {
    private final DatabaseName home;

    ValueTree(DatabaseName home) {
        this.home = home;
    }

    Object tree(Value value) {
        return switch (value.getValueTypeCase()) {
            case NULL_VALUE -> null;
            case BOOLEAN_VALUE -> value.getBooleanValue();
            case INTEGER_VALUE -> value.getIntegerValue();
            case DOUBLE_VALUE -> value.getDoubleValue();
            case STRING_VALUE -> value.getStringValue();
            case BYTES_VALUE -> value.getBytesValue().toByteArray();
            case ARRAY_VALUE -> list(value.getArrayValue());
            case MAP_VALUE -> mapOrVector(value.getMapValue());
            case GEO_POINT_VALUE ->
                Map.of(
                        Tags.GEOPOINT,
                        List.of(
                                value.getGeoPointValue().getLatitude(),
                                value.getGeoPointValue().getLongitude()));
            case TIMESTAMP_VALUE -> Map.of(Tags.TIMESTAMP, Timestamps.text(value.getTimestampValue()));
            case REFERENCE_VALUE -> Map.of(Tags.REFERENCE, Tags.relative(value.getReferenceValue(), home));
            default ->
                throw InvalidDocument.unwritable(
                        "a value", "the kind " + value.getValueTypeCase() + " is nothing to be stored");
        };
    }

    private List<Object> list(ArrayValue array) {
        List<Object> list = new ArrayList<>(array.getValuesCount());
        array.getValuesList().forEach(value -> list.add(tree(value)));
        return list;
    }

    private Map<String, Object> mapOrVector(MapValue map) {
        return Tags.isVector(map)
                ? Map.of(Tags.VECTOR, tree(map.getFieldsOrThrow(Tags.VECTOR_ELEMENTS)))
                : map(map.getFieldsMap());
    }

    Map<String, Object> map(Map<String, Value> fields) {
        Map<String, Object> map = new LinkedHashMap<>();
        boolean tagged = false;
        for (String name : Utf8Order.sorted(fields)) {
            map.put(name, tree(fields.get(name)));
            tagged |= name.startsWith("$");
        }
        return tagged ? Map.of(Tags.MAP, map) : map;
    }

    Value value(Object tree, int depth) throws Tags.Refused {
        if (tree == null) {
            return Value.newBuilder().setNullValue(NullValue.NULL_VALUE).build();
        }
        if (tree instanceof String text) {
            return string(text);
        }
        if (tree instanceof Boolean truth) {
            return Value.newBuilder().setBooleanValue(truth).build();
        }
        if (tree instanceof Number number) {
            return number(number);
        }
        if (tree instanceof byte[] bytes) {
            return Value.newBuilder().setBytesValue(ByteString.copyFrom(bytes)).build();
        }
        if (depth >= Tags.DEEPEST) {
            throw new Tags.Refused("maps and lists are nested deeper than " + Tags.DEEPEST + " levels");
        }
        if (tree instanceof List<?> list) {
            return array(list, depth + 1);
        }
        if (tree instanceof Map<?, ?> map) {
            return mapOrTag(map, depth + 1);
        }
        throw new Tags.Refused("a " + tree.getClass().getSimpleName() + " is no value of Firestore");
    }

    private static Value string(String text) throws Tags.Refused {
        if (Utf8Order.length(text) < 0) {
            throw new Tags.Refused("a text holds half a character (an unpaired surrogate)");
        }
        return Tags.string(text);
    }

    private static Value number(Number number) throws Tags.Refused {
        if (number instanceof Double || number instanceof Float) {
            return Value.newBuilder().setDoubleValue(number.doubleValue()).build();
        }
        boolean whole = number instanceof Long
                || number instanceof Integer
                || number instanceof Short
                || number instanceof Byte
                || (number instanceof BigInteger big && big.bitLength() < Long.SIZE);
        if (!whole) {
            throw new Tags.Refused("the number " + number + " is neither an integer of 64 bits nor a double");
        }
        return Value.newBuilder().setIntegerValue(number.longValue()).build();
    }

    private Value array(List<?> list, int depth) throws Tags.Refused {
        ArrayValue.Builder array = ArrayValue.newBuilder();
        for (Object element : list) {
            array.addValues(value(element, depth));
        }
        return Value.newBuilder().setArrayValue(array).build();
    }

    private Value mapOrTag(Map<?, ?> map, int depth) throws Tags.Refused {
        if (map.size() == 1) {
            Map.Entry<?, ?> only = map.entrySet().iterator().next();
            if (only.getKey() instanceof String tag && tag.startsWith("$")) {
                return tagged(tag, only.getValue(), depth);
            }
        }
        return fields(map, false, depth);
    }

    private Value tagged(String tag, Object content, int depth) throws Tags.Refused {
        Tags.known(tag);
        if (tag.equals(Tags.MAP) && content instanceof Map<?, ?> map) {
            return fields(map, true, depth);
        }
        if (content instanceof String text) {
            return Tags.ofString(tag, text, home);
        }
        if (content instanceof List<?> list) {
            return Tags.ofArray(tag, array(list, depth));
        }
        throw Tags.wants(tag);
    }

    private Value fields(Map<?, ?> map, boolean literal, int depth) throws Tags.Refused {
        MapValue.Builder fields = MapValue.newBuilder();
        for (Map.Entry<?, ?> entry : map.entrySet()) {
            if (!(entry.getKey() instanceof String name)) {
                throw new Tags.Refused("the key " + entry.getKey() + " is no text: put it in quotes");
            }
            if (!literal && name.startsWith("$")) {
                throw Tags.notLiteral(name);
            }
            fields.putFields(string(name).getStringValue(), value(entry.getValue(), depth));
        }
        return Value.newBuilder().setMapValue(fields).build();
    }
}
