package dbmanager.backup;

import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonWriter;
import dbmanager.backup.Drill.Goals;
import dbmanager.backup.Drill.Step;
import dbmanager.backup.SealedJson.Malformed;
import dbmanager.problem.Finding;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The record of one drill as {@link SealedJson}: {@code drills/20261121T040000.000Z-shop.json}. Durations are in milliseconds. */
final class DrillJson {
    static final String FOLDER = "drills/";

    private static final int FORMAT = 1;
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss.SSS'Z'").withZone(ZoneOffset.UTC);
    private static final int TIME_LENGTH = "20261121T040000.000Z".length();

    private DrillJson() {}

    static String key(Drill drill) {
        return FOLDER + TIME.format(drill.begun()) + "-" + drill.database().name() + ".json";
    }

    static boolean isOf(String database, String key) {
        int time = FOLDER.length() + TIME_LENGTH;
        return key.length() > time && key.substring(time).equals("-" + database + ".json");
    }

    static byte[] write(Drill drill) {
        return SealedJson.write(json -> {
            json.name("format").value(FORMAT);
            json.name("begun").value(drill.begun().toString());
            json.name("environment").value(drill.environment());
            json.name("database").beginObject();
            json.name("name").value(drill.database().name());
            json.name("engine").value(drill.database().engine());
            json.name("location").value(drill.database().location());
            SealedJson.writeOptional(json, "id", drill.database().id());
            json.endObject();
            json.name("backup").value(drill.backup().text());
            json.name("as_of").value(drill.asOf().toString());
            json.name("tool").value(drill.tool());
            json.name("succeeded").value(drill.succeeded());
            json.name("recovery_time_ms").value(drill.recoveryTime().toMillis());
            json.name("lost_ms").value(drill.lost().toMillis());
            json.name("steps").beginArray();
            for (Step step : drill.steps()) {
                json.beginObject();
                json.name("name").value(step.name());
                json.name("took_ms").value(step.took().toMillis());
                json.endObject();
            }
            json.endArray();
            json.name("migrated").beginArray();
            for (String migration : drill.migrated()) {
                json.value(migration);
            }
            json.endArray();
            FindingsJson.write(json, drill.findings());
            goal("rto_goal_ms", drill.goals().rto(), json);
            goal("rpo_goal_ms", drill.goals().rpo(), json);
        });
    }

    private static void goal(String name, Optional<Duration> goal, JsonWriter json) throws IOException {
        if (goal.isPresent()) {
            json.name(name).value(goal.get().toMillis());
        }
    }

    /** Empty when it is damaged or of a newer format: then it proves nothing. */
    static Optional<Drill> read(byte[] bytes) {
        if (!SealedJson.isWhole(bytes)) {
            return Optional.empty();
        }
        Map<String, String> texts = new HashMap<>();
        Map<String, String> database = new HashMap<>();
        List<Step> steps = new ArrayList<>();
        List<String> migrated = new ArrayList<>();
        List<Finding> findings = new ArrayList<>();
        try {
            SealedJson.read(bytes, (key, json) -> {
                switch (key) {
                    case "database" -> database.putAll(SealedJson.readTexts(json));
                    case "steps" -> steps.addAll(SealedJson.readList(json, DrillJson::step));
                    case "migrated" -> migrated.addAll(SealedJson.readList(json, JsonReader::nextString));
                    case FindingsJson.KEY -> findings.addAll(FindingsJson.read(json));
                    default -> SealedJson.keep(key, json, texts);
                }
            });
            if (!String.valueOf(FORMAT).equals(texts.get("format"))) {
                return Optional.empty();
            }
            return Optional.of(new Drill(
                    Instant.parse(texts.getOrDefault("begun", "")),
                    texts.getOrDefault("environment", ""),
                    new DatabaseIdentity(
                            database.getOrDefault("name", ""),
                            database.getOrDefault("engine", ""),
                            database.getOrDefault("location", ""),
                            Optional.ofNullable(database.get("id"))),
                    new BackupId(texts.getOrDefault("backup", "")),
                    Instant.parse(texts.getOrDefault("as_of", "")),
                    texts.getOrDefault("tool", ""),
                    steps,
                    migrated,
                    findings,
                    new Goals(millis(texts, "rto_goal_ms"), millis(texts, "rpo_goal_ms"))));
        } catch (Malformed | DateTimeException | NumberFormatException | BackupId.Malformed e) {
            return Optional.empty();
        }
    }

    private static Optional<Duration> millis(Map<String, String> texts, String key) {
        return Optional.ofNullable(texts.get(key)).map(text -> Duration.ofMillis(Long.parseLong(text)));
    }

    private static Step step(JsonReader json) throws IOException {
        Map<String, String> step = SealedJson.readTexts(json);
        return new Step(
                step.getOrDefault("name", ""), Duration.ofMillis(Long.parseLong(step.getOrDefault("took_ms", ""))));
    }
}
