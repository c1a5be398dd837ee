package dbmanager.operation;

import dbmanager.backend.DatabaseBackend;
import dbmanager.backend.DriftWatch;
import dbmanager.backend.OfflineSql;
import dbmanager.backend.Presence;
import dbmanager.backend.Progress;
import dbmanager.backend.StepDone;
import dbmanager.backend.TargetInUse;
import dbmanager.backup.BackupId;
import dbmanager.migration.Attribution;
import dbmanager.migration.Direction;
import dbmanager.migration.History;
import dbmanager.migration.LockFile;
import dbmanager.migration.Migration;
import dbmanager.migration.MigrationFolder;
import dbmanager.migration.MigrationLock;
import dbmanager.migration.Mode;
import dbmanager.migration.Plan;
import dbmanager.migration.Repair;
import dbmanager.migration.Script;
import dbmanager.migration.State;
import dbmanager.migration.Target;
import dbmanager.migration.Timeline;
import dbmanager.migration.UnreadableFolder;
import dbmanager.migration.Version;
import dbmanager.migration.Way;
import dbmanager.problem.Finding;
import dbmanager.problem.Problem;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * Moves one database between versions. Every change is planned without the lock first (a plan without steps needs none), then planned again under
 * the lock and carried out step by step; a failed step ends the run, and the steps before it stay.
 */
public final class Migrator {
    private final DatabaseBackend backend;
    private final Path folder;
    private final Attribution by;
    private final Duration wait;
    private final Optional<SafetyNet> safety;
    private final Progress progress;
    private final UnaryOperator<Plan> permission;

    /** Takes a verified backup before a change; a guarded database has one. */
    @FunctionalInterface
    public interface SafetyNet {
        BackupId backUp(String reason);
    }

    /**
     * @param folder of the migrations, where the lock file lies
     * @param wait how long to wait for another runner
     * @param safety what to do before the first step on a database that holds something; where there is one, a rollback also leaves the lock
     *     file alone
     */
    public Migrator(
            DatabaseBackend backend,
            Path folder,
            Attribution by,
            Duration wait,
            Optional<SafetyNet> safety,
            Progress progress) {
        this(backend, folder, by, wait, safety, progress, UnaryOperator.identity());
    }

    private Migrator(
            DatabaseBackend backend,
            Path folder,
            Attribution by,
            Duration wait,
            Optional<SafetyNet> safety,
            Progress progress,
            UnaryOperator<Plan> permission) {
        this.backend = backend;
        this.folder = folder;
        this.by = by;
        this.wait = wait;
        this.safety = safety;
        this.progress = progress;
        this.permission = permission;
    }

    /**
     * The same, for runs that tell more of themselves in the history, and whose plans somebody else has to let through.
     *
     * @param note for the history
     * @param onlyIf the plan, or a {@link Problem} that says why it may not be carried out; asked again under the lock
     */
    public Migrator noting(String note, UnaryOperator<Plan> onlyIf) {
        return new Migrator(backend, folder, by.noting(note), wait, safety, progress, onlyIf);
    }

    /** @throws UnreadableFolder when the folder is not there: its migrations are not missing one by one, the place is wrong */
    public Timeline timeline() {
        Timeline timeline = Timeline.of(backend.available(), backend.history(), LockFile.read(folder));
        if (MigrationFolder.isAbsent(folder)
                && timeline.in(State.MISSING).findAny().isPresent()) {
            throw UnreadableFolder.absent(folder);
        }
        return timeline;
    }

    /** Up to the target. */
    public MigrationReport migrate(Target target, Plan.Order order, Consumer<History.Entry> onStep) {
        return carryOut(timeline -> Plan.up(target, timeline, order), Mode.EXECUTE, "before migrate", onStep);
    }

    /** One migration of the folder. */
    public MigrationReport run(Migration migration, Plan.Order order, Consumer<History.Entry> onStep) {
        return carryOut(timeline -> Plan.only(migration, timeline, order), Mode.EXECUTE, "before run", onStep);
    }

    /** Down to the target, which stays applied. */
    public MigrationReport rollback(Target target, Consumer<History.Entry> onStep) {
        return carryOut(timeline -> Plan.down(target, timeline), Mode.EXECUTE, "before rollback", onStep);
    }

    /** Records that the database is at the target, and runs nothing. */
    public MigrationReport stamp(Target target, Consumer<History.Entry> onStep) {
        MigrationReport report = stampOneWay(target, onStep);
        boolean bothWays = !(target instanceof Target.By) && !report.done().isEmpty();
        return bothWays ? report.then(stampOneWay(target, onStep)) : report;
    }

    /** With something too much above the target and something missing below it, the way goes down first. */
    private MigrationReport stampOneWay(Target target, Consumer<History.Entry> onStep) {
        return carryOut(timeline -> Plan.stamp(target, timeline), Mode.RECORD_ONLY, "before stamp", onStep);
    }

    /** Records of single versions that they are applied (UP), or not applied (DOWN), and runs nothing. */
    public MigrationReport stampOnly(List<Target.At> versions, Direction direction, Consumer<History.Entry> onStep) {
        return carryOut(
                timeline -> Plan.stampOnly(versions, direction, timeline), Mode.RECORD_ONLY, "before stamp", onStep);
    }

    /**
     * Takes back on paper everything that the history says, whatever is wrong with it, and then records that the database is at the target. No script
     * is run, and every event stays in the history but failures, which are forgotten as {@link #repair} forgets them. Killed in the middle, it is done
     * by the same call.
     */
    public MigrationReport stampAfresh(Target target, Consumer<History.Entry> onStep) {
        Plan.stamp(target, afresh()); // a target that is not there is refused before anything is forgotten
        Optional<Version> before = backend.history().current();
        List<History.Entry> forgotten = new ArrayList<>();
        List<Finding> leftAlone = new ArrayList<>();
        try (MigrationLock lock = backend.lock(by.who(), wait)) {
            sealsAfresh().write(folder);
            backend.initialise();
            for (List<Repair> next = Repair.forgetting(backend.history());
                    !next.isEmpty();
                    next = Repair.forgetting(backend.history())) {
                for (Repair repair : next) {
                    lock.ensureHeld();
                    int newest = backend.history().nextRank();
                    leftAlone.addAll(backend.repair(repair, by));
                    backend.history().entries().stream()
                            .filter(entry -> entry.rank() >= newest)
                            .forEach(entry -> {
                                forgotten.add(entry);
                                onStep.accept(entry);
                            });
                }
            }
        }
        MigrationReport report = stamp(target, onStep);
        return new MigrationReport(before, before, forgotten, List.of(), leftAlone, Optional.empty(), List.of())
                .then(report);
    }

    /** As if all that the database has been through were taken back, the seals too where it is not guarded. */
    public Timeline afresh() {
        return Timeline.of(backend.available(), backend.history().afresh(), sealsAfresh());
    }

    /** As in a rollback, what is guarded keeps its seals. */
    private LockFile sealsAfresh() {
        return safety.isEmpty() ? LockFile.empty() : LockFile.read(folder);
    }

    /**
     * The way up as a script for a person to run. Touches nothing; where the way says from where, it does not even look at the database. What may not
     * be carried out is not written either.
     */
    public Plan script(Way way, Plan.Order order, OfflineSql sql, PrintWriter out) {
        return script(way, timeline -> Plan.up(way.to(), timeline, order), sql, out);
    }

    /** The same for the way down. */
    public Plan rollbackScript(Way way, OfflineSql sql, PrintWriter out) {
        return script(way, timeline -> Plan.down(way.to(), timeline), sql, out);
    }

    private Plan script(Way way, Function<Timeline, Plan> planning, OfflineSql sql, PrintWriter out) {
        boolean onPaper = way.from().isPresent();
        Timeline timeline =
                onPaper ? Timeline.supposing(backend.available(), way.from().get(), LockFile.read(folder)) : timeline();
        Plan plan = planning.andThen(permission).apply(timeline);
        if (!onPaper) {
            refuseUnversioned(timeline, Mode.EXECUTE);
        }
        sql.write(plan, timeline.history(), onPaper ? OfflineSql.Basis.FILES : OfflineSql.Basis.DATABASE, by, out);
        return plan;
    }

    /** What stands between files and database, and would be mended by {@link #repair}. */
    public List<Repair> repairs() {
        return Repair.of(timeline());
    }

    /**
     * Mends the history and seals the texts that the files have now. One repair can uncover another, such as a changed script behind a failed
     * step; all are made.
     */
    public Repaired repair() {
        if (timeline().blocking().findAny().isEmpty()) {
            return new Repaired(List.of(), List.of());
        }
        try (MigrationLock lock = backend.lock(by.who(), wait)) {
            List<Repair> repairs = new ArrayList<>();
            List<Finding> leftAlone = new ArrayList<>();
            for (List<Repair> next = repairs(); !repairs.containsAll(next); next = repairs()) {
                for (Repair repair : next) {
                    lock.ensureHeld();
                    leftAlone.addAll(backend.repair(repair, by));
                    repairs.add(repair);
                }
            }
            LockFile before = LockFile.read(folder);
            Timeline mended = Timeline.of(backend.available(), backend.history(), LockFile.empty());
            before.with(sealable(mended)).write(folder);
            return new Repaired(repairs, leftAlone);
        }
    }

    /** @param leftAlone what could not be taken back, such as documents that were changed since */
    public record Repaired(List<Repair> repairs, List<Finding> leftAlone) {
        public Repaired {
            repairs = List.copyOf(repairs);
            leftAlone = List.copyOf(leftAlone);
        }
    }

    private MigrationReport carryOut(
            Function<Timeline, Plan> wish, Mode mode, String reason, Consumer<History.Entry> onStep) {
        Function<Timeline, Plan> planning = wish.andThen(permission);
        try {
            Timeline before = timeline();
            Plan plan = planning.apply(before);
            if (plan.isEmpty()) {
                boolean up = plan.direction() == Direction.UP && mode == Mode.EXECUTE;
                return MigrationReport.nothing(before.current(), up ? sealWhatIsLeft(before) : List.of());
            }
            refuseUnversioned(before, mode);
        } catch (TargetInUse busy) {
            refuseUnlessARunnerHasIt(busy);
        }
        try (MigrationLock lock = backend.lock(by.who(), wait)) {
            return carryOut(lock, planning, mode, reason, onStep);
        }
    }

    /**
     * Up, under a lock that the caller has and keeps.
     *
     * @param planning of what is found now
     */
    MigrationReport migrate(MigrationLock lock, Function<Timeline, Plan> planning, Consumer<History.Entry> onStep) {
        return carryOut(lock, planning, Mode.EXECUTE, "before migrate", onStep);
    }

    private MigrationReport carryOut(
            MigrationLock lock,
            Function<Timeline, Plan> planning,
            Mode mode,
            String reason,
            Consumer<History.Entry> onStep) {
        Timeline now = timeline();
        Plan plan = planning.apply(now);
        if (plan.isEmpty()) {
            return MigrationReport.nothing(now.current(), List.of());
        }
        refuseUnversioned(now, mode);
        Optional<BackupId> backup =
                backend.presence() == Presence.FILLED ? safety.map(net -> net.backUp(reason)) : Optional.empty();
        Attribution attribution = backup.map(id -> by.noting("backup " + id)).orElse(by);
        backend.initialise();
        List<History.Entry> done = new ArrayList<>();
        List<Finding> findings = new ArrayList<>();
        List<String> warnings = new ArrayList<>();
        try {
            for (Plan.Step next : plan.steps()) {
                lock.ensureHeld();
                StepDone step = backend.run(next.migration(), plan.direction(), mode, attribution, progress);
                done.add(step.entry());
                findings.addAll(step.findings());
                onStep.accept(step.entry());
            }
        } finally {
            seal(plan, done).ifPresent(warnings::add);
            keepFingerprint(done).ifPresent(warnings::add);
        }
        Optional<Version> current = backend.history().current();
        return new MigrationReport(
                now.current(), current, done, plan.pendingAgain(now.history()), findings, backup, warnings);
    }

    /** What another runner keeps from being read is waited for, or refused by its name; what somebody else has, is in use. */
    private void refuseUnlessARunnerHasIt(TargetInUse busy) {
        try (MigrationLock free = backend.lock(by.who(), Duration.ZERO)) {
            free.ensureHeld();
        } catch (MigrationLock.Held runner) {
            return;
        }
        throw busy;
    }

    /** Only {@code init} and {@code stamp}, which say so, adopt a database that was there before. */
    void refuseUnversioned(Timeline timeline, Mode mode) {
        boolean unversioned = mode == Mode.EXECUTE
                && timeline.history().entries().isEmpty()
                && backend.presence() == Presence.FILLED
                && backend.identity().id().isEmpty();
        if (unversioned) {
            throw new Unversioned(backend.identity().location());
        }
    }

    /** The database is done by now: a lock file that cannot be written is worth a warning, not a failure. */
    private Optional<String> seal(Plan plan, List<History.Entry> done) {
        List<Script> scripts = scripts(plan.steps().stream()
                .limit(done.size())
                .map(Plan.Step::migration)
                .filter(migration -> !migration.isRepeatable()));
        try {
            LockFile before = LockFile.read(folder);
            if (plan.direction() == Direction.UP) {
                before.with(scripts).write(folder);
            } else if (safety.isEmpty()) {
                before.without(scripts).write(folder);
            }
            return Optional.empty();
        } catch (LockFile.NotWritten | LockFile.Damaged | UnreadableFolder e) {
            return Optional.of(e.getMessage());
        }
    }

    /**
     * A run that was killed after a step left the script unsealed. One that is still at work seals its own: it has the lock.
     *
     * @return why it could not be done, which is no failure, as above
     */
    private List<String> sealWhatIsLeft(Timeline found) {
        LockFile before = LockFile.read(folder);
        if (sealable(found).stream().allMatch(before::seals)) {
            return List.of();
        }
        try (MigrationLock alone = backend.lock(by.who(), Duration.ZERO)) {
            alone.ensureHeld();
            LockFile.read(folder).with(sealable(timeline())).write(folder);
            return List.of();
        } catch (MigrationLock.Held atWork) {
            return List.of();
        } catch (LockFile.NotWritten | LockFile.Damaged | UnreadableFolder e) {
            return List.of(e.getMessage());
        }
    }

    /** The database is done by now, as above: then `check --live` cannot say anything until the next step. */
    private Optional<String> keepFingerprint(List<History.Entry> done) {
        if (done.isEmpty()) {
            return Optional.empty();
        }
        try {
            backend.feature(DriftWatch.class).ifPresent(DriftWatch::keep);
            return Optional.empty();
        } catch (Problem e) {
            return Optional.of("no fingerprint of the definitions was kept: " + e.getMessage());
        }
    }

    private static List<Script> sealable(Timeline timeline) {
        return scripts(timeline.in(State.APPLIED)
                .flatMap(moment -> moment.shipped().stream())
                .filter(migration -> !migration.isRepeatable()));
    }

    private static List<Script> scripts(Stream<Migration> migrations) {
        return migrations.flatMap(migration -> migration.scripts().stream()).toList();
    }
}
