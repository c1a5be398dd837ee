package dbmanager.firestore.document;

import com.google.firestore.v1.ArrayValue;
import com.google.firestore.v1.MapValue;
import com.google.firestore.v1.Value;
import com.google.protobuf.NullValue;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;

/** Reads the values that {@link ValueWriter} writes. */
final class ValueReader {
    private static final Value NULL =
            Value.newBuilder().setNullValue(NullValue.NULL_VALUE).build();
    private static final Value TRUE = Value.newBuilder().setBooleanValue(true).build();
    private static final Value FALSE = Value.newBuilder().setBooleanValue(false).build();
    /** Base64 of the longest bytes. */
    private static final int LONGEST_TAG = (Tags.LONGEST_VALUE + 2) / 3 * 4;

    private final JsonScanner in;
    private final DatabaseName home;
    private final boolean tags;
    private int values;

    /**
     * @param home of references without a database
     * @param tags whether {@code $timestamp} and its like are tags; if not they are keys as any other, and NaN and Infinity are numbers, as Python
     *     writes them
     */
    ValueReader(JsonScanner in, DatabaseName home, boolean tags) {
        this.in = in;
        this.home = home;
        this.tags = tags;
    }

    Value value(int depth) throws IOException {
        if (++values > Tags.MOST_VALUES) {
            throw new JsonScanner.Malformed("it holds more values than any document");
        }
        return switch (in.peek()) {
            case '"' -> Tags.string(in.string(Tags.LONGEST_VALUE));
            case '{' -> mapOrTag(depth);
            case '[' -> array(depth);
            case 't', 'f', 'n', 'N', 'I' -> word();
            case '-', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9' -> number();
            default -> throw in.unexpected("a value");
        };
    }

    private Value word() throws IOException {
        if (in.acceptWord("null")) {
            return NULL;
        }
        if (in.acceptWord("true")) {
            return TRUE;
        }
        if (in.acceptWord("false")) {
            return FALSE;
        }
        if (!tags && in.acceptWord("NaN")) {
            return number(Double.NaN);
        }
        if (!tags && in.acceptWord("Infinity")) {
            return number(Double.POSITIVE_INFINITY);
        }
        throw in.unexpected("a value");
    }

    private Value number() throws IOException {
        if (!tags && in.acceptWord("-Infinity")) {
            return number(Double.NEGATIVE_INFINITY);
        }
        Number number = in.number();
        return number instanceof Long whole
                ? Value.newBuilder().setIntegerValue(whole).build()
                : number(number.doubleValue());
    }

    private static Value number(double number) {
        return Value.newBuilder().setDoubleValue(number).build();
    }

    private Value array(int depth) throws IOException {
        deeper(depth);
        ArrayValue.Builder array = ArrayValue.newBuilder();
        in.expect('[');
        if (!in.accept(']')) {
            do {
                array.addValues(value(depth + 1));
            } while (in.accept(','));
            in.expect(']');
        }
        return Value.newBuilder().setArrayValue(array).build();
    }

    private Value mapOrTag(int depth) throws IOException {
        deeper(depth);
        in.expect('{');
        if (in.accept('}')) {
            return map(Map.of());
        }
        String first = key();
        if (tags && first.startsWith("$")) {
            Value value = tagged(first, depth);
            in.expect('}');
            return value;
        }
        return map(entries(first, depth + 1, false));
    }

    private static Value map(Map<String, Value> fields) {
        return Value.newBuilder()
                .setMapValue(MapValue.newBuilder().putAllFields(fields))
                .build();
    }

    private Value tagged(String tag, int depth) throws IOException {
        Tags.known(tag);
        return switch (in.peek()) {
            case '"' -> Tags.ofString(tag, in.string(LONGEST_TAG), home);
            case '[' -> Tags.ofArray(tag, array(depth));
            case '{' -> {
                if (!tag.equals(Tags.MAP)) {
                    throw Tags.wants(tag);
                }
                yield map(literal(depth));
            }
            default -> throw Tags.wants(tag);
        };
    }

    private Map<String, Value> literal(int depth) throws IOException {
        in.expect('{');
        return in.accept('}') ? Map.of() : entries(key(), depth + 1, true);
    }

    /** The fields of a document: an object, or one behind {@code $map}. No other tag is one. */
    Map<String, Value> fields() throws IOException {
        values = 0;
        in.expect('{');
        if (in.accept('}')) {
            return Map.of();
        }
        String first = key();
        if (!tags || !first.equals(Tags.MAP)) {
            return entries(first, 1, !tags);
        }
        Map<String, Value> fields = literal(0);
        in.expect('}');
        return fields;
    }

    /** All entries up to the closing brace, which is taken; the first key is read already. */
    private Map<String, Value> entries(String first, int depth, boolean literal) throws IOException {
        Map<String, Value> fields = new LinkedHashMap<>();
        String key = first;
        while (true) {
            if (tags && !literal && key.startsWith("$")) {
                throw Tags.notLiteral(key);
            }
            if (fields.put(key, value(depth)) != null) {
                throw new JsonScanner.Malformed("the key \"" + key + "\" is given twice");
            }
            if (!in.accept(',')) {
                in.expect('}');
                return fields;
            }
            key = key();
        }
    }

    private String key() throws IOException {
        String key = in.string(Tags.LONGEST_NAME);
        in.expect(':');
        return key;
    }

    private static void deeper(int depth) throws IOException {
        if (depth >= Tags.DEEPEST) {
            throw new JsonScanner.Malformed("maps and arrays are nested deeper than " + Tags.DEEPEST + " levels");
        }
    }
}
