package dbmanager.backup;

import dbmanager.backup.SealedJson.Malformed;
import dbmanager.backup.Suspicion.Acceptance;
import dbmanager.problem.Finding;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A suspicion, and its acceptance, as {@link SealedJson}, each in a file of its own beside the manifest. Both are written once. */
final class SuspicionJson {
    static final String SUSPECT = "suspect.json";
    static final String ACCEPTED = "accepted.json";

    private static final int FORMAT = 1;

    private SuspicionJson() {}

    static byte[] write(Suspicion suspicion) {
        return SealedJson.write(json -> {
            json.name("format").value(FORMAT);
            json.name("at").value(suspicion.at().toString());
            if (suspicion.against().isPresent()) {
                json.name("against").value(suspicion.against().get().text());
            }
            FindingsJson.write(json, suspicion.findings());
        });
    }

    static byte[] write(Acceptance acceptance) {
        return SealedJson.write(json -> {
            json.name("format").value(FORMAT);
            json.name("at").value(acceptance.at().toString());
            json.name("who").value(acceptance.who());
        });
    }

    /** A mark that cannot be read is one: damage must not clear a backup. */
    static Suspicion read(byte[] bytes, Instant written) {
        Map<String, String> texts = new HashMap<>();
        List<Finding> findings = new ArrayList<>();
        try {
            read(bytes, texts, findings);
            return new Suspicion(
                    Instant.parse(texts.getOrDefault("at", "")),
                    Optional.ofNullable(texts.get("against")).map(BackupId::new),
                    findings,
                    Optional.empty());
        } catch (Malformed | DateTimeException | BackupId.Malformed e) {
            Finding unreadable = new Finding(SUSPECT, "marks the backup as suspect, and cannot be read");
            return new Suspicion(written, Optional.empty(), List.of(unreadable), Optional.empty());
        }
    }

    /** Empty when it cannot be read: then nobody is known to have accepted anything. */
    static Optional<Acceptance> readAcceptance(byte[] bytes) {
        Map<String, String> texts = new HashMap<>();
        try {
            read(bytes, texts, new ArrayList<>());
            return Optional.of(
                    new Acceptance(texts.getOrDefault("who", ""), Instant.parse(texts.getOrDefault("at", ""))));
        } catch (Malformed | DateTimeException e) {
            return Optional.empty();
        }
    }

    private static void read(byte[] bytes, Map<String, String> texts, List<Finding> findings) throws Malformed {
        if (!SealedJson.isWhole(bytes)) {
            throw new Malformed("its seal is broken");
        }
        SealedJson.read(bytes, (key, json) -> {
            switch (key) {
                case "format", "at", "against", "who" -> texts.put(key, json.nextString());
                case FindingsJson.KEY -> findings.addAll(FindingsJson.read(json));
                default -> json.skipValue();
            }
        });
        if (!String.valueOf(FORMAT).equals(texts.get("format"))) {
            throw new Malformed("its format is unknown");
        }
    }
}
