package dbmanager.operation;

import dbmanager.backend.DatabaseBackend;
import dbmanager.backend.Progress;
import dbmanager.backup.BackupCatalog;
import dbmanager.backup.BackupId;
import dbmanager.backup.BackupReader;
import dbmanager.backup.LocalStore;
import dbmanager.exchange.Checks;
import dbmanager.file.Temporary;
import dbmanager.migration.MigrationKey;
import dbmanager.migration.Plan;
import dbmanager.migration.Target;
import dbmanager.migration.Timeline;
import dbmanager.problem.Finding;
import dbmanager.problem.Problem;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Tries migrations out on a backup, in a throw-away database: each one up, down and up again, and what is there compared with what was there before,
 * row by row; then all of them down and up once more. Writes neither to the database nor beside its backups.
 */
public final class Rehearsal {
    private final DatabaseBackend database;
    private final Path folder;
    private final Checks checks;
    private final Clock clock;
    private final Progress progress;

    /** @param folder of the migrations, where the lock file lies */
    public Rehearsal(DatabaseBackend database, Path folder, Checks checks, Clock clock, Progress progress) {
        this.database = database;
        this.folder = folder;
        this.checks = checks;
        this.clock = clock;
        this.progress = progress;
    }

    /**
     * What became of one migration.
     *
     * @param down how long its undo took; empty when it has none, or it was not reached
     * @param failed why it could not be run up, down, or up a second time
     * @param losses how what its undo leaves differs from what was there before; empty when it is a true inverse, or there is none
     */
    public record Step(
            MigrationKey migration,
            boolean reversible,
            Duration up,
            Optional<Duration> down,
            Optional<String> failed,
            List<Loss> losses) {
        public Step {
            losses = List.copyOf(losses);
        }

        public boolean isSound() {
            return failed.isEmpty() && losses.isEmpty();
        }

        private String fault() {
            return migration + " " + failed.orElse("has an undo that is no true inverse");
        }
    }

    /**
     * @param steps in the order of the plan; those behind one that does not run up were not tried
     * @param together how the whole way down differs from where it began, or why it could not be gone; for the migrations behind the last one without
     *     an undo
     * @param rolledBackFirst what was taken back before anything else, because it is in the backup
     * @param lostByRollback what the way back and up again of those took from the backup
     * @param findings what is wrong with the database at the newest version: the engine's own checks, and those of the configuration
     */
    public record Report(
            BackupId backup,
            Optional<String> from,
            Optional<String> to,
            List<MigrationKey> rolledBackFirst,
            List<Loss> lostByRollback,
            List<Step> steps,
            Optional<String> togetherFailed,
            List<Loss> together,
            List<Finding> findings,
            Duration restored,
            Duration took) {
        public Report {
            rolledBackFirst = List.copyOf(rolledBackFirst);
            lostByRollback = List.copyOf(lostByRollback);
            steps = List.copyOf(steps);
            together = List.copyOf(together);
            findings = List.copyOf(findings);
        }

        /** Whether there was nothing to try. */
        public boolean isEmpty() {
            return steps.isEmpty();
        }

        /** What is not sound, each in a few words. */
        List<String> faults() {
            List<String> faults = new ArrayList<>();
            if (!lostByRollback.isEmpty()) {
                faults.add("what is in the backup does not outlive its own way back and up again");
            }
            steps.stream().filter(step -> !step.isSound()).map(Step::fault).forEach(faults::add);
            togetherFailed.ifPresent(why -> faults.add("all the way down and up again does not go: " + why));
            if (!together.isEmpty()) {
                faults.add("all the way down does not end where it began");
            }
            findings.forEach(finding -> faults.add(finding.toString()));
            return faults;
        }

        /** Whether every migration runs, every undo is a true inverse, nothing is lost, and the checks hold. */
        public boolean isSound() {
            return faults().isEmpty();
        }
    }

    /**
     * Rehearses what is pending in the backup and, before that, the newest that are in it.
     *
     * @param last how many of those that are in the backup are taken back first, to be rehearsed too
     * @param onStep hears of each migration as soon as it was tried
     * @throws Problem why there is no plan, or the backup cannot be restored
     */
    public Report run(BackupReader backup, int last, Plan.Order order, Consumer<Step> onStep) {
        return run(backup, last, timeline -> Plan.up(new Target.Latest(), timeline, order), onStep);
    }

    /**
     * The same for the migrations of another plan.
     *
     * @param way up from what is in the backup
     */
    public Report run(BackupReader backup, int last, Function<Timeline, Plan> way, Consumer<Step> onStep) {
        Instant begun = clock.instant();
        try (DatabaseBackend scratch = database.scratch();
                Temporary folderOfCopies = Temporary.folder("db-manager-scratch-copies-")) {
            BackupCatalog copies =
                    new BackupCatalog(new LocalStore(folderOfCopies.path()), clock, "db-manager rehearsal");
            return new RehearsalRun(backup, scratch, copies, folder, checks, clock, progress)
                    .rehearse(begun, last, way, onStep);
        } catch (IOException e) {
            throw new Autogeneration.NoScratch(e);
        }
    }
}
