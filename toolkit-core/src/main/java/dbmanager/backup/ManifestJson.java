package dbmanager.backup;

import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import com.google.gson.stream.JsonWriter;
import dbmanager.backup.Part.Compression;
import dbmanager.backup.Part.Kind;
import dbmanager.backup.SchemaVersion.Applied;
import dbmanager.backup.SealedJson.Malformed;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * The manifest as {@link SealedJson}, format 1; and where it is encrypted, as {@link EncryptedJson} of one of format 2. Keys are in snake_case and in a
 * fixed order; times are ISO-8601 in UTC; what is absent has no key. A reader ignores keys that it does not know, and refuses a format number
 * that it does not know. One of format 2 that is not encrypted is none.
 */
final class ManifestJson {
    private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");

    private ManifestJson() {}

    /** @param key the one that the manifest names */
    static byte[] write(Manifest manifest, Optional<BackupKey> key) {
        byte[] document = write(manifest);
        return key.isEmpty()
                ? document
                : EncryptedJson.write(
                        key.get(), place(manifest.id().text()), document, json -> writeOpen(json, manifest));
    }

    private static String place(String id) {
        return id + "/" + Manifest.NAME;
    }

    /** What can be known without the key: enough to see whether the parts are as they were written. */
    private static void writeOpen(JsonWriter json, Manifest manifest) throws IOException {
        json.name("id").value(manifest.id().text());
        json.name("tool").value(manifest.tool());
        json.name("parts").beginArray();
        for (Part part : manifest.parts()) {
            json.beginObject();
            json.name("name").value(part.name());
            json.name("bytes").value(part.bytes());
            json.name("sha256").value(part.sha256());
            json.endObject();
        }
        json.endArray();
    }

    static byte[] write(Manifest manifest) {
        return SealedJson.write(json -> {
            json.name("format").value(manifest.format());
            json.name("id").value(manifest.id().text());
            json.name("database");
            write(json, manifest.database());
            json.name("environment").value(manifest.environment());
            json.name("tool").value(manifest.tool());
            writeOptional(json, "key", manifest.key().map(KeyId::text));
            json.name("reason").value(manifest.reason());
            json.name("begun").value(manifest.begun().toString());
            json.name("finished").value(manifest.finished().toString());
            writeOptional(json, "read_time", manifest.readTime().map(Instant::toString));
            json.name("selection").beginArray();
            for (String selected : manifest.selection()) {
                json.value(selected);
            }
            json.endArray();
            json.name("schema");
            write(json, manifest.schema());
            json.name("parts").beginArray();
            for (Part part : manifest.parts()) {
                write(json, part);
            }
            json.endArray();
        });
    }

    private static void write(JsonWriter json, DatabaseIdentity database) throws IOException {
        json.beginObject();
        json.name("name").value(database.name());
        json.name("engine").value(database.engine());
        json.name("location").value(database.location());
        writeOptional(json, "id", database.id());
        json.endObject();
    }

    private static void write(JsonWriter json, SchemaVersion schema) throws IOException {
        json.beginObject();
        writeOptional(json, "current", schema.current());
        json.name("applied").beginArray();
        for (Applied applied : schema.applied()) {
            json.beginObject();
            writeOptional(json, "version", applied.version());
            json.name("description").value(applied.description());
            writeOptional(json, "sha256", applied.sha256());
            json.endObject();
        }
        json.endArray();
        json.endObject();
    }

    private static void write(JsonWriter json, Part part) throws IOException {
        json.beginObject();
        json.name("name").value(part.name());
        json.name("kind").value(part.kind().name().toLowerCase(Locale.ROOT));
        writeOptional(json, "source", part.source());
        json.name("compression").value(part.compression().name().toLowerCase(Locale.ROOT));
        json.name("bytes").value(part.bytes());
        json.name("records").value(part.records());
        json.name("sha256").value(part.sha256());
        json.name("contents").beginObject();
        for (Map.Entry<String, Long> content : new TreeMap<>(part.contents()).entrySet()) {
            json.name(content.getKey()).value(content.getValue());
        }
        json.endObject();
        writeTexts(json, "uncounted", part.uncounted());
        writeTexts(json, "digests", part.digests());
        json.endObject();
    }

    private static void writeTexts(JsonWriter json, String key, Map<String, String> texts) throws IOException {
        if (!texts.isEmpty()) {
            json.name(key).beginObject();
            for (Map.Entry<String, String> text : new TreeMap<>(texts).entrySet()) {
                json.name(text.getKey()).value(text.getValue());
            }
            json.endObject();
        }
    }

    private static void writeOptional(JsonWriter json, String key, Optional<String> value) throws IOException {
        if (value.isPresent()) {
            json.name(key).value(value.get());
        }
    }

    /** @param expected the folder that the manifest lies in; its own id must be the same */
    static Manifest read(BackupId expected, byte[] bytes, Keyring keys) {
        Manifest manifest = read(expected.text(), bytes, keys);
        if (!manifest.id().text().equals(expected.text())) {
            throw new ManifestDamaged(expected.text(), "it is the one of " + manifest.id(), null);
        }
        return manifest;
    }

    /**
     * Reads a manifest wherever it lies.
     *
     * @param where for the message when it is damaged
     * @throws UnknownKey when it is encrypted with a key that is none of these
     */
    static Manifest read(String where, byte[] bytes, Keyring keys) {
        try {
            Optional<EncryptedJson> encrypted = EncryptedJson.of(bytes);
            if (encrypted.isPresent()) {
                EncryptedJson sealed = encrypted.get();
                BackupKey key = keys.need(sealed.key(), "backup " + where);
                byte[] document = sealed.unseal(key, place(sealed.id()));
                return whole(document).manifest(Manifest.ENCRYPTED_FORMAT, Optional.of(key.id()));
            }
            return whole(bytes).manifest(Manifest.FORMAT, Optional.empty());
        } catch (Malformed e) {
            throw new ManifestDamaged(where, e.getMessage(), e);
        }
    }

    private static Document whole(byte[] bytes) throws Malformed {
        if (!SealedJson.isWhole(bytes)) {
            refuseNewer(format(bytes));
            throw new Malformed("its seal does not match: it was changed or cut off after it was written");
        }
        return new Document(bytes);
    }

    private static void refuseNewer(long format) throws Malformed {
        if (format > Manifest.ENCRYPTED_FORMAT) {
            throw new Malformed("format " + format + " is newer than this tool; update db-manager");
        }
    }

    /** The format number, also of a document that this version cannot read; {@link Manifest#FORMAT} when it has none. */
    private static int format(byte[] bytes) {
        int[] format = {Manifest.FORMAT};
        try {
            SealedJson.read(bytes, (key, json) -> {
                if (key.equals("format") && json.peek() == JsonToken.NUMBER) {
                    format[0] = json.nextInt();
                } else {
                    json.skipValue();
                }
            });
        } catch (Malformed e) {
            // what could be read of it decides; the seal says the rest
        }
        return format[0];
    }

    /** The values of a document by key; each is asked for by the name that a message can show. */
    private static final class Document {
        private final Members top;

        Document(byte[] bytes) throws Malformed {
            top = new Members("");
            SealedJson.read(bytes, top::take);
        }

        /** @param expected the format that one which came in this way has */
        Manifest manifest(int expected, Optional<KeyId> key) throws Malformed {
            long format = top.count("format");
            refuseNewer(format);
            if (format < Manifest.FORMAT) {
                throw new Malformed("there is no format " + format);
            }
            if (format != expected) {
                throw new Malformed("it says that it is of format " + format + ", and it is of format " + expected);
            }
            return new Manifest(
                    expected,
                    id(top.text("id")),
                    database(top.object("database")),
                    top.text("environment"),
                    top.text("tool"),
                    top.text("reason"),
                    time(top.text("begun"), "begun"),
                    time(top.text("finished"), "finished"),
                    readTime(),
                    top.texts("selection"),
                    schema(top.object("schema")),
                    parts(top.objects("parts")),
                    key);
        }

        private Optional<Instant> readTime() throws Malformed {
            Optional<String> text = top.optionalText("read_time");
            return text.isEmpty() ? Optional.empty() : Optional.of(time(text.get(), "read_time"));
        }

        private static BackupId id(String text) throws Malformed {
            if (!BackupId.isWellFormed(text)) {
                throw new Malformed("\"id\" is no backup id");
            }
            return new BackupId(text);
        }

        private static DatabaseIdentity database(Members database) throws Malformed {
            return new DatabaseIdentity(
                    database.text("name"),
                    database.text("engine"),
                    database.text("location"),
                    database.optionalText("id"));
        }

        private static SchemaVersion schema(Members schema) throws Malformed {
            List<Applied> applied = new ArrayList<>();
            for (Members one : schema.objects("applied")) {
                applied.add(
                        new Applied(one.optionalText("version"), one.text("description"), one.optionalText("sha256")));
            }
            return new SchemaVersion(schema.optionalText("current"), applied);
        }

        private static List<Part> parts(List<Members> members) throws Malformed {
            List<Part> parts = new ArrayList<>();
            Set<String> names = new HashSet<>();
            for (Members one : members) {
                Part part = part(one);
                if (!names.add(part.name())) {
                    throw new Malformed("two parts are named " + part.name());
                }
                parts.add(part);
            }
            return parts;
        }

        private static Part part(Members part) throws Malformed {
            String name = part.text("name");
            if (!PartNames.isSafe(name)) {
                throw new Malformed("\"" + part.path("name") + "\" is not the name of a part");
            }
            String sha256 = part.text("sha256");
            if (!SHA256.matcher(sha256).matches()) {
                throw new Malformed("\"" + part.path("sha256") + "\" is not a SHA-256");
            }
            return new Part(
                    name,
                    one(Kind.class, part, "kind"),
                    part.optionalText("source"),
                    one(Compression.class, part, "compression"),
                    part.count("bytes"),
                    part.count("records"),
                    sha256,
                    part.counts("contents"),
                    part.optionalTexts("uncounted"),
                    part.optionalTexts("digests"));
        }

        private static <E extends Enum<E>> E one(Class<E> kind, Members members, String key) throws Malformed {
            String text = members.text(key);
            for (E constant : kind.getEnumConstants()) {
                if (constant.name().toLowerCase(Locale.ROOT).equals(text)) {
                    return constant;
                }
            }
            throw new Malformed("\"" + members.path(key) + "\" is not one that this tool knows");
        }

        private static Instant time(String text, String key) throws Malformed {
            try {
                return Instant.parse(text);
            } catch (DateTimeException e) {
                throw new Malformed("\"" + key + "\" is not a time", e);
            }
        }
    }

    /** The members of one JSON object: texts, whole numbers, and objects and lists of these. */
    private static final class Members {
        /** Stands for a value of a kind that no manifest has. */
        private static final Object OTHER = new Object();

        private final String at;
        private final Map<String, Object> values = new LinkedHashMap<>();

        Members(String at) {
            this.at = at;
        }

        void take(String key, JsonReader json) throws IOException {
            values.put(key, value(path(key), json));
        }

        private static Object value(String path, JsonReader json) throws IOException {
            return switch (json.peek()) {
                case STRING -> json.nextString();
                case NUMBER -> number(json.nextString());
                case BEGIN_OBJECT -> {
                    Members members = new Members(path);
                    SealedJson.readObject(json, members::take);
                    yield members;
                }
                case BEGIN_ARRAY -> {
                    List<Object> list = new ArrayList<>();
                    json.beginArray();
                    while (json.hasNext()) {
                        list.add(value(path + "[" + list.size() + "]", json));
                    }
                    json.endArray();
                    yield list;
                }
                default -> {
                    json.skipValue();
                    yield OTHER;
                }
            };
        }

        private static Object number(String digits) {
            try {
                return Long.valueOf(digits);
            } catch (NumberFormatException e) {
                return OTHER;
            }
        }

        String path(String key) {
            return at.isEmpty() ? key : at + "." + key;
        }

        private <T> T get(Class<T> type, String key, String what) throws Malformed {
            return cast(type, values.get(key), path(key), what);
        }

        private static <T> T cast(Class<T> type, Object value, String path, String what) throws Malformed {
            if (!type.isInstance(value)) {
                throw new Malformed("\"" + path + "\" is missing or not " + what);
            }
            return type.cast(value);
        }

        String text(String key) throws Malformed {
            return get(String.class, key, "a text");
        }

        Optional<String> optionalText(String key) throws Malformed {
            return values.containsKey(key) ? Optional.of(text(key)) : Optional.empty();
        }

        /** A whole number that is not negative. */
        long count(String key) throws Malformed {
            long count = get(Long.class, key, "a whole number");
            if (count < 0) {
                throw new Malformed("\"" + path(key) + "\" is negative");
            }
            return count;
        }

        Members object(String key) throws Malformed {
            return get(Members.class, key, "an object");
        }

        Map<String, Long> counts(String key) throws Malformed {
            Members members = object(key);
            Map<String, Long> counts = new LinkedHashMap<>();
            for (String name : members.values.keySet()) {
                counts.put(name, members.count(name));
            }
            return counts;
        }

        Map<String, String> optionalTexts(String key) throws Malformed {
            Map<String, String> texts = new LinkedHashMap<>();
            if (values.containsKey(key)) {
                Members members = object(key);
                for (String name : members.values.keySet()) {
                    texts.put(name, members.text(name));
                }
            }
            return texts;
        }

        List<String> texts(String key) throws Malformed {
            return list(String.class, key, "a text");
        }

        List<Members> objects(String key) throws Malformed {
            return list(Members.class, key, "an object");
        }

        private <T> List<T> list(Class<T> type, String key, String what) throws Malformed {
            List<T> list = new ArrayList<>();
            for (Object value : get(List.class, key, "a list")) {
                list.add(cast(type, value, path(key) + "[" + list.size() + "]", what));
            }
            return list;
        }
    }
}
