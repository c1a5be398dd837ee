package dbmanager.backup;

import dbmanager.backup.SealedJson.Malformed;
import dbmanager.backup.Verification.Level;
import dbmanager.problem.Finding;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** The record of one verification as {@link SealedJson}, in a file of its own beside the manifest, which never changes. */
final class VerificationJson {
    private static final int FORMAT = 1;
    private static final Pattern NAME =
            Pattern.compile("verified-[0-9]{8}T[0-9]{6}\\.[0-9]{3}Z-(manifest|hashes|parsed|restored|proven)\\.json");
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss.SSS'Z'").withZone(ZoneOffset.UTC);

    private VerificationJson() {}

    static String name(Verification verification) {
        return "verified-" + TIME.format(verification.at()) + "-" + name(verification.level()) + ".json";
    }

    static boolean isName(String name) {
        return NAME.matcher(name).matches();
    }

    static byte[] write(Verification verification) {
        return SealedJson.write(json -> {
            json.name("format").value(FORMAT);
            json.name("level").value(name(verification.level()));
            json.name("at").value(verification.at().toString());
            FindingsJson.write(json, verification.findings());
        });
    }

    /** Empty when it is damaged or of a newer format: then it proves nothing, and the backup counts as not verified by it. */
    static Optional<Verification> read(byte[] bytes) {
        if (!SealedJson.isWhole(bytes)) {
            return Optional.empty();
        }
        Map<String, String> texts = new HashMap<>();
        List<Finding> findings = new ArrayList<>();
        try {
            SealedJson.read(bytes, (key, json) -> {
                switch (key) {
                    case "format", "level", "at" -> texts.put(key, json.nextString());
                    case FindingsJson.KEY -> findings.addAll(FindingsJson.read(json));
                    default -> json.skipValue();
                }
            });
            if (!String.valueOf(FORMAT).equals(texts.get("format"))) {
                return Optional.empty();
            }
            Level level = Level.valueOf(texts.getOrDefault("level", "").toUpperCase(Locale.ROOT));
            return Optional.of(new Verification(level, Instant.parse(texts.getOrDefault("at", "")), findings));
        } catch (Malformed | IllegalArgumentException | DateTimeException e) {
            return Optional.empty();
        }
    }

    private static String name(Level level) {
        return level.name().toLowerCase(Locale.ROOT);
    }
}
