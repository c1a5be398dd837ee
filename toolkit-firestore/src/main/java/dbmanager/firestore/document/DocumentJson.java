package dbmanager.firestore.document;

import com.google.firestore.v1.Document;
import com.google.firestore.v1.Value;
import dbmanager.exchange.Utf8Out;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * Documents and values as JSON that loses nothing: what is read again is bit for bit what was written, except that NaN is one value.
 *
 * <p>Values are plain JSON; an object with one key that begins with {@code $} is a tag, for what JSON cannot say:
 *
 * <ul>
 *   <li>{@code 1} is an integer, {@code 1.0} and {@code 1e0} are doubles: a double is written with a point or an exponent, always, and the reader
 *       goes by the text;
 *   <li>{@code {"$int":"9007199254740993"}} beyond ±2^53, which most programs would round; {@code {"$double":"NaN"}}, {@code Infinity},
 *       {@code -Infinity}, {@code -0.0};
 *   <li>{@code {"$timestamp":"2026-11-21T02:00:00.123456Z"}}, {@code {"$bytes":"Base64"}}, {@code {"$geopoint":[latitude, longitude]}},
 *       {@code {"$vector":[1.0,0.5]}};
 *   <li>{@code {"$reference":"users/42"}} within the same database, so that it points into whatever database it is read for;
 *       {@code {"$reference":"projects/p/databases/d/documents/users/42"}} into another one, where it stays;
 *   <li>{@code {"$map":{"$price":1}}} for a map with a key that begins with {@code $}. Maps with a {@code __type__} that is no vector are plain.
 * </ul>
 *
 * <p>Keys stand in the order of their UTF-8 bytes: the same document is always the same text.
 */
public final class DocumentJson {
    private DocumentJson() {}

    /**
     * Writes a document as one line without its end: {@code {"path":"users/42","created":"…","updated":"…","fields":{…}}}; the times only where the
     * document has them.
     *
     * @throws InvalidPath when its name names no document
     * @throws InvalidDocument when a value is none that Firestore stores
     */
    public static void write(Document document, Utf8Out out) {
        String name = document.getName();
        String path = DocumentPath.of(name).text();
        ValueWriter values = new ValueWriter(out, name.substring(0, name.length() - path.length()), path);
        out.ascii("{\"path\":");
        out.json(path);
        if (document.hasCreateTime()) {
            out.ascii(",\"created\":");
            values.bare(document.getCreateTime());
        }
        if (document.hasUpdateTime()) {
            out.ascii(",\"updated\":");
            values.bare(document.getUpdateTime());
        }
        out.ascii(",\"fields\":");
        values.map(document.getFieldsMap(), 0);
        out.ascii('}');
    }

    /**
     * Reads what {@link #write} wrote.
     *
     * @param into the database whose document it is to be
     * @throws InvalidDocument when it is not that
     */
    public static Document read(byte[] utf8, DatabaseName into) {
        return whole(utf8, "the document", in -> new DocumentReader(in, into).next());
    }

    /** One value as JSON. */
    public static String text(Value value, DatabaseName home) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        Utf8Out out = new Utf8Out(bytes, "memory");
        new ValueWriter(out, home.documents() + '/', "a value").value(value, 0);
        out.flush();
        return bytes.toString(StandardCharsets.UTF_8);
    }

    /**
     * Reads one value of JSON.
     *
     * @throws InvalidDocument when it is not one
     */
    public static Value parse(String json, DatabaseName home) {
        return whole(
                json.getBytes(StandardCharsets.UTF_8), "the value", in -> new ValueReader(in, home, true).value(0));
    }

    /**
     * The value that plain objects mean, with the same tags: {@code null}, {@link Boolean}, {@link Double}, whole numbers of 64 bits,
     * {@link String}, {@code byte[]}, {@link java.util.List} and {@link Map}.
     *
     * @throws InvalidDocument when they mean none; its message says what but not where
     */
    public static Value fromTree(Object tree, DatabaseName home) {
        try {
            return new ValueTree(home).value(tree, 0);
        } catch (Tags.Refused e) {
            throw InvalidDocument.unreadable("a value", e.getMessage());
        }
    }

    /** The inverse of {@link #fromTree}; {@code null} for null. */
    public static Object toTree(Value value, DatabaseName home) {
        return new ValueTree(home).tree(value);
    }

    /** The fields of a document as plain objects, in the order of their names; as {@code {"$map": …}} when one begins with {@code $}. */
    public static Map<String, Object> toTree(Map<String, Value> fields, DatabaseName home) {
        return new ValueTree(home).map(fields);
    }

    private static <T> T whole(byte[] utf8, String what, Reading<T> reading) {
        try {
            JsonScanner in = new JsonScanner(new ByteArrayInputStream(utf8));
            T result = reading.from(in);
            if (in.peek() >= 0) {
                throw in.unexpected("the end");
            }
            return result;
        } catch (IOException e) {
            throw InvalidDocument.unreadable(what, e.getMessage());
        }
    }

    private interface Reading<T> {
        T from(JsonScanner in) throws IOException;
    }
}
