package dbmanager.backup;

import com.google.gson.FormattingStyle;
import com.google.gson.Strictness;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import com.google.gson.stream.JsonWriter;
import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A JSON document that shows every changed byte. It is one object in UTF-8 whose last two lines, ended by LF, are
 *
 * <pre>
 *   "seal": "sha256:&lt;64 lower-case hexadecimal digits&gt;"
 * }
 * </pre>
 *
 * <p>The digits are the SHA-256 of every byte before these two lines, the LF in front of them included; {@code head -n -2 manifest.json |
 * sha256sum} prints them. The two lines are compared byte for byte. A seal finds damage; it does not prove who wrote the document.
 */
final class SealedJson {
    private static final String OPENING = "  \"seal\": \"sha256:";
    private static final String CLOSING = "\"\n}\n";
    private static final int DIGITS = 64;
    private static final int LENGTH = OPENING.length() + DIGITS + CLOSING.length();

    private SealedJson() {}

    /** The members of the object. */
    interface Members {
        void write(JsonWriter json) throws IOException;
    }

    /** Takes the value of one member, or skips it. */
    interface MemberReader {
        void read(String key, JsonReader json) throws IOException;
    }

    /** What is not as it has to be. */
    static final class Malformed extends Exception {
        private static final long serialVersionUID = 1L;

        Malformed(String why, Throwable cause) {
            super(why, cause);
        }

        Malformed(String why) {
            this(why, null);
        }
    }

    static byte[] write(Members members) {
        StringWriter text = new StringWriter();
        try (JsonWriter json = new JsonWriter(text)) {
            json.setFormattingStyle(FormattingStyle.PRETTY);
            json.setHtmlSafe(false);
            json.beginObject();
            members.write(json);
            json.name("seal").value("sha256:" + "0".repeat(DIGITS));
            json.endObject();
        } catch (IOException e) {
            throw new IllegalStateException("a StringWriter does not fail", e);
        }
        byte[] bytes = text.append('\n').toString().getBytes(StandardCharsets.UTF_8);
        byte[] seal = seal(bytes);
        System.arraycopy(seal, 0, bytes, bytes.length - LENGTH, LENGTH);
        return bytes;
    }

    static boolean isWhole(byte[] bytes) {
        if (bytes.length <= LENGTH) {
            return false;
        }
        byte[] found = new byte[LENGTH];
        System.arraycopy(bytes, bytes.length - LENGTH, found, 0, LENGTH);
        return MessageDigest.isEqual(found, seal(bytes));
    }

    private static byte[] seal(byte[] bytes) {
        MessageDigest digest = Hash.sha256Digest();
        digest.update(bytes, 0, bytes.length - LENGTH);
        return (OPENING + Hash.hex(digest) + CLOSING).getBytes(StandardCharsets.US_ASCII);
    }

    /**
     * Passes each member of the one object to the reader. Strict JSON and UTF-8; a key may stand only once. The document is never held as a
     * tree, and nesting is limited, so a hostile one costs no more than its own size.
     */
    static void read(byte[] bytes, MemberReader members) throws Malformed {
        try (JsonReader json = new JsonReader(new StringReader(decode(bytes)))) {
            json.setStrictness(Strictness.STRICT);
            readObject(json, members);
            if (json.peek() != JsonToken.END_DOCUMENT) {
                throw new Malformed("something follows its end");
            }
        } catch (IOException | IllegalStateException | NumberFormatException e) {
            throw new Malformed("it is not the JSON of one (" + firstLine(e) + ")", e);
        }
    }

    /** The object that comes next. */
    static void readObject(JsonReader json, MemberReader members) throws IOException {
        Set<String> seen = new HashSet<>();
        json.beginObject();
        while (json.hasNext()) {
            String key = json.nextName();
            if (!seen.add(key)) {
                throw new IOException("\"" + key + "\" stands there twice");
            }
            members.read(key, json);
        }
        json.endObject();
    }

    interface ItemReader<T> {
        T read(JsonReader json) throws IOException;
    }

    /** The list that comes next. */
    static <T> List<T> readList(JsonReader json, ItemReader<T> item) throws IOException {
        List<T> items = new ArrayList<>();
        json.beginArray();
        while (json.hasNext()) {
            items.add(item.read(json));
        }
        json.endArray();
        return items;
    }

    /** The texts of the object that comes next, by key. */
    static Map<String, String> readTexts(JsonReader json) throws IOException {
        Map<String, String> texts = new HashMap<>();
        readObject(json, (key, value) -> keep(key, value, texts));
        return texts;
    }

    /** Keeps a value if it is a text, a number or a truth, as a text; what is none of these is passed over. */
    static void keep(String key, JsonReader json, Map<String, String> texts) throws IOException {
        switch (json.peek()) {
            case STRING, NUMBER -> texts.put(key, json.nextString());
            case BOOLEAN -> texts.put(key, String.valueOf(json.nextBoolean()));
            default -> json.skipValue();
        }
    }

    /** What is absent has no key. */
    static void writeOptional(JsonWriter json, String key, Optional<String> value) throws IOException {
        if (value.isPresent()) {
            json.name(key).value(value.get());
        }
    }

    private static String decode(byte[] bytes) throws Malformed {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new Malformed("it is not UTF-8", e);
        }
    }

    private static String firstLine(Exception e) {
        return String.valueOf(e.getMessage()).lines().findFirst().orElse("");
    }
}
