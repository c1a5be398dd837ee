package dbmanager.exchange;

import com.google.gson.Strictness;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import com.google.gson.stream.MalformedJsonException;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads the values that {@link JsonOut} writes, from a file that may be hostile. Whole numbers become {@link Long}, or {@link BigDecimal}
 * beyond 64 bits; a number with a point becomes {@link Double} when that is how its double is written, else {@link BigDecimal}, which keeps
 * every digit.
 */
final class JsonIn implements AutoCloseable {
    static final int DEEPEST = 200;

    /** Beyond it a number is an attack on the arithmetic. Its digits are limited by the reader, to some 1000. */
    private static final int LARGEST_EXPONENT = 10_000;

    /** What an element costs besides its characters. */
    private static final int ELEMENT = 32;

    private static final Pattern PLACE = Pattern.compile("(?s)(.*?) at line (\\d+) column (\\d+).*");
    private static final Set<String> SPECIAL = Set.of("NaN", "Infinity", "-Infinity", "-0.0");

    private final Utf8In in;
    final JsonReader reader;

    JsonIn(InputStream in) {
        this.in = new Utf8In(in);
        this.reader = new JsonReader(this.in);
        reader.setStrictness(Strictness.STRICT);
        reader.setNestingLimit(DEEPEST);
    }

    /** @param text the value, as it stands behind {@code $exact} */
    static Exact exact(String text) throws IOException {
        try (JsonIn in = new JsonIn(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)))) {
            in.in.allow(Import.LONGEST_VALUE);
            Exact value = in.exact();
            if (in.reader.peek() != JsonToken.END_DOCUMENT) {
                throw new Utf8In.Refused("something follows the value");
            }
            return value;
        }
    }

    /**
     * What it is that cannot be read, for whoever gave the file.
     *
     * @param within what follows the line, such as the row
     */
    MalformedInput malformed(String file, String within, IOException e) {
        if (e instanceof EOFException) {
            return malformed(file, within, "the document ends too early");
        }
        String message = String.valueOf(e.getMessage());
        Matcher matcher = PLACE.matcher(message);
        return e instanceof MalformedJsonException && matcher.matches()
                ? new MalformedInput(
                        file + " line " + matcher.group(2) + " column " + matcher.group(3) + within,
                        plain(matcher.group(1)))
                : malformed(file, within, plain(message));
    }

    MalformedInput malformed(String file, String within, String why) {
        return new MalformedInput(place(file, within), why);
    }

    /** Where the reader is. */
    String place(String file, String within) {
        Matcher matcher = PLACE.matcher(reader.toString());
        return matcher.matches() ? file + " line " + matcher.group(2) + within : file + within;
    }

    /** Without the advice that is for programmers. */
    private static String plain(String message) {
        return message.replaceFirst(
                "^(Use JsonReader|JSON must|Expected JSON).*", "this is no JSON: a value, name or bracket is wrong");
    }

    /** The next name inside an object. */
    String name() throws IOException {
        in.allow(Import.LONGEST_VALUE);
        return reader.nextName();
    }

    void skip() throws IOException {
        in.allow(Long.MAX_VALUE);
        reader.skipValue();
    }

    /** The next value, whole. */
    Object value() throws IOException {
        in.allow(Import.LONGEST_VALUE);
        return any();
    }

    private Object any() throws IOException {
        return switch (reader.peek()) {
            case STRING -> reader.nextString();
            case NUMBER -> number(reader.nextString());
            case BOOLEAN -> reader.nextBoolean();
            case NULL -> {
                reader.nextNull();
                yield null;
            }
            case BEGIN_ARRAY -> list();
            case BEGIN_OBJECT -> mapOrTag();
            default -> throw new Utf8In.Refused("a value is missing");
        };
    }

    /** A value inside another one. */
    private Object part() throws IOException {
        Object value = any();
        if (value instanceof Exact) {
            throw new Utf8In.Refused("$exact marks a whole value, not a part of one");
        }
        return value;
    }

    static Object number(String text) throws Utf8In.Refused {
        boolean whole = true;
        for (int i = 0; i < text.length() && whole; i++) {
            char c = text.charAt(i);
            whole = c != '.' && c != 'e' && c != 'E';
        }
        if (whole && text.length() < 19) {
            return Long.parseLong(text);
        }
        return whole ? large(text) : decimal(text);
    }

    private static Object large(String text) {
        BigDecimal number = new BigDecimal(text);
        boolean fits = number.toBigInteger().bitLength() < Long.SIZE;
        return fits ? (Object) number.longValue() : number;
    }

    private static Object decimal(String text) throws Utf8In.Refused {
        double number = Double.parseDouble(text);
        if (Double.isFinite(number) && Doubles.text(number).equals(text)) {
            return number;
        }
        BigDecimal exact;
        try {
            exact = new BigDecimal(text);
        } catch (NumberFormatException e) { // an exponent beyond an int
            throw new Utf8In.Refused("the exponent of " + text + " is too large");
        }
        if (Math.abs((long) exact.scale()) > LARGEST_EXPONENT) {
            throw new Utf8In.Refused("the exponent of " + text + " is too large");
        }
        return exact;
    }

    private List<Object> list() throws IOException {
        List<Object> list = new ArrayList<>();
        reader.beginArray();
        while (reader.hasNext()) {
            in.charge(ELEMENT);
            list.add(part());
        }
        reader.endArray();
        return list;
    }

    private Object mapOrTag() throws IOException {
        reader.beginObject();
        if (reader.peek() != JsonToken.NAME) {
            reader.endObject();
            return new LinkedHashMap<String, Object>();
        }
        String first = reader.nextName();
        Object value = first.startsWith("$") ? tagged(first) : map(first, false);
        reader.endObject();
        return value;
    }

    private Object tagged(String tag) throws IOException {
        return switch (tag) {
            case "$double" -> special(string(tag));
            case "$int" -> integer(string(tag));
            case "$bytes" -> bytes(string(tag));
            case "$map" -> single(tag, literalMap());
            case "$timestamp", "$reference" -> single(tag, new Tagged(tag, string(tag)));
            case "$geopoint", "$vector" -> single(tag, new Tagged(tag, any()));
            case "$exact" -> single(tag, exact());
            default ->
                throw new Utf8In.Refused(
                        "the tag " + tag + " is unknown; a map with such a key is written {\"$map\": {…}}");
        };
    }

    private Exact exact() throws IOException {
        Object value = part();
        if (value == null || value instanceof List<?> || value instanceof Map<?, ?>) {
            throw new Utf8In.Refused("$exact wants a number, a text, bytes, true or false");
        }
        return new Exact(value);
    }

    private Object literalMap() throws IOException {
        if (reader.peek() != JsonToken.BEGIN_OBJECT) {
            throw new Utf8In.Refused("$map wants an object");
        }
        reader.beginObject();
        Object map = reader.hasNext() ? map(reader.nextName(), true) : new LinkedHashMap<String, Object>();
        reader.endObject();
        return map;
    }

    private Object special(String text) throws IOException {
        if (!SPECIAL.contains(text)) {
            throw new Utf8In.Refused("$double is NaN, Infinity, -Infinity or -0.0");
        }
        return single("$double", Double.valueOf(text));
    }

    /** What backups write beyond 2^53, for readers that know only doubles. */
    private Object integer(String text) throws IOException {
        try {
            return single("$int", Long.valueOf(text));
        } catch (NumberFormatException e) {
            throw new Utf8In.Refused("$int wants a whole number of 64 bits");
        }
    }

    private Object bytes(String text) throws IOException {
        try {
            return single("$bytes", Base64.getDecoder().decode(text));
        } catch (IllegalArgumentException e) {
            throw new Utf8In.Refused("$bytes is not Base64: " + e.getMessage());
        }
    }

    private String string(String tag) throws IOException {
        if (reader.peek() != JsonToken.STRING) {
            throw new Utf8In.Refused(tag + " wants a string");
        }
        return reader.nextString();
    }

    private Object single(String tag, Object value) throws IOException {
        if (reader.hasNext()) {
            throw new Utf8In.Refused(tag + " must stand alone");
        }
        return value;
    }

    private Map<String, Object> map(String first, boolean literal) throws IOException {
        Map<String, Object> map = new LinkedHashMap<>();
        String key = first;
        while (true) {
            in.charge(ELEMENT);
            if (!literal && key.startsWith("$")) {
                throw new Utf8In.Refused("a map with the key " + key + " is written {\"$map\": {…}}");
            }
            if (map.containsKey(key)) {
                throw new Utf8In.Refused("the key \"" + key + "\" is given twice");
            }
            map.put(key, part());
            if (!reader.hasNext()) {
                return map;
            }
            key = reader.nextName();
        }
    }

    @Override
    public void close() throws IOException {
        reader.close();
    }
}
