package dbmanager.backup;

import com.google.gson.FormattingStyle;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonWriter;
import dbmanager.backup.SealedJson.Malformed;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A small document of a store, such as a manifest, encrypted and authenticated as one. It is one JSON object in UTF-8 with a few members that everybody
 * can read, {@code format} and {@code key} first, whose last two lines, ended by LF, are
 *
 * <pre>
 *   "sealed": "&lt;Base64&gt;"
 * }
 * </pre>
 *
 * <p>The Base64 (RFC 4648, padded) is of 12 bytes nonce, the document encrypted by AES-256-GCM, and 16 bytes tag. Associated data are the key of the object
 * in its store, LF, and every byte before these two lines: so nothing of it can be changed, and it means something only where it was written.
 */
final class EncryptedJson {
    static final int FORMAT = 2;

    private static final String OPENING = "  \"sealed\": \"";
    private static final String CLOSING = "\"\n}\n";

    private final byte[] open;
    private final byte[] sealed;
    private final KeyId key;
    private final String id;
    private final List<StoredPart> parts;

    /** What everybody can know of a part. */
    record StoredPart(String name, long bytes, String sha256) {}

    private EncryptedJson(byte[] open, byte[] sealed, KeyId key, String id, List<StoredPart> parts) {
        this.open = open;
        this.sealed = sealed;
        this.key = key;
        this.id = id;
        this.parts = List.copyOf(parts);
    }

    static byte[] write(BackupKey key, String place, byte[] document, SealedJson.Members members) {
        StringWriter text = new StringWriter();
        try (JsonWriter json = new JsonWriter(text)) {
            json.setFormattingStyle(FormattingStyle.PRETTY);
            json.setHtmlSafe(false);
            json.beginObject();
            json.name("format").value(FORMAT);
            json.name("key").value(key.id().text());
            members.write(json);
            json.name("sealed").value("");
            json.endObject();
        } catch (IOException e) {
            throw new IllegalStateException("a StringWriter does not fail", e);
        }
        byte[] whole = text.append('\n').toString().getBytes(StandardCharsets.UTF_8);
        byte[] open = Arrays.copyOf(whole, whole.length - OPENING.length() - CLOSING.length());
        return assembled(open, key.seal(document, associated(place, open)));
    }

    private static byte[] assembled(byte[] open, byte[] sealed) {
        String base64 = Base64.getEncoder().encodeToString(sealed);
        return concat(open, (OPENING + base64 + CLOSING).getBytes(StandardCharsets.US_ASCII));
    }

    /** Without members of its own. */
    static byte[] write(BackupKey key, String place, byte[] document) {
        return write(key, place, document, json -> {});
    }

    /** Empty when it is no such document, or of a newer format. Nothing of it may be believed before {@link #unseal}. */
    static Optional<EncryptedJson> of(byte[] bytes) {
        String text = new String(bytes, StandardCharsets.ISO_8859_1); // a character a byte
        int line = text.lastIndexOf("\n" + OPENING);
        if (line < 0 || !text.endsWith(CLOSING)) {
            return Optional.empty();
        }
        Map<String, String> texts = new HashMap<>();
        List<StoredPart> parts = new ArrayList<>();
        try {
            SealedJson.read(bytes, (name, json) -> {
                switch (name) {
                    case "format", "key", "id", "sealed" -> texts.put(name, json.nextString());
                    case "parts" -> parts.addAll(parts(json));
                    default -> json.skipValue();
                }
            });
            byte[] open = Arrays.copyOf(bytes, line + 1);
            byte[] sealed = Base64.getDecoder().decode(texts.getOrDefault("sealed", ""));
            String key = texts.getOrDefault("key", "");
            boolean whole = String.valueOf(FORMAT).equals(texts.get("format"))
                    && KeyId.isWellFormed(key)
                    && Arrays.equals(bytes, assembled(open, sealed)); // Base64 can be written in more than one way
            return whole
                    ? Optional.of(new EncryptedJson(open, sealed, new KeyId(key), texts.getOrDefault("id", ""), parts))
                    : Optional.empty();
        } catch (Malformed | IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static List<StoredPart> parts(JsonReader json) throws IOException {
        List<StoredPart> parts = new ArrayList<>();
        json.beginArray();
        while (json.hasNext()) {
            Map<String, String> texts = new HashMap<>();
            SealedJson.readObject(json, (name, value) -> {
                switch (name) {
                    case "name", "bytes", "sha256" -> texts.put(name, value.nextString());
                    default -> value.skipValue();
                }
            });
            parts.add(new StoredPart(
                    texts.getOrDefault("name", ""),
                    Long.parseLong(texts.getOrDefault("bytes", "")),
                    texts.getOrDefault("sha256", "")));
        }
        json.endArray();
        return parts;
    }

    /** With which it says it is encrypted. */
    KeyId key() {
        return key;
    }

    /** The backup that it says it belongs to; empty where it does not say. */
    String id() {
        return id;
    }

    List<StoredPart> parts() {
        return parts;
    }

    /** The document. @throws Malformed when it, or anything beside it, is not what was sealed with this key for this place */
    byte[] unseal(BackupKey with, String place) throws Malformed {
        try {
            return with.unseal(sealed, associated(place, open));
        } catch (GeneralSecurityException e) {
            throw new Malformed(
                    "it is not what was sealed with key " + with.id()
                            + " for this place: it was changed or exchanged after it was written",
                    e);
        }
    }

    private static byte[] associated(String place, byte[] open) {
        return concat((place + "\n").getBytes(StandardCharsets.UTF_8), open);
    }

    private static byte[] concat(byte[] one, byte[] other) {
        ByteArrayOutputStream both = new ByteArrayOutputStream(one.length + other.length);
        both.writeBytes(one);
        both.writeBytes(other);
        return both.toByteArray();
    }
}
