package dbmanager.firestore.document;

import com.google.firestore.v1.ArrayValue;
import com.google.firestore.v1.Document;
import com.google.firestore.v1.MapValue;
import com.google.firestore.v1.Value;
import com.google.type.LatLng;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/**
 * When the fields of two documents are the same: bit for bit. The integer 1 is not the double 1.0, 0.0 is not -0.0, but every NaN is the same, since
 * Firestore keeps only one; the order of the keys of a map does not count, that of an array does; null is not absent.
 */
public final class Fields {
    private static final int MAP_OVERHEAD = 32;
    private static final int NAME_OVERHEAD = 16;
    private static final int NUMBER = 8;

    private Fields() {}

    public static boolean same(Map<String, Value> a, Map<String, Value> b) {
        if (a.size() != b.size()) {
            return false;
        }
        for (Map.Entry<String, Value> field : a.entrySet()) {
            Value other = b.get(field.getKey());
            if (other == null || !same(field.getValue(), other)) {
                return false;
            }
        }
        return true;
    }

    @SuppressWarnings("ReferenceEquality") // a change shares the values that it leaves
    public static boolean same(Value a, Value b) {
        if (a == b) {
            return true;
        }
        if (a.getValueTypeCase() != b.getValueTypeCase()) {
            return false;
        }
        return switch (a.getValueTypeCase()) {
            case DOUBLE_VALUE -> same(a.getDoubleValue(), b.getDoubleValue());
            case GEO_POINT_VALUE -> same(a.getGeoPointValue(), b.getGeoPointValue());
            case ARRAY_VALUE -> same(a.getArrayValue(), b.getArrayValue());
            case MAP_VALUE ->
                same(a.getMapValue().getFieldsMap(), b.getMapValue().getFieldsMap());
            default -> a.equals(b);
        };
    }

    private static boolean same(double a, double b) {
        return Double.doubleToLongBits(a) == Double.doubleToLongBits(b); // which makes all NaN one
    }

    private static boolean same(LatLng a, LatLng b) {
        return same(a.getLatitude(), b.getLatitude()) && same(a.getLongitude(), b.getLongitude());
    }

    private static boolean same(ArrayValue a, ArrayValue b) {
        if (a.getValuesCount() != b.getValuesCount()) {
            return false;
        }
        for (int i = 0; i < a.getValuesCount(); i++) {
            if (!same(a.getValues(i), b.getValues(i))) {
                return false;
            }
        }
        return true;
    }

    /**
     * Where they differ, in the order of names. A map that both have is looked into, so each answer is the deepest field that differs; arrays
     * and vectors are one value.
     */
    public static List<Difference> differences(Map<String, Value> a, Map<String, Value> b) {
        List<Difference> differences = new ArrayList<>();
        compare(Optional.empty(), a, b, differences);
        return differences;
    }

    private static void compare(
            Optional<FieldPath> at, Map<String, Value> a, Map<String, Value> b, List<Difference> differences) {
        TreeSet<String> names = new TreeSet<>(Utf8Order::compare);
        names.addAll(a.keySet());
        names.addAll(b.keySet());
        for (String name : names) {
            FieldPath path = at.map(outer -> outer.then(name)).orElseGet(() -> FieldPath.of(name));
            Value left = a.get(name);
            Value right = b.get(name);
            if (isPlainMap(left) && isPlainMap(right)) {
                compare(
                        Optional.of(path),
                        left.getMapValue().getFieldsMap(),
                        right.getMapValue().getFieldsMap(),
                        differences);
            } else if (left == null || right == null || !same(left, right)) {
                differences.add(new Difference(path, Optional.ofNullable(left), Optional.ofNullable(right)));
            }
        }
    }

    private static boolean isPlainMap(Value value) {
        return value != null && value.hasMapValue() && !Tags.isVector(value.getMapValue());
    }

    /**
     * The same for the same fields and, as far as SHA-256 goes, for no others. Its form is ours and does not change, so that it can be stored.
     *
     * @throws InvalidDocument when a value is none that Firestore stores
     */
    public static Fingerprint fingerprint(Map<String, Value> fields) {
        return new CanonicalForm().fingerprint(fields);
    }

    /**
     * Bytes of a document as Firestore counts them against its limit of 1 MiB.
     *
     * @see <a href="https://cloud.google.com/firestore/docs/storage-size">Storage size calculations</a>
     */
    public static long size(Document document) {
        return nameSize(document.getName()) + size(document.getFieldsMap());
    }

    private static long nameSize(String name) {
        long size = NAME_OVERHEAD;
        for (int from = DocumentPath.start(name); from <= name.length(); ) {
            int slash = name.indexOf('/', from);
            int to = slash < 0 ? name.length() : slash;
            size += NumericId.is(name, from, to) ? NUMBER : Utf8Order.length(name, from, to) + 1;
            from = to + 1;
        }
        return size;
    }

    /** Of a map too, which is "calculated the same way as document size". */
    private static long size(Map<String, Value> fields) {
        long size = MAP_OVERHEAD;
        for (Map.Entry<String, Value> field : fields.entrySet()) {
            size += text(field.getKey()) + size(field.getValue());
        }
        return size;
    }

    private static long size(Value value) {
        return switch (value.getValueTypeCase()) {
            case NULL_VALUE, BOOLEAN_VALUE -> 1;
            case INTEGER_VALUE, DOUBLE_VALUE, TIMESTAMP_VALUE -> NUMBER;
            case GEO_POINT_VALUE -> 2 * NUMBER;
            case STRING_VALUE -> text(value.getStringValue());
            case BYTES_VALUE -> value.getBytesValue().size();
            case REFERENCE_VALUE -> nameSize(value.getReferenceValue());
            case ARRAY_VALUE ->
                value.getArrayValue().getValuesList().stream()
                        .mapToLong(Fields::size)
                        .sum();
            case MAP_VALUE -> map(value.getMapValue());
            default -> 0;
        };
    }

    private static long map(MapValue map) {
        return Tags.isVector(map) ? size(map.getFieldsOrThrow(Tags.VECTOR_ELEMENTS)) : size(map.getFieldsMap());
    }

    private static long text(String text) {
        return Utf8Order.length(text) + 1L;
    }
}
