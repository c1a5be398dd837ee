package dbmanager.backup;

import com.google.gson.stream.JsonWriter;
import dbmanager.backup.SchemaVersion.Applied;
import dbmanager.backup.SealedJson.Malformed;
import java.io.IOException;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The manifest as {@link SealedJson}, format 1; and where it is encrypted, as {@link EncryptedJson} of one of format 2. Keys are in snake_case and in a
 * fixed order; times are ISO-8601 in UTC; what is absent has no key. A reader ignores keys that it does not know, and refuses a format number
 * that it does not know. One of format 2 that is not encrypted is none.
 */
final class ManifestJson {
    private ManifestJson() {}

    /** @param key the one that the manifest names */
    static byte[] write(Manifest manifest, Optional<BackupKey> key) {
        byte[] document = write(manifest);
        return key.isEmpty()
                ? document
                : EncryptedJson.write(
                        key.get(), manifest.id().place(Manifest.NAME), document, json -> writeOpen(json, manifest));
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
            SealedJson.writeOptional(json, "key", manifest.key().map(KeyId::text));
            json.name("reason").value(manifest.reason());
            json.name("begun").value(manifest.begun().toString());
            json.name("finished").value(manifest.finished().toString());
            SealedJson.writeOptional(json, "read_time", manifest.readTime().map(Instant::toString));
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
        SealedJson.writeOptional(json, "id", database.id());
        json.endObject();
    }

    private static void write(JsonWriter json, SchemaVersion schema) throws IOException {
        json.beginObject();
        SealedJson.writeOptional(json, "current", schema.current());
        json.name("applied").beginArray();
        for (Applied applied : schema.applied()) {
            json.beginObject();
            SealedJson.writeOptional(json, "version", applied.version());
            json.name("description").value(applied.description());
            SealedJson.writeOptional(json, "sha256", applied.sha256());
            json.endObject();
        }
        json.endArray();
        json.endObject();
    }

    private static void write(JsonWriter json, Part part) throws IOException {
        json.beginObject();
        json.name("name").value(part.name());
        json.name("kind").value(part.kind().name().toLowerCase(Locale.ROOT));
        SealedJson.writeOptional(json, "source", part.source());
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
            if (Documents.isTooLarge(bytes)) {
                throw new Malformed(
                        "it is larger than " + Documents.LARGEST + " bytes, and db-manager writes none that is");
            }
            Optional<EncryptedJson> encrypted = EncryptedJson.of(bytes);
            if (encrypted.isPresent()) {
                EncryptedJson sealed = encrypted.get();
                BackupKey key = keys.need(sealed.key(), "backup " + where);
                byte[] document =
                        sealed.unseal(key, ManifestDocument.id(sealed.id()).place(Manifest.NAME));
                return ManifestDocument.of(document).manifest(Manifest.ENCRYPTED_FORMAT, Optional.of(key.id()));
            }
            return ManifestDocument.of(bytes).manifest(Manifest.FORMAT, Optional.empty());
        } catch (Malformed e) {
            throw new ManifestDamaged(where, e.getMessage(), e);
        }
    }
}
