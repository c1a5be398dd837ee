package dbmanager.firestore.document;

import com.google.firestore.v1.ArrayValue;
import com.google.firestore.v1.MapValue;
import com.google.firestore.v1.Value;
import com.google.protobuf.Timestamp;
import com.google.type.LatLng;
import dbmanager.exchange.Doubles;
import dbmanager.exchange.Utf8Out;
import java.util.Base64;
import java.util.Map;

/** Writes values of one document as JSON. */
final class ValueWriter {
    private static final long NEGATIVE_ZERO = Double.doubleToRawLongBits(-0.0);

    private final Utf8Out out;
    private final String home;
    private final String where;

    /**
     * @param home what stands before the path in a resource name of the database that the values are in
     * @param where for messages
     */
    ValueWriter(Utf8Out out, String home, String where) {
        this.out = out;
        this.home = home;
        this.where = where;
    }

    void value(Value value, int depth) {
        switch (value.getValueTypeCase()) {
            case NULL_VALUE -> out.ascii("null");
            case BOOLEAN_VALUE -> out.ascii(value.getBooleanValue() ? "true" : "false");
            case INTEGER_VALUE -> integer(value.getIntegerValue());
            case DOUBLE_VALUE -> number(value.getDoubleValue());
            case TIMESTAMP_VALUE -> timestamp(value.getTimestampValue());
            case STRING_VALUE -> out.json(value.getStringValue());
            case BYTES_VALUE -> {
                open(Tags.BYTES);
                out.ascii('"');
                out.bytes(Base64.getEncoder().encode(value.getBytesValue().toByteArray()));
                out.ascii("\"}");
            }
            case REFERENCE_VALUE -> reference(value.getReferenceValue());
            case GEO_POINT_VALUE -> geopoint(value.getGeoPointValue());
            case ARRAY_VALUE -> array(value.getArrayValue(), depth);
            case MAP_VALUE -> mapOrVector(value.getMapValue(), depth);
            default -> throw refused("a value of the kind " + value.getValueTypeCase() + " is nothing to be stored");
        }
    }

    private void integer(long number) {
        if (number >= -Tags.EXACT && number <= Tags.EXACT) {
            out.number(number);
        } else {
            open(Tags.INT);
            out.ascii('"');
            out.number(number);
            out.ascii("\"}");
        }
    }

    private void number(double number) {
        if (Double.isFinite(number) && Double.doubleToRawLongBits(number) != NEGATIVE_ZERO) {
            out.ascii(Doubles.text(number));
        } else {
            open(Tags.DOUBLE);
            out.ascii('"');
            out.ascii(Double.toString(number));
            out.ascii("\"}");
        }
    }

    private void timestamp(Timestamp time) {
        open(Tags.TIMESTAMP);
        bare(time);
        out.ascii('}');
    }

    /** A time as a string of JSON, without a tag. */
    void bare(Timestamp time) {
        if (!Timestamps.isValid(time)) {
            throw refused("a time of " + time.getSeconds() + " s and " + time.getNanos()
                    + " ns is not within the years 1 to 9999");
        }
        out.ascii('"');
        Timestamps.write(time, out);
        out.ascii('"');
    }

    private void reference(String name) {
        int path = DocumentPath.start(name);
        if (path == 0) {
            throw refused("the reference \"" + name + "\" names no document");
        }
        open(Tags.REFERENCE);
        out.json(name.startsWith(home) && path == home.length() ? name.substring(path) : name);
        out.ascii('}');
    }

    private void geopoint(LatLng point) {
        open(Tags.GEOPOINT);
        out.ascii('[');
        number(point.getLatitude());
        out.ascii(',');
        number(point.getLongitude());
        out.ascii("]}");
    }

    private void array(ArrayValue array, int depth) {
        deeper(depth);
        out.ascii('[');
        for (int i = 0; i < array.getValuesCount(); i++) {
            if (i > 0) {
                out.ascii(',');
            }
            value(array.getValues(i), depth + 1);
        }
        out.ascii(']');
    }

    private void mapOrVector(MapValue map, int depth) {
        if (Tags.isVector(map)) {
            open(Tags.VECTOR);
            array(map.getFieldsOrThrow(Tags.VECTOR_ELEMENTS).getArrayValue(), depth);
            out.ascii('}');
        } else {
            map(map.getFieldsMap(), depth);
        }
    }

    /** Writes its fields in the order of their UTF-8 bytes. */
    void map(Map<String, Value> fields, int depth) {
        deeper(depth);
        boolean tagged = false;
        boolean sorted = true;
        String before = "";
        for (String name : fields.keySet()) {
            tagged |= name.startsWith("$");
            sorted &= Utf8Order.compare(before, name) <= 0;
            before = name;
        }
        if (tagged) {
            open(Tags.MAP);
        }
        entries(fields, sorted, depth + 1);
        if (tagged) {
            out.ascii('}');
        }
    }

    private void entries(Map<String, Value> fields, boolean sorted, int depth) {
        char before = '{';
        if (sorted) {
            for (Map.Entry<String, Value> field : fields.entrySet()) {
                entry(before, field.getKey(), field.getValue(), depth);
                before = ',';
            }
        } else {
            for (String name : Utf8Order.sorted(fields)) {
                entry(before, name, fields.get(name), depth);
                before = ',';
            }
        }
        out.ascii(fields.isEmpty() ? "{}" : "}");
    }

    private void entry(char before, String name, Value value, int depth) {
        out.ascii(before);
        out.json(name);
        out.ascii(':');
        value(value, depth);
    }

    private void open(String tag) {
        out.ascii("{\"");
        out.ascii(tag);
        out.ascii("\":");
    }

    private void deeper(int depth) {
        if (depth >= Tags.DEEPEST) {
            throw refused("maps and arrays are nested deeper than " + Tags.DEEPEST + " levels");
        }
    }

    private InvalidDocument refused(String why) {
        return InvalidDocument.unwritable(where, why);
    }
}
