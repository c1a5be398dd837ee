package dbmanager.operation;

import dbmanager.backend.DatabaseBackend;
import dbmanager.backend.Progress;
import dbmanager.backup.BackupReader;
import dbmanager.backup.SchemaVersion;
import dbmanager.exchange.Intake;
import dbmanager.exchange.RowRefused;
import dbmanager.exchange.SavedRows;
import dbmanager.exchange.Table;
import dbmanager.masking.MaskKey;
import dbmanager.masking.MaskRefused;
import dbmanager.masking.MaskRule;
import dbmanager.masking.Masking;
import dbmanager.migration.History;
import dbmanager.migration.Plan;
import dbmanager.migration.Target;
import dbmanager.migration.Version;
import dbmanager.problem.Problem;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * Fills a throw-away database with the rows of a backup of another one. Each row goes through the rules on its way from the backup to the database, so no
 * value that a rule is about is ever in the database, its journal or its log, whenever the process dies. What is no row of a table, such as statistics,
 * comments and large objects, does not come along.
 */
public record MaskedCopy(DatabaseBackend backend, Reset reset, Migrator migrator) {
    private static final int REPORT_EVERY = 1000;

    /**
     * @param reset what was there, and the migrations up to the version of the backup
     * @param rows that came in, by table or collection
     * @param masked how many values each rule changed
     * @param unruled columns and fields whose name looks personal and that have no rule
     * @param later the migrations after the version of the backup
     */
    public record Done(
            Reset.Done reset,
            Map<String, Long> rows,
            Map<MaskRule, Long> masked,
            List<String> unruled,
            MigrationReport later) {
        /** All migrations, those before the rows and those after them. */
        public MigrationReport migrated() {
            return reset.migrated().then(later);
        }
    }

    /**
     * Reads the backup twice: once to find out whether every rule is about something and can be followed, before anything is taken away, and once to fill
     * the database, as one transaction where the engine has one for that much. Then the migrations that the backup had not seen are applied.
     *
     * @throws MaskRefused when a rule is about nothing, or a value cannot be masked as it says; then nothing was touched
     * @throws Stopped when the database does not take a masked row
     */
    public Done run(
            BackupReader from, List<MaskRule> rules, MaskKey key, Consumer<History.Entry> onStep, Progress progress) {
        Target version = version(from.manifest().schema());
        try (SavedRows rows = backend.rows(from)) {
            Masking rehearsed = new Masking(rules, rows.tables(), key);
            rows.forEach(rehearsed::row);
            rehearsed.requireAllUsed();
            Reset.Done begun = reset.run(version, onStep, progress);
            Masking masking = new Masking(rules, rows.tables(), key);
            Map<String, Long> counts = fill(rows, masking, rules, begun, progress);
            MigrationReport later = migrator.migrate(new Target.Latest(), Plan.Order.STRICT, onStep);
            return new Done(begun, counts, masking.counts(), masking.unruled(), later);
        }
    }

    /** That of the backup; one of a database without versions goes into what all migrations make. @throws UnknownVersion when the project does not ship it (any more) */
    private Target version(SchemaVersion schema) {
        if (schema.current().isEmpty()) {
            return new Target.Latest();
        }
        String current = schema.current().get();
        boolean shipped = backend.available()
                .versioned()
                .flatMap(migration -> migration.version().stream())
                .map(Version::toString)
                .anyMatch(current::equals);
        if (!shipped) {
            throw new UnknownVersion(current);
        }
        return new Target.At(current);
    }

    private Map<String, Long> fill(
            SavedRows rows, Masking masking, List<MaskRule> rules, Reset.Done begun, Progress progress) {
        Map<String, Long> counts = new TreeMap<>();
        Map<String, List<String>> columns = new HashMap<>();
        try (Intake intake = backend.refill()) {
            rows.forEach((table, row) -> {
                Table target = intake.table(table.name()).orElseThrow(() -> new NoSuchTable(table.name(), begun));
                intake.put(
                        target,
                        columns.computeIfAbsent(table.name(), any -> table.columnNames()),
                        masking.row(table, row));
                long done = counts.merge(table.name(), 1L, Long::sum);
                if (done % REPORT_EVERY == 0) {
                    progress.at(table.name(), done, -1);
                }
            });
            intake.commit();
        } catch (RowRefused e) {
            throw new Stopped(e, rules, begun);
        }
        return counts;
    }

    private static String emptyButFor(Reset.Done begun) {
        return "the database has the tables that the migrations make, and no row of the backup"
                + begun.safety().map(id -> "; what was there is backup " + id).orElse("")
                + begun.keptAside()
                        .map(place -> "; what was there lies in " + place)
                        .orElse("");
    }

    /** The database does not take a masked row. */
    public static final class Stopped extends Problem {
        private static final long serialVersionUID = 1L;

        Stopped(RowRefused cause, List<MaskRule> rules, Reset.Done begun) {
            super(
                    Kind.FAILED,
                    cause.getMessage(),
                    emptyButFor(begun),
                    rules.isEmpty()
                            ? "bring the migrations and the backup together, and run the command again"
                            : "change the mask rule of that column, and run the command again: remove wants a column that may be null, a fixed text"
                                    + " one that need not be unique, and both sides of a reference the same rule",
                    cause);
        }
    }

    /** The backup has rows of a table that the migrations do not make. */
    public static final class NoSuchTable extends Problem {
        private static final long serialVersionUID = 1L;

        NoSuchTable(String table, Reset.Done begun) {
            super(
                    Kind.CONFLICT,
                    "the backup has rows of the table " + table + ", which the migrations do not make",
                    emptyButFor(begun),
                    "write a migration that makes it (`db-manager check --live` in the environment of the backup shows what else is"
                            + " different), or take the backup of some tables only: `db-manager backup TABLE…`");
        }
    }

    /** The backup is at a version that is not among the migrations. */
    public static final class UnknownVersion extends Problem {
        private static final long serialVersionUID = 1L;

        UnknownVersion(String version) {
            super(
                    Kind.CONFLICT,
                    "the backup is at version " + version + ", and there is no such migration here",
                    "nothing was changed",
                    "fetch the migrations that the backup was taken with, or choose another backup with --from");
        }
    }
}
