package dbmanager.operation;

import com.google.gson.stream.JsonWriter;
import dbmanager.backup.BackupId;
import dbmanager.backup.BackupStore;
import dbmanager.backup.StoreFailure;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * What one run over the databases of an environment backed up; kept in the store, so that a run that failed in the night is not forgotten.
 *
 * @param backups by database
 * @param failures why there is none, by database
 * @param suspects what speaks against the backup that was taken, by database
 */
public record BackupSession(
        Instant begun,
        String environment,
        Map<String, BackupId> backups,
        Map<String, String> failures,
        Map<String, String> suspects) {
    private static final DateTimeFormatter NAME =
            DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss.SSS'Z'").withZone(ZoneOffset.UTC);

    public BackupSession {
        backups = Collections.unmodifiableMap(new LinkedHashMap<>(backups));
        failures = Collections.unmodifiableMap(new LinkedHashMap<>(failures));
        suspects = Collections.unmodifiableMap(new LinkedHashMap<>(suspects));
    }

    /** How it went as a whole. */
    public enum Status {
        SUCCESS,
        PARTIAL,
        FAILED
    }

    public Status status() {
        if (failures.isEmpty()) {
            return Status.SUCCESS;
        }
        return backups.isEmpty() ? Status.FAILED : Status.PARTIAL;
    }

    public int total() {
        return backups.size() + failures.size();
    }

    /** The key in the store: {@code sessions/20261121T020000.000Z.json}. */
    public String key() {
        return "sessions/" + NAME.format(begun) + ".json";
    }

    /** @throws StoreFailure when it cannot be kept */
    public void keep(BackupStore store) {
        try (BackupStore.Upload upload = store.create(key())) {
            Writer text = new OutputStreamWriter(upload.stream(), StandardCharsets.UTF_8);
            write(text);
            text.flush();
            upload.commit();
        } catch (IOException e) {
            throw StoreFailure.writing(key(), e);
        }
    }

    private void write(Writer text) throws IOException {
        JsonWriter json = new JsonWriter(text);
        json.setIndent("  ");
        json.beginObject();
        json.name("backup_session").beginObject();
        json.name("timestamp").value(begun.toString());
        json.name("environment").value(environment);
        json.name("total").value(total());
        json.name("successful_backups").value(backups.size());
        json.name("failed_backups").value(failures.size());
        json.name("status").value(status().name().toLowerCase(Locale.ROOT));
        json.endObject();
        json.name("backup_files").beginObject();
        for (Map.Entry<String, BackupId> backup : backups.entrySet()) {
            json.name(backup.getKey()).value(backup.getValue().text());
        }
        json.endObject();
        write("failures", failures, json);
        write("suspects", suspects, json);
        json.endObject();
    }

    private static void write(String name, Map<String, String> reasons, JsonWriter json) throws IOException {
        json.name(name).beginObject();
        for (Map.Entry<String, String> reason : reasons.entrySet()) {
            json.name(reason.getKey()).value(reason.getValue());
        }
        json.endObject();
    }
}
