package dbmanager.emulator.embedded.model;

import com.google.firestore.v1.ArrayValue;
import com.google.firestore.v1.MapValue;
import com.google.firestore.v1.Value;
import com.google.protobuf.ByteString;
import com.google.protobuf.Timestamp;
import com.google.type.LatLng;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The order of values as Firestore documents it, over all types: null, booleans, NaN, numbers, timestamps, strings, bytes, references, geopoints,
 * arrays, vectors, maps. Integers and doubles are compared by what they are worth, exactly; {@code -0.0} and {@code 0} are the same.
 * The coordinates of a geopoint are no numbers in this sense: there {@code -0.0} comes before {@code 0}, for the server's Java client and Google's emulator alike.
 *
 * @see <a href="https://firebase.google.com/docs/firestore/manage-data/data-types">Supported data types</a>
 */
public final class ValueOrder {
    /** As a comparator; values that it calls the same are the same for a query. */
    public static final Comparator<Value> COMPARATOR = ValueOrder::compare;

    private ValueOrder() {}

    /** Values of one class are compared with each other; classes follow each other in this order. */
    public enum Type {
        NULL(8),
        BOOLEAN(12),
        NAN(16),
        NUMBER(20),
        TIMESTAMP(24),
        STRING(28),
        BYTES(32),
        REFERENCE(36),
        GEO_POINT(40),
        ARRAY(44),
        VECTOR(48),
        MAP(52);

        private final byte tag;

        /** @param tag what encoded values begin with; 0 to 2 are left for what stands between values */
        Type(int tag) {
            this.tag = (byte) tag;
        }

        /** @throws Refused INVALID_ARGUMENT for what is no value that a document can hold */
        public static Type of(Value value) {
            return switch (value.getValueTypeCase()) {
                case NULL_VALUE -> NULL;
                case BOOLEAN_VALUE -> BOOLEAN;
                case INTEGER_VALUE -> NUMBER;
                case DOUBLE_VALUE -> Double.isNaN(value.getDoubleValue()) ? NAN : NUMBER;
                case TIMESTAMP_VALUE -> TIMESTAMP;
                case STRING_VALUE -> STRING;
                case BYTES_VALUE -> BYTES;
                case REFERENCE_VALUE -> REFERENCE;
                case GEO_POINT_VALUE -> GEO_POINT;
                case ARRAY_VALUE -> ARRAY;
                case MAP_VALUE -> Vectors.is(value.getMapValue()) ? VECTOR : MAP;
                case FIELD_REFERENCE_VALUE,
                        VARIABLE_REFERENCE_VALUE,
                        FUNCTION_VALUE,
                        PIPELINE_VALUE,
                        VALUETYPE_NOT_SET -> throw Refused.invalid("Cannot convert firestore.v1.Value with type unset");
            };
        }

        byte tag() {
            return tag;
        }

        /** What the encoded values of this class, and no others, begin with. */
        public byte[] prefix() {
            return new byte[] {tag};
        }
    }

    /** @throws Refused INVALID_ARGUMENT where a value has no type */
    public static int compare(Value a, Value b) {
        Type type = Type.of(a);
        int types = type.compareTo(Type.of(b));
        if (types != 0) {
            return types;
        }
        return switch (type) {
            case NULL, NAN -> 0;
            case BOOLEAN -> Boolean.compare(a.getBooleanValue(), b.getBooleanValue());
            case NUMBER -> compareNumbers(a, b);
            case TIMESTAMP -> compareTimes(a.getTimestampValue(), b.getTimestampValue());
            case STRING -> compareBytes(a.getStringValueBytes(), b.getStringValueBytes());
            case BYTES -> compareBytes(a.getBytesValue(), b.getBytesValue());
            case REFERENCE -> compareReferences(a.getReferenceValue(), b.getReferenceValue());
            case GEO_POINT -> comparePoints(a.getGeoPointValue(), b.getGeoPointValue());
            case ARRAY -> compareArrays(a.getArrayValue(), b.getArrayValue());
            case VECTOR -> compareVectors(Vectors.elements(a.getMapValue()), Vectors.elements(b.getMapValue()));
            case MAP -> compareMaps(a.getMapValue(), b.getMapValue());
        };
    }

    /** Whether a query takes one for the other. */
    public static boolean equal(Value a, Value b) {
        return compare(a, b) == 0;
    }

    /**
     * Bytes that sort, unsigned, as {@link #compare} sorts the values: equal values have equal bytes, and no value's whole bytes are the beginning of
     * another's. Cut off after a number of bytes, they no longer tell apart what begins the same, but never contradict the order.
     */
    public static byte[] encode(Value value, int maxBytes) {
        EncodedValue out = new EncodedValue(maxBytes);
        out.value(value);
        return out.bytes();
    }

    private static int compareNumbers(Value a, Value b) {
        boolean aWhole = a.getValueTypeCase() == Value.ValueTypeCase.INTEGER_VALUE;
        boolean bWhole = b.getValueTypeCase() == Value.ValueTypeCase.INTEGER_VALUE;
        if (aWhole) {
            return bWhole
                    ? Long.compare(a.getIntegerValue(), b.getIntegerValue())
                    : compare(a.getIntegerValue(), b.getDoubleValue());
        }
        return bWhole
                ? -compare(b.getIntegerValue(), a.getDoubleValue())
                : compareDoubles(a.getDoubleValue(), b.getDoubleValue());
    }

    private static int compare(long whole, double other) {
        if (other >= 0x1p63) {
            return -1;
        }
        if (other < -0x1p63) {
            return 1;
        }
        long cut = (long) other;
        return whole == cut ? Double.compare(0, other - cut + 0.0) : Long.compare(whole, cut);
    }

    private static int compareDoubles(double a, double b) {
        return Double.compare(a + 0.0, b + 0.0);
    }

    private static int compareTimes(Timestamp a, Timestamp b) {
        int seconds = Long.compare(a.getSeconds(), b.getSeconds());
        return seconds != 0 ? seconds : Integer.compare(a.getNanos(), b.getNanos());
    }

    private static int compareBytes(ByteString a, ByteString b) {
        return ByteString.unsignedLexicographicalComparator().compare(a, b);
    }

    private static int compareReferences(String a, String b) {
        return a.equals(b) ? 0 : Key.of(a).compareTo(Key.of(b));
    }

    private static int comparePoints(LatLng a, LatLng b) {
        int latitude = Double.compare(a.getLatitude(), b.getLatitude());
        return latitude != 0 ? latitude : Double.compare(a.getLongitude(), b.getLongitude());
    }

    private static int compareArrays(ArrayValue a, ArrayValue b) {
        return compareLists(a.getValuesList(), b.getValuesList());
    }

    private static int compareVectors(List<Value> a, List<Value> b) {
        int dimensions = Integer.compare(a.size(), b.size());
        return dimensions != 0 ? dimensions : compareLists(a, b);
    }

    private static int compareLists(List<Value> a, List<Value> b) {
        int common = Math.min(a.size(), b.size());
        for (int i = 0; i < common; i++) {
            int element = compare(a.get(i), b.get(i));
            if (element != 0) {
                return element;
            }
        }
        return Integer.compare(a.size(), b.size());
    }

    private static int compareMaps(MapValue a, MapValue b) {
        Iterator<Map.Entry<ByteString, Value>> those = sorted(b).entrySet().iterator();
        for (Map.Entry<ByteString, Value> one : sorted(a).entrySet()) {
            if (!those.hasNext()) {
                return 1;
            }
            Map.Entry<ByteString, Value> other = those.next();
            int keys = compareBytes(one.getKey(), other.getKey());
            int entry = keys != 0 ? keys : compare(one.getValue(), other.getValue());
            if (entry != 0) {
                return entry;
            }
        }
        return those.hasNext() ? -1 : 0;
    }

    static SortedMap<ByteString, Value> sorted(MapValue map) {
        SortedMap<ByteString, Value> sorted = new TreeMap<>(ByteString.unsignedLexicographicalComparator());
        map.getFieldsMap().forEach((key, value) -> sorted.put(ByteString.copyFromUtf8(key), value));
        return sorted;
    }
}
