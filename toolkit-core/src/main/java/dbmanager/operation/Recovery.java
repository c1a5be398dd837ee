package dbmanager.operation;

import dbmanager.backend.DatabaseBackend;
import dbmanager.backend.LoadMode;
import dbmanager.backend.LoadPolicy;
import dbmanager.backend.Presence;
import dbmanager.backend.Progress;
import dbmanager.backend.Selection;
import dbmanager.backup.Backup;
import dbmanager.backup.BackupId;
import dbmanager.backup.BackupReader;
import dbmanager.backup.Latest;
import dbmanager.backup.Latest.PassedOver;
import dbmanager.backup.Manifest;
import dbmanager.backup.Part;
import dbmanager.backup.Verification;
import dbmanager.exchange.Checks;
import dbmanager.exchange.Content;
import dbmanager.migration.History;
import dbmanager.migration.LockFile;
import dbmanager.migration.Plan;
import dbmanager.migration.State;
import dbmanager.migration.Target;
import dbmanager.migration.Timeline;
import dbmanager.migration.Version;
import dbmanager.problem.Finding;
import dbmanager.problem.Problem;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** Brings back a database that is missing or damaged, from the newest backup that is good. One that is whole is left alone. */
public final class Recovery {
    private final DatabaseBackend backend;
    private final Backups backups;
    private final Migrator migrator;
    private final Path migrations;
    private final Checks checks;
    private final Clock clock;

    /** @param migrations the folder of the migrations, where the lock file lies */
    public Recovery(
            DatabaseBackend backend, Backups backups, Migrator migrator, Path migrations, Checks checks, Clock clock) {
        this.backend = backend;
        this.backups = backups;
        this.migrator = migrator;
        this.migrations = migrations;
        this.checks = checks;
        this.clock = clock;
    }

    /** How a database is found. */
    public enum Condition {
        WHOLE,
        /** Something is wrong with it that no backup helps against. */
        CONTRADICTED,
        /** Nothing is at its place. */
        MISSING,
        /** What is at its place holds nothing. */
        EMPTY,
        DAMAGED,
        UNREADABLE;

        /** Whether a backup is the remedy. */
        public boolean isLoss() {
            return this != WHOLE && this != CONTRADICTED;
        }

        /** Whether putting a backup there takes anything away. */
        public boolean hasSomethingToLose() {
            return this == DAMAGED || this == UNREADABLE;
        }
    }

    /** @param findings what the engine says is wrong */
    public record Examination(Condition condition, List<Finding> findings) {
        public Examination {
            findings = List.copyOf(findings);
        }
    }

    /** Looks, and changes nothing. */
    public Examination examine() {
        return switch (backend.presence()) {
            case ABSENT -> new Examination(Condition.MISSING, List.of());
            case EMPTY -> new Examination(Condition.EMPTY, List.of());
            case UNREADABLE -> new Examination(Condition.UNREADABLE, List.of());
            case FILLED -> examineContent();
        };
    }

    private Examination examineContent() {
        List<Finding> damage = backend.damage();
        if (!damage.isEmpty()) {
            return new Examination(Condition.DAMAGED, damage);
        }
        List<Finding> findings = backend.check();
        return new Examination(findings.isEmpty() ? Condition.WHOLE : Condition.CONTRADICTED, findings);
    }

    /**
     * The newest backup of which every byte is the one that was written, and which the engine can read; and the newer ones that are not it, and why.
     *
     * @throws dbmanager.backup.UnknownKey when it cannot be told, since a newer one is encrypted with a key that is not known here
     * @param keep whether what is found out about them is kept beside them
     */
    public Latest choose(boolean keep, Progress progress) {
        Map<BackupId, String> ruledOut = new HashMap<>();
        while (true) {
            Latest latest = backups.latestSound(ruledOut);
            latest.requireReadable(); // an older one instead would lose what only a key is missing for
            Optional<Backup> choice = latest.choice();
            if (choice.isEmpty()) {
                return latest;
            }
            Verification verification = verify(choice.get(), keep, progress);
            if (verification.passed()) {
                return latest;
            }
            ruledOut.put(choice.get().id(), damaged(verification.findings()));
        }
    }

    private Verification verify(Backup backup, boolean keep, Progress progress) {
        return keep
                ? backups.verify(backup, Verification.Level.PARSED, Checks.none(), progress)
                        .verification()
                : backups.verify(backups.open(backup.id().text()), Verification.Level.PARSED, Checks.none(), progress);
    }

    private static String damaged(List<Finding> findings) {
        return "it is damaged: "
                + findings.stream().limit(3).map(Finding::toString).collect(Collectors.joining("; "));
    }

    /** Which migrations the lost database had beyond its backup, and how that is known. */
    public enum Evidence {
        /** Its history could still be read. */
        HISTORY,
        /** Scripts are sealed in the lock file: they were applied to some database of the project. */
        LOCK_FILE,
        NONE
    }

    /**
     * What a recovery did.
     *
     * @param asOf what was written after that moment is lost
     * @param passedOver newer backups that were not used
     * @param migrated what was run again of what the lost database had
     * @param notMigrated why that did not succeed
     * @param left the versions that the lost database may have had, and which nobody ran: on a guarded database the lock file is not evidence enough
     * @param findings what is wrong with the database as it is now
     * @param foldersLeft whether the backup holds folders, and those that are there were left as they are
     */
    public record Recovered(
            Examination before,
            BackupId backup,
            Instant asOf,
            Duration lost,
            List<PassedOver> passedOver,
            Backups.Restored restored,
            Evidence evidence,
            Optional<MigrationReport> migrated,
            Optional<Problem> notMigrated,
            List<Version> left,
            List<Finding> findings,
            boolean foldersLeft,
            Duration took) {}

    /**
     * Restores the backup that was chosen and, should the target refuse it as damaged only now, the next older one; then runs again what the lost
     * database had beyond it, and looks at the result. What was there is set aside as it is where the engine can, else backed up as far as it can be read.
     *
     * @param guarded whether only the database's own history says what it had
     * @param told each step of the restore as soon as it is over; a backup that turned out to be damaged has steps too
     * @throws NothingToRecoverFrom when no backup is good; then nothing was changed
     */
    public Recovered recover(
            Examination before,
            Latest chosen,
            boolean guarded,
            Consumer<RestoreStep> told,
            Consumer<History.Entry> onStep,
            Progress progress) {
        Instant begun = clock.instant();
        Optional<Version> had = versionInHistory();
        boolean withFolders = backups.hasLostItsFolders();
        Put put = put(chosen, withFolders, told, progress);
        Again again = migrateAgain(had, guarded, onStep);
        return new Recovered(
                before,
                put.backup().id(),
                put.backup().asOf(),
                Duration.between(put.backup().asOf(), begun),
                put.passedOver(),
                put.restored(),
                again.evidence(),
                again.report(),
                again.problem(),
                again.left(),
                look(),
                !withFolders && holdsFolders(put.backup()),
                Duration.between(begun, clock.instant()));
    }

    private static boolean holdsFolders(Manifest backup) {
        return backup.parts().stream().anyMatch(part -> part.kind() == Part.Kind.FILES);
    }

    private record Put(Manifest backup, Backups.Restored restored, List<PassedOver> passedOver) {}

    private Put put(Latest chosen, boolean withFolders, Consumer<RestoreStep> told, Progress progress) {
        RestoreWish wish = new RestoreWish(Selection.all(), LoadPolicy.of(LoadMode.REPLACE), true, false, withFolders);
        Map<BackupId, String> ruledOut = new HashMap<>();
        Latest latest = chosen;
        while (true) {
            List<PassedOver> passedOver = latest.passedOver();
            Backup backup =
                    latest.choice().orElseThrow(() -> new NothingToRecoverFrom(backend.name(), backups, passedOver));
            try {
                BackupReader opened = backups.open(backup.id().text());
                BackupReader from =
                        ruledOut.isEmpty() ? opened.inspected() : opened; // the one that was chosen was verified
                return new Put(from.manifest(), backups.restoreOverDamage(from, wish, told, progress), passedOver);
            } catch (Problem e) {
                if (e.kind() != Problem.Kind.DAMAGED) {
                    throw e;
                }
                ruledOut.put(backup.id(), "it is damaged: " + e.getMessage());
                latest = backups.latestSound(ruledOut);
            }
        }
    }

    /** The newest version that the lost database had, if it can still say so. */
    private Optional<Version> versionInHistory() {
        if (backend.presence() == Presence.UNREADABLE) {
            return Optional.empty();
        }
        try {
            return backend.history().current();
        } catch (Problem e) {
            if (e.kind() == Problem.Kind.NEGATIVE) {
                return Optional.empty(); // the page that it lay on is lost too
            }
            throw e;
        }
    }

    private record Again(
            Evidence evidence, Optional<MigrationReport> report, Optional<Problem> problem, List<Version> left) {
        static Again nothing(Evidence evidence) {
            return new Again(evidence, Optional.empty(), Optional.empty(), List.of());
        }
    }

    private Again migrateAgain(Optional<Version> had, boolean guarded, Consumer<History.Entry> onStep) {
        Evidence evidence = had.isPresent() ? Evidence.HISTORY : Evidence.LOCK_FILE;
        try {
            Optional<Version> target = had.or(this::newestSealed);
            Timeline timeline = migrator.timeline();
            if (timeline.blocking().findAny().isPresent()) {
                Plan.up(new Target.Latest(), timeline, Plan.Order.STRICT); // says what is in the way
            }
            List<Version> missing = timeline.in(State.PENDING)
                    .flatMap(moment -> moment.key().version().stream())
                    .filter(version ->
                            target.filter(to -> version.compareTo(to) <= 0).isPresent())
                    .toList();
            if (missing.isEmpty()) {
                return Again.nothing(had.isPresent() ? Evidence.HISTORY : Evidence.NONE);
            }
            if (guarded && had.isEmpty()) {
                return new Again(evidence, Optional.empty(), Optional.empty(), missing);
            }
            MigrationReport report = migrator.migrate(
                    new Target.At(missing.get(missing.size() - 1).toString()), Plan.Order.STRICT, onStep);
            return new Again(evidence, Optional.of(report), Optional.empty(), List.of());
        } catch (Problem e) {
            return new Again(evidence, Optional.empty(), Optional.of(e), List.of());
        }
    }

    private Optional<Version> newestSealed() {
        LockFile lock = LockFile.read(migrations);
        return backend.available()
                .versioned()
                .filter(migration -> lock.seals(migration.script()))
                .flatMap(migration -> migration.version().stream())
                .max(Comparator.naturalOrder());
    }

    private List<Finding> look() {
        List<Finding> findings = new ArrayList<>(backend.check());
        try (Content content = backend.live()) {
            findings.addAll(checks.judge(content));
        }
        return findings;
    }

    /** There is damage, and no good backup. */
    public static final class NothingToRecoverFrom extends Problem {
        private static final long serialVersionUID = 1L;

        private static final int SHOWN = 5;

        /** @param backups of the database, among which there is none */
        public NothingToRecoverFrom(String database, Backups backups, List<PassedOver> passedOver) {
            super(
                    Kind.DAMAGED,
                    "no backup of " + database + " is good"
                            + (passedOver.isEmpty()
                                    ? ": there is none"
                                    : "; passed over were "
                                            + passedOver.stream()
                                                    .limit(SHOWN)
                                                    .map(PassedOver::toString)
                                                    .collect(Collectors.joining("; "))),
                    "nothing was changed",
                    "where the database is sound, take one (`db-manager backup" + backups.flags()
                            + "`); else look for copies of the backups elsewhere"
                            + suspect(passedOver)
                            + "; one of another database is restored by its id, with --other-database"
                            + " (`db-manager list-backups --all" + backups.flags() + "` shows them)");
        }

        private static String suspect(List<PassedOver> passedOver) {
            return passedOver.stream()
                    .filter(passed -> passed.why() == Latest.Why.SUSPECT)
                    .findFirst()
                    .map(passed -> "; if " + passed.backup().id() + " is right after all, accept it: "
                            + passed.backup().acceptance())
                    .orElse("");
        }
    }
}
