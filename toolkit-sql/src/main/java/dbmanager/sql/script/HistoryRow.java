package dbmanager.sql.script;

import dbmanager.migration.Attribution;
import dbmanager.migration.Direction;
import dbmanager.migration.History;
import dbmanager.migration.Migration;
import dbmanager.migration.MigrationKey;
import dbmanager.migration.Mode;
import dbmanager.migration.Script;
import dbmanager.migration.Version;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A row to be written: what Flyway would write for this event. A rollback is a row of type DELETE, which makes the version pending again for
 * every Flyway since 7, while its own UNDO types make the free edition fail.
 *
 * @param checksum Flyway's, of the script
 * @param sha256 ours, of the script; empty where no script has to do with it
 */
public record HistoryRow(
        Optional<Version> version,
        String description,
        String type,
        String script,
        Optional<Integer> checksum,
        Optional<String> sha256,
        Mode mode) {
    public static final String DELETE = "DELETE";
    private static final int DESCRIPTION_LENGTH = 200;

    /** @param checksum Flyway's */
    public static HistoryRow up(Migration migration, int checksum, Mode mode) {
        Script script = migration.script();
        return new HistoryRow(
                migration.version(),
                description(script),
                "SQL",
                script.path(),
                Optional.of(checksum),
                Optional.of(script.checksum().sha256()),
                mode);
    }

    /** @param script of the migration, or of its undo, as it was understood */
    public static HistoryRow of(Migration migration, Direction direction, FlywayScripts.Parsed script) {
        int checksum = migration.isRepeatable()
                ? script.repeatableChecksum()
                : migration.script().checksum().crc32();
        return direction == Direction.UP ? up(migration, checksum, Mode.EXECUTE) : down(migration, Mode.EXECUTE);
    }

    public static HistoryRow down(Migration migration, Mode mode) {
        Script script = migration.undo().orElse(migration.script());
        return new HistoryRow(
                migration.version(),
                description(migration.script()),
                DELETE,
                script.path(),
                Optional.of(script.checksum().crc32()),
                Optional.of(script.checksum().sha256()),
                mode);
    }

    /** By Flyway's rules, which keep blanks at the ends; it compares the text. */
    public static String description(Script script) {
        String name = script.name().substring(0, script.name().lastIndexOf('.'));
        int separator = name.indexOf("__");
        String description = separator < 0 ? "" : name.substring(separator + 2).replace('_', ' ');
        return description.length() <= DESCRIPTION_LENGTH
                ? description
                : description.substring(0, DESCRIPTION_LENGTH - 3) + "...";
    }

    /**
     * A row of Flyway's table with our details, of which a row that stock Flyway wrote has none: {@code sha256}, {@code mode} and {@code note} are null.
     *
     * @param resumable whether a step that failed here goes on where it stopped
     */
    public static History.Entry read(ResultSet row, Instant when, boolean resumable) throws SQLException {
        String type = row.getString("type");
        String version = row.getString("version");
        int checksum = row.getInt("checksum");
        OptionalInt crc32 = row.wasNull() ? OptionalInt.empty() : OptionalInt.of(checksum);
        Optional<String> mode = Optional.ofNullable(row.getString("mode"));
        return new History.Entry(
                row.getInt("installed_rank"),
                new MigrationKey(
                        Optional.ofNullable(version).map(Version::parse),
                        row.getString("description").strip()),
                type.equals(DELETE) || type.startsWith("UNDO") ? Direction.DOWN : Direction.UP,
                mode.map(Mode::valueOf).orElse(Mode.EXECUTE),
                row.getBoolean("success") ? History.Outcome.SUCCEEDED : History.Outcome.FAILED,
                type.endsWith("BASELINE"),
                Optional.ofNullable(row.getString("sha256")),
                crc32,
                new Attribution(
                        row.getString("installed_by"),
                        Optional.ofNullable(row.getString("note")).orElse("")),
                when,
                Duration.ofMillis(row.getLong("execution_time")),
                resumable);
    }
}
