package dbmanager.backup;

import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonWriter;
import dbmanager.backup.RestorePoint.Member;
import dbmanager.backup.SchemaVersion.Applied;
import dbmanager.backup.SealedJson.Malformed;
import dbmanager.migration.Version;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The record of a promotion, and of its end, as {@link SealedJson}. Both are written once. */
final class RestorePointJson {
    private static final int FORMAT = 1;

    private RestorePointJson() {}

    static byte[] write(RestorePoint point) {
        return SealedJson.write(json -> {
            json.name("format").value(FORMAT);
            json.name("id").value(point.id());
            json.name("begun").value(point.begun().toString());
            json.name("source").value(point.source());
            json.name("environment").value(point.environment());
            json.name("who").value(point.who());
            json.name("tool").value(point.tool());
            json.name("rehearsed").value(point.rehearsed());
            SealedJson.writeOptional(json, "goes_on", point.goesOn());
            json.name("databases").beginArray();
            for (Member member : point.members()) {
                write(member, json);
            }
            json.endArray();
        });
    }

    private static void write(Member member, JsonWriter json) throws IOException {
        json.beginObject();
        json.name("name").value(member.database().name());
        json.name("engine").value(member.database().engine());
        json.name("location").value(member.database().location());
        SealedJson.writeOptional(json, "id", member.database().id());
        SealedJson.writeOptional(json, "backup", member.backup().map(BackupId::text));
        SealedJson.writeOptional(json, "version", member.version());
        json.name("migrations").beginArray();
        for (Applied migration : member.migrations()) {
            json.beginObject();
            SealedJson.writeOptional(json, "version", migration.version());
            json.name("description").value(migration.description());
            SealedJson.writeOptional(json, "sha256", migration.sha256());
            json.endObject();
        }
        json.endArray();
        json.endObject();
    }

    static byte[] end(Instant at, String who) {
        return SealedJson.write(json -> {
            json.name("format").value(FORMAT);
            json.name("at").value(at.toString());
            json.name("who").value(who);
        });
    }

    /** Empty when it is damaged or of a newer format. */
    static Optional<RestorePoint> read(byte[] bytes) {
        if (!SealedJson.isWhole(bytes)) {
            return Optional.empty();
        }
        Map<String, String> texts = new HashMap<>();
        List<Member> members = new ArrayList<>();
        try {
            SealedJson.read(bytes, (key, json) -> {
                if (key.equals("databases")) {
                    members.addAll(SealedJson.readList(json, RestorePointJson::member));
                } else {
                    SealedJson.keep(key, json, texts);
                }
            });
            if (!String.valueOf(FORMAT).equals(texts.get("format"))) {
                return Optional.empty();
            }
            return Optional.of(new RestorePoint(
                    texts.getOrDefault("id", ""),
                    Instant.parse(texts.getOrDefault("begun", "")),
                    texts.getOrDefault("source", ""),
                    texts.getOrDefault("environment", ""),
                    texts.getOrDefault("who", ""),
                    texts.getOrDefault("tool", ""),
                    Boolean.parseBoolean(texts.get("rehearsed")),
                    Optional.ofNullable(texts.get("goes_on")),
                    members));
        } catch (Malformed | DateTimeException | BackupId.Malformed e) {
            return Optional.empty();
        }
    }

    private static Member member(JsonReader json) throws IOException {
        Map<String, String> texts = new HashMap<>();
        List<Applied> migrations = new ArrayList<>();
        SealedJson.readObject(json, (key, value) -> {
            if (key.equals("migrations")) {
                migrations.addAll(SealedJson.readList(value, RestorePointJson::migration));
            } else {
                SealedJson.keep(key, value, texts);
            }
        });
        return new Member(
                new DatabaseIdentity(
                        texts.getOrDefault("name", ""),
                        texts.getOrDefault("engine", ""),
                        texts.getOrDefault("location", ""),
                        Optional.ofNullable(texts.get("id"))),
                Optional.ofNullable(texts.get("backup")).map(BackupId::new),
                Optional.ofNullable(texts.get("version")),
                migrations);
    }

    private static Applied migration(JsonReader json) throws IOException {
        Map<String, String> texts = SealedJson.readTexts(json);
        Optional<String> version = Optional.ofNullable(texts.get("version"));
        if (version.filter(text -> !Version.isWellFormed(text)).isPresent()) {
            throw new IOException("\"" + version.get() + "\" is not a version");
        }
        return new Applied(version, texts.getOrDefault("description", ""), Optional.ofNullable(texts.get("sha256")));
    }
}
