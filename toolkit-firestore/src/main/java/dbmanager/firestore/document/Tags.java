package dbmanager.firestore.document;

import com.google.firestore.v1.MapValue;
import com.google.firestore.v1.Value;
import com.google.protobuf.ByteString;
import com.google.type.LatLng;
import java.io.IOException;
import java.time.DateTimeException;
import java.util.Base64;
import java.util.List;

/** The values that JSON has no word for: {@code {"$timestamp":"…"}} and its like. A tag stands alone in its object. */
final class Tags {
    static final String TIMESTAMP = "$timestamp";
    static final String BYTES = "$bytes";
    static final String REFERENCE = "$reference";
    static final String GEOPOINT = "$geopoint";
    static final String VECTOR = "$vector";
    static final String INT = "$int";
    static final String DOUBLE = "$double";
    /** A map whose own keys begin with a dollar sign. */
    static final String MAP = "$map";

    static final List<String> ALL = List.of(TIMESTAMP, BYTES, REFERENCE, GEOPOINT, VECTOR, INT, DOUBLE, MAP);

    /** Up to here every integer is a double of its own, which is how most programs read a number of JSON: 2^53. */
    static final long EXACT = 1L << 53;

    /**
     * Levels of maps and arrays within each other. Firestore allows 20 (<a href="https://cloud.google.com/firestore/quotas">quotas</a>: maximum
     * depth of fields in a map or array); protocol buffers read 100 nested messages, which are 50 arrays.
     */
    static final int DEEPEST = 50;

    /** Bytes of a string or of bytes: 1 MiB - 89, <a href="https://cloud.google.com/firestore/quotas">quotas</a>, maximum size of a field value. */
    static final int LONGEST_VALUE = (1 << 20) - 89;

    /** Values in one document, each of which Firestore counts as one byte of 1 MiB at least; twice that many, to be on the safe side. */
    static final int MOST_VALUES = 2 << 20;

    /** Beyond the quota of every document id and field name. */
    static final int LONGEST_NAME = DocumentPath.LONGEST;

    static final String VECTOR_ELEMENTS = "value";
    private static final String TYPE = "__type__";
    private static final Value VECTOR_TYPE = string("__vector__");

    private Tags() {}

    /** Whether it is what the client libraries make of a vector, exactly. Of any other map with a type all keys are written. */
    static boolean isVector(MapValue map) {
        return map.getFieldsCount() == 2
                && VECTOR_TYPE.equals(map.getFieldsMap().get(TYPE))
                && map.containsFields(VECTOR_ELEMENTS)
                && isOfDoubles(map.getFieldsOrThrow(VECTOR_ELEMENTS));
    }

    private static boolean isOfDoubles(Value value) {
        return value.hasArrayValue()
                && value.getArrayValue().getValuesList().stream().allMatch(Value::hasDoubleValue);
    }

    /** What stands in the string behind a tag that wants one. */
    static Value ofString(String tag, String text, DatabaseName home) throws Refused {
        return switch (tag) {
            case TIMESTAMP -> timestamp(text);
            case BYTES -> bytes(text);
            case REFERENCE -> reference(text, home);
            case INT -> integer(text);
            case DOUBLE -> special(text);
            default -> throw wants(tag);
        };
    }

    /** What stands in the array behind a tag that wants one. */
    static Value ofArray(String tag, Value array) throws Refused {
        boolean geopoint = tag.equals(GEOPOINT);
        if (!geopoint && !tag.equals(VECTOR)) {
            throw wants(tag);
        }
        if (!isOfDoubles(array)) {
            throw new Refused(tag + " holds doubles only, which have a point or an exponent: 1.0");
        }
        return geopoint ? geopoint(array) : vector(array);
    }

    private static Value vector(Value array) {
        return Value.newBuilder()
                .setMapValue(MapValue.newBuilder().putFields(TYPE, VECTOR_TYPE).putFields(VECTOR_ELEMENTS, array))
                .build();
    }

    private static Value geopoint(Value array) throws Refused {
        if (array.getArrayValue().getValuesCount() != 2) {
            throw new Refused(GEOPOINT + " wants [latitude, longitude]");
        }
        return Value.newBuilder()
                .setGeoPointValue(LatLng.newBuilder()
                        .setLatitude(array.getArrayValue().getValues(0).getDoubleValue())
                        .setLongitude(array.getArrayValue().getValues(1).getDoubleValue()))
                .build();
    }

    private static Value timestamp(String text) throws Refused {
        try {
            return Value.newBuilder().setTimestampValue(Timestamps.parse(text)).build();
        } catch (DateTimeException e) {
            throw new Refused(TIMESTAMP + " wants a time such as 2026-11-21T02:00:00Z: " + e.getMessage());
        }
    }

    private static Value bytes(String text) throws Refused {
        try {
            return Value.newBuilder()
                    .setBytesValue(ByteString.copyFrom(Base64.getDecoder().decode(text)))
                    .build();
        } catch (IllegalArgumentException e) {
            throw new Refused(BYTES + " is not Base64: " + e.getMessage());
        }
    }

    private static Value reference(String text, DatabaseName home) throws Refused {
        boolean elsewhere = DocumentPath.start(text) > 0;
        try {
            String name = elsewhere ? text : new DocumentPath(text).in(home);
            return Value.newBuilder().setReferenceValue(name).build();
        } catch (InvalidPath e) {
            throw new Refused(REFERENCE + ": " + e.getMessage());
        }
    }

    private static Value integer(String text) throws Refused {
        try {
            return Value.newBuilder().setIntegerValue(Long.parseLong(text)).build();
        } catch (NumberFormatException e) {
            throw new Refused(INT + " wants a whole number of 64 bits");
        }
    }

    private static Value special(String text) throws Refused {
        return switch (text) {
            case "NaN", "Infinity", "-Infinity", "-0.0" ->
                Value.newBuilder().setDoubleValue(Double.parseDouble(text)).build();
            default -> throw new Refused(DOUBLE + " is NaN, Infinity, -Infinity or -0.0");
        };
    }

    static void known(String tag) throws Refused {
        if (!ALL.contains(tag)) {
            throw new Refused("the tag " + tag
                    + " is unknown: a map with such a key is written {\"$map\":{…}}, and tags are " + ALL);
        }
    }

    static Refused notLiteral(String key) {
        return new Refused("a map with the key " + key + " is written {\"$map\":{…}}");
    }

    static Refused wants(String tag) {
        return new Refused(tag + " wants "
                + switch (tag) {
                    case MAP -> "an object";
                    case GEOPOINT, VECTOR -> "an array";
                    default -> "a string";
                });
    }

    /** What stands behind the tag of a reference: the path alone when it leads into this database. */
    static String relative(String reference, DatabaseName home) {
        int path = DocumentPath.start(reference);
        String prefix = home.documents() + '/';
        return path == prefix.length() && reference.startsWith(prefix) ? reference.substring(path) : reference;
    }

    static Value string(String text) {
        return Value.newBuilder().setStringValue(text).build();
    }

    /** What stands there is no value; whoever knows where makes a problem of it. */
    static final class Refused extends IOException {
        private static final long serialVersionUID = 1L;

        Refused(String why) {
            super(why);
        }
    }
}
