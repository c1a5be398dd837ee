package dbmanager.operation;

import dbmanager.backend.DatabaseBackend;
import dbmanager.backend.LoadMode;
import dbmanager.backend.LoadPolicy;
import dbmanager.backend.Progress;
import dbmanager.backend.References;
import dbmanager.backend.Safety;
import dbmanager.backend.Selection;
import dbmanager.backup.Backup;
import dbmanager.backup.BackupCatalog;
import dbmanager.backup.BackupReader;
import dbmanager.backup.Drill;
import dbmanager.backup.FolderArchive;
import dbmanager.backup.Manifest;
import dbmanager.backup.Part;
import dbmanager.backup.PartDamaged;
import dbmanager.backup.StoreFailure;
import dbmanager.backup.Verification;
import dbmanager.backup.Verification.Level;
import dbmanager.exchange.Checks;
import dbmanager.exchange.Content;
import dbmanager.migration.Attribution;
import dbmanager.migration.LockFile;
import dbmanager.migration.MigrationKey;
import dbmanager.migration.Mode;
import dbmanager.migration.Plan;
import dbmanager.migration.Target;
import dbmanager.migration.Timeline;
import dbmanager.problem.Finding;
import dbmanager.problem.Problem;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/** One verification: level after level, until the wanted one passed or one did not. */
final class VerificationRun {
    private final BackupCatalog catalog;
    private final DatabaseBackend backend;
    private final Checks checks;
    private final Clock clock;
    private final Progress progress;
    private final List<Drill.Step> steps = new ArrayList<>();
    private final List<MigrationKey> migrated = new ArrayList<>();

    VerificationRun(BackupCatalog catalog, DatabaseBackend backend, Checks checks, Clock clock, Progress progress) {
        this.catalog = catalog;
        this.backend = backend;
        this.checks = checks;
        this.clock = clock;
        this.progress = progress;
    }

    /**
     * Keeps the result beside the backup, if its manifest is whole: another one needs no note to be seen.
     *
     * @param backup one that is unreadable without its key only up to {@link Level#HASHES}
     */
    Backups.Verified verify(Backup backup, Level wanted) {
        return verify(backup, wanted, catalog::open);
    }

    /** @param opening opens it */
    Backups.Verified verify(Backup backup, Level wanted, Function<Backup, BackupReader> opening) {
        if (backup.status() == Backup.Status.DAMAGED) {
            Finding finding = new Finding(Manifest.NAME, backup.reason());
            return new Backups.Verified(
                    new Verification(Level.MANIFEST, clock.instant(), List.of(finding)), Optional.empty());
        }
        if (backup.status() == Backup.Status.UNREADABLE) {
            List<Finding> findings = wanted == Level.MANIFEST ? List.of() : catalog.damageWithoutKey(backup);
            return new Backups.Verified(
                    new Verification(wanted, clock.instant(), findings),
                    Optional.of(
                            backup.reason() + ", so nobody can tell whether its manifest is the one that was written"));
        }
        Verification verification = verify(opening.apply(backup), wanted, () -> catalog.absentParts(backup));
        return new Backups.Verified(verification, record(backup, verification));
    }

    /** A backup outside the catalog, whose parts are where it was opened. */
    Verification verify(BackupReader outside, Level wanted) {
        return verify(outside, wanted, List::of);
    }

    private Verification verify(BackupReader reader, Level wanted, Supplier<List<Part>> absentParts) {
        Level reached = Level.MANIFEST;
        List<Finding> findings = List.of();
        for (Level level : Level.values()) {
            if (level.compareTo(wanted) > 0 || !findings.isEmpty()) {
                break;
            }
            reached = level;
            findings = level == Level.MANIFEST ? absent(absentParts.get()) : look(level, wanted, reader);
        }
        return new Verification(reached, clock.instant(), findings);
    }

    private static List<Finding> absent(List<Part> parts) {
        return parts.stream()
                .map(part -> new Finding(part.name(), "is missing or has another size than " + part.bytes()))
                .toList();
    }

    private List<Finding> look(Level level, Level wanted, BackupReader reader) {
        return switch (level) {
            case MANIFEST -> List.of();
            case HASHES -> timed("hashes", () -> hashes(reader));
            case PARSED -> timed("parse", () -> parsed(reader));
            // a deeper level restores anyway: one scratch database serves both
            case RESTORED -> wanted == Level.RESTORED ? restored(reader, false) : List.of();
            case PROVEN -> restored(reader, true);
        };
    }

    /** What was done, and how long each took. */
    List<Drill.Step> steps() {
        return List.copyOf(steps);
    }

    /** What was run in the restored database. */
    List<MigrationKey> migrated() {
        return List.copyOf(migrated);
    }

    private <T> T timed(String step, Supplier<T> work) {
        Instant begun = clock.instant();
        try {
            return work.get();
        } finally {
            steps.add(new Drill.Step(step, Duration.between(begun, clock.instant())));
        }
    }

    private List<Finding> hashes(BackupReader reader) {
        List<Finding> findings = new ArrayList<>();
        long done = 0;
        for (Part part : reader.manifest().parts()) {
            try {
                reader.verify(part);
            } catch (PartDamaged e) {
                findings.add(new Finding(part.name(), e.getMessage()));
            }
            done += part.bytes();
            progress.at("hashes", done, reader.manifest().bytes());
        }
        return findings;
    }

    private List<Finding> parsed(BackupReader reader) {
        List<Finding> findings = new ArrayList<>(backend.inspect(reader));
        for (Part part : reader.manifest().parts()) {
            if (part.kind() == Part.Kind.FILES) {
                findings.addAll(FolderArchive.inspect(reader, part));
            }
        }
        return findings;
    }

    private List<Finding> restored(BackupReader reader, boolean prove) {
        try (DatabaseBackend scratch = backend.scratch()) {
            return restored(reader, scratch, prove);
        }
    }

    private List<Finding> restored(BackupReader reader, DatabaseBackend scratch, boolean prove) {
        try {
            LoadMode mode = reader.manifest().isPartial() ? LoadMode.MERGE : LoadMode.REPLACE;
            LoadPolicy policy =
                    new LoadPolicy(mode, References.REPOINT); // it stands for the database that the backup is of
            BackupReader parsed = reader.inspected(); // the level before this one did
            timed("restore", () -> scratch.load(parsed, Selection.all(), policy, Safety.none(), progress));
            List<Finding> findings = timed("check", () -> restoredWhole(reader, scratch));
            return prove && findings.isEmpty() ? proven(scratch) : findings;
        } catch (Problem e) {
            return switch (e.kind()) {
                // says something about this machine or this moment, and nothing about the backup
                case UNEXPECTED, CONFIGURATION, UNREACHABLE, UNSUPPORTED, LOCKED, INTERRUPTED -> throw e;
                case USAGE, NEGATIVE, REFUSED, CONFLICT, FAILED, DAMAGED ->
                    List.of(new Finding("restore", e.getMessage()));
            };
        }
    }

    private static List<Finding> restoredWhole(BackupReader reader, DatabaseBackend scratch) {
        List<Finding> findings = new ArrayList<>(scratch.check());
        findings.addAll(countsThatDiffer(reader, scratch));
        return findings;
    }

    private static List<Finding> countsThatDiffer(BackupReader reader, DatabaseBackend scratch) {
        List<Finding> findings = new ArrayList<>();
        try (Content content = scratch.live()) {
            for (Part part : reader.manifest().parts()) {
                if (part.kind() != Part.Kind.FILES) {
                    part.contents()
                            .forEach((table, expected) ->
                                    countDiffers(content, table, expected).ifPresent(findings::add));
                }
            }
        }
        return findings;
    }

    private static Optional<Finding> countDiffers(Content content, String table, long expected) {
        Optional<Long> count = content.table(table).map(content::count);
        if (count.filter(restored -> restored == expected).isPresent()) {
            return Optional.empty();
        }
        String found = count.map(rows -> "has " + rows + " rows").orElse("is not there");
        return Optional.of(new Finding(table, found + " after the restore; the manifest says " + expected + " rows"));
    }

    private List<Finding> proven(DatabaseBackend scratch) {
        timed("migrate", () -> migrate(scratch));
        return timed("check-data", () -> {
            try (Content content = scratch.live()) {
                return checks.judge(content);
            }
        });
    }

    private int migrate(DatabaseBackend scratch) {
        Timeline timeline = Timeline.of(scratch.available(), scratch.history(), LockFile.empty());
        Plan plan = Plan.up(new Target.Latest(), timeline, Plan.Order.STRICT);
        for (Plan.Step step : plan.steps()) {
            scratch.run(step.migration(), plan.direction(), Mode.EXECUTE, Attribution.of("verify"), progress);
            migrated.add(step.migration().key());
        }
        return migrated.size();
    }

    private Optional<String> record(Backup backup, Verification verification) {
        try {
            catalog.record(backup.id(), verification);
            return Optional.empty();
        } catch (StoreFailure e) {
            return Optional.of(e.getMessage());
        }
    }
}
