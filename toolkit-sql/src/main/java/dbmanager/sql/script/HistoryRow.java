package dbmanager.sql.script;

import dbmanager.migration.Migration;
import dbmanager.migration.Mode;
import dbmanager.migration.Script;
import dbmanager.migration.Version;
import java.util.Optional;

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
}
