package dbmanager.firestore.migration;

import com.google.protobuf.Timestamp;
import dbmanager.firestore.document.DocumentPath;
import dbmanager.migration.Attribution;
import dbmanager.migration.Direction;
import dbmanager.migration.History;
import dbmanager.migration.History.Outcome;
import dbmanager.migration.Migration;
import dbmanager.migration.MigrationKey;
import dbmanager.migration.Mode;
import dbmanager.migration.Version;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A run as {@code _migrations} has it.
 *
 * @param rank 0 while it is a document of the Python tool that has not been given its place
 * @param fields the document's, as Java values
 * @param updated the document's update time, for the precondition of the next write
 * @param created by the server's clock
 */
record Tracked(DocumentPath path, int rank, Map<String, Object> fields, Timestamp updated, Instant created) {
    static final String STARTED = "started";
    static final String COMPLETED = "completed";
    static final String FAILED = "failed";
    static final String ROLLED_BACK = "rolled_back";

    /** No part of the history any more, and kept all the same. */
    static final String FORGOTTEN = "forgotten";

    /** What the field {@code images} says once they are no longer kept. */
    static final String DROPPING = "dropping";

    static final String DROPPED = "dropped";

    /** The fields of a run that begins. */
    static Map<String, Object> beginning(
            int rank, MigrationKey key, Optional<Migration> migration, Direction direction, Mode mode, String status) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("migration_id", migration.map(Tracked::id).orElseGet(() -> id(key)));
        fields.put("version", key.version().map(Version::toString).orElse(""));
        fields.put("description", key.description());
        fields.put("status", status);
        fields.put("rank", rank);
        fields.put("direction", direction.name().toLowerCase(Locale.ROOT));
        fields.put("mode", mode.name().toLowerCase(Locale.ROOT));
        migration.ifPresent(m -> fields.put("checksum", m.script().checksum().sha256()));
        fields.put("created_collections", List.of());
        fields.put("failed_collections", List.of());
        return fields;
    }

    private static String id(Migration migration) {
        String name = migration.script().name();
        return name.substring(0, name.lastIndexOf('.'));
    }

    private static String id(MigrationKey key) {
        String name = key.description().replace(' ', '_');
        return key.version().map(version -> "V" + version + "__" + name).orElse("R__" + name);
    }

    boolean isOurs() {
        return fields.get("rank") instanceof Long;
    }

    Tracked withRank(int place) {
        return new Tracked(path, place, fields, updated, created);
    }

    String status() {
        return text("status");
    }

    private String text(String field) {
        return fields.get(field) instanceof String text ? text : "";
    }

    long number(String field) {
        return fields.get(field) instanceof Long number ? number : 0;
    }

    MigrationKey key() {
        String version = text("version");
        boolean numbered = Version.isWellFormed(version);
        String description = isOurs() ? text("description") : spoken(text("migration_id"), version);
        return new MigrationKey(numbered ? Optional.of(Version.parse(version)) : Optional.empty(), description);
    }

    /** {@code v2_add_user_preferences} is "add user preferences". */
    private static String spoken(String id, String version) {
        String name = id.isEmpty() ? version : id;
        return name.replaceFirst("^[vV][0-9.]+_+", "").replace('_', ' ');
    }

    Direction direction() {
        boolean down = isOurs() ? text("direction").equals("down") : status().equals(ROLLED_BACK);
        return down ? Direction.DOWN : Direction.UP;
    }

    Mode mode() {
        return text("mode").equals("record_only") ? Mode.RECORD_ONLY : Mode.EXECUTE;
    }

    Outcome outcome() {
        return switch (status()) {
            case COMPLETED, ROLLED_BACK, "success", "applied" -> Outcome.SUCCEEDED;
            case STARTED -> Outcome.STARTED;
            default -> Outcome.FAILED;
        };
    }

    boolean isUnfinished() {
        return outcome() != Outcome.SUCCEEDED;
    }

    /** Whether there are images of everything that it changed. */
    boolean keptImages() {
        return isOurs() && mode() == Mode.EXECUTE && text("images").isEmpty();
    }

    /** Whether there may be some. */
    boolean keepsSome() {
        return isOurs() && mode() == Mode.EXECUTE && !text("images").equals(DROPPED);
    }

    /** @throws CannotGoOn when what an earlier runner did not end is not what is to be run */
    void refuseToGoOn(Migration migration, Direction wanted) {
        if (!isOurs() || direction() != wanted) {
            throw CannotGoOn.otherWay(migration);
        }
        if (!text("checksum").equals(migration.script().checksum().sha256())) {
            throw CannotGoOn.edited(migration);
        }
        if (wasRestored()) {
            throw CannotGoOn.restored(migration);
        }
    }

    /** A restore gives every document a new time of creation, so that the documents that had their turn cannot be told any more. */
    private boolean wasRestored() {
        return fields.get("sweeps") instanceof List<?> sweeps
                && sweeps.stream()
                        .map(sweep -> ((Map<?, ?>) sweep).get("began"))
                        .anyMatch(began -> began instanceof Instant moment && moment.isBefore(created));
    }

    /** When the run began: as our tool writes it, or as Python's {@code isoformat} does, with or without an offset. */
    Instant executedAt() {
        Object when = fields.get("executed_at");
        if (when instanceof Instant moment) {
            return moment;
        }
        try {
            return OffsetDateTime.parse(text("executed_at")).toInstant();
        } catch (DateTimeException e) {
            return local();
        }
    }

    private Instant local() {
        try {
            return LocalDateTime.parse(text("executed_at").replace(' ', 'T')).toInstant(ZoneOffset.UTC);
        } catch (DateTimeException e) {
            return created;
        }
    }

    /** A migration that the Python tool ran is where our history begins: its script is not one that could be run or taken back here. */
    History.Entry entry() {
        return new History.Entry(
                rank,
                key(),
                direction(),
                mode(),
                outcome(),
                !isOurs() && !isUnfinished() && direction() == Direction.UP,
                Optional.of(text("checksum")).filter(sha256 -> !sha256.isEmpty()),
                OptionalInt.empty(),
                new Attribution(text("who"), text("note")),
                executedAt(),
                Duration.ofMillis(number("took_ms")),
                isOurs() && isUnfinished() && mode() == Mode.EXECUTE);
    }
}
