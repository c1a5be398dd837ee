package dbmanager.operation;

import dbmanager.backend.DatabaseBackend;
import dbmanager.backend.LoadMode;
import dbmanager.backend.LoadPolicy;
import dbmanager.backend.Progress;
import dbmanager.backend.References;
import dbmanager.backend.Safety;
import dbmanager.backend.Selection;
import dbmanager.backend.StepFailed;
import dbmanager.backup.BackupCatalog;
import dbmanager.backup.BackupReader;
import dbmanager.backup.BackupWriter;
import dbmanager.backup.DatabaseIdentity;
import dbmanager.backup.Manifest;
import dbmanager.exchange.Checks;
import dbmanager.exchange.Content;
import dbmanager.exchange.Diff;
import dbmanager.exchange.DiffReport;
import dbmanager.migration.Attribution;
import dbmanager.migration.Direction;
import dbmanager.migration.LockFile;
import dbmanager.migration.Migration;
import dbmanager.migration.MigrationKey;
import dbmanager.migration.Mode;
import dbmanager.migration.Plan;
import dbmanager.migration.Target;
import dbmanager.migration.Timeline;
import dbmanager.operation.Rehearsal.Report;
import dbmanager.operation.Rehearsal.Step;
import dbmanager.problem.Finding;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;

/** One rehearsal in one scratch database. */
final class RehearsalRun {
    private static final Attribution BY = Attribution.of("rehearse");

    private final BackupReader backup;
    private final DatabaseBackend scratch;
    private final BackupCatalog copies;
    private final Path folder;
    private final Checks checks;
    private final Clock clock;
    private final Progress progress;
    private final List<Step> steps = new ArrayList<>();

    /**
     * @param copies for what was there before each migration
     * @param folder of the migrations, where the lock file lies
     */
    RehearsalRun(
            BackupReader backup,
            DatabaseBackend scratch,
            BackupCatalog copies,
            Path folder,
            Checks checks,
            Clock clock,
            Progress progress) {
        this.backup = backup;
        this.scratch = scratch;
        this.copies = copies;
        this.folder = folder;
        this.checks = checks;
        this.clock = clock;
        this.progress = progress;
    }

    /** @param begun when the making of the scratch database did */
    Report rehearse(Instant begun, int last, Function<Timeline, Plan> way, Consumer<Step> onStep) {
        load(backup);
        Duration restored = since(begun);
        Optional<String> from = scratch.history().current().map(Object::toString);
        List<MigrationKey> back = new ArrayList<>();
        if (!rollBack(last, back, onStep)) {
            return report(from, back, List.of(), Whole.NOT_GONE, List.of(), begun, restored);
        }
        Plan plan = way.apply(timeline());
        List<Migration> versions = plan.steps().stream()
                .map(Plan.Step::migration)
                .filter(migration -> !migration.isRepeatable())
                .toList();
        List<Loss> lostByRollback = new ArrayList<>();
        BackupReader start = back.isEmpty() ? backup : copy();
        BackupReader before = start;
        List<Migration> together = new ArrayList<>();
        boolean runs = true;
        for (Migration migration : versions) {
            Step step = attempt(migration, before);
            steps.add(step);
            onStep.accept(step);
            runs = scratch.history().inForce(migration.key()).isPresent();
            if (!runs) {
                break;
            }
            before = copy();
            together.add(migration);
            if (!migration.reversible()) {
                start = before;
                together.clear();
            }
            if (!back.isEmpty() && back.get(0).equals(migration.key())) {
                lostByRollback.addAll(losses(backup));
            }
        }
        Whole whole = runs ? wayBack(together, start) : Whole.NOT_GONE;
        boolean atTheEnd = !plan.isEmpty() && runs && whole.failed().isEmpty();
        List<Finding> findings = atTheEnd ? atTheEnd(plan, onStep) : List.of();
        return report(from, back, lostByRollback, whole, findings, begun, restored);
    }

    private Report report(
            Optional<String> from,
            List<MigrationKey> back,
            List<Loss> lostByRollback,
            Whole whole,
            List<Finding> findings,
            Instant begun,
            Duration restored) {
        return new Report(
                backup.manifest().id(),
                from,
                scratch.history().current().map(Object::toString),
                back,
                lostByRollback,
                steps,
                whole.failed(),
                whole.losses(),
                findings,
                restored,
                since(begun));
    }

    /** It stands for the database that the backup is of, so references into that one lead into it. */
    private void load(BackupReader from) {
        LoadPolicy policy = new LoadPolicy(LoadMode.REPLACE, References.REPOINT);
        scratch.load(from, Selection.all(), policy, Safety.none(), progress);
    }

    private Duration since(Instant begun) {
        return Duration.between(begun, clock.instant());
    }

    private Timeline timeline() {
        return Timeline.of(scratch.available(), scratch.history(), LockFile.read(folder));
    }

    /**
     * @param back the newest first, as they are taken back
     * @return false when one has an undo that does not run; it is the last step then
     */
    private boolean rollBack(int last, List<MigrationKey> back, Consumer<Step> onStep) {
        if (last == 0) {
            return true;
        }
        for (Plan.Step planned : Plan.down(new Target.By(-last), timeline()).steps()) {
            MigrationKey key = planned.migration().key();
            try {
                go(planned.migration(), Direction.DOWN);
            } catch (StepFailed e) {
                String why = "its undo does not run: " + e.getMessage();
                Step step = new Step(key, true, Duration.ZERO, Optional.empty(), Optional.of(why), List.of());
                steps.add(step);
                onStep.accept(step);
                return false;
            }
            back.add(key);
        }
        return true;
    }

    private Duration go(Migration migration, Direction direction) {
        Instant begun = clock.instant();
        scratch.run(migration, direction, Mode.EXECUTE, BY, progress);
        return since(begun);
    }

    /** Up, down, compared, up again. Where that goes wrong, what was there before is put back, so that the next is not blamed for it. */
    private Step attempt(Migration migration, BackupReader before) {
        Duration up;
        try {
            up = go(migration, Direction.UP);
        } catch (StepFailed e) {
            return new Step(
                    migration.key(),
                    migration.reversible(),
                    Duration.ZERO,
                    Optional.empty(),
                    Optional.of("does not run: " + e.getMessage()),
                    List.of());
        }
        if (!migration.reversible()) {
            return new Step(migration.key(), false, up, Optional.empty(), Optional.empty(), List.of());
        }
        Duration down;
        try {
            down = go(migration, Direction.DOWN);
        } catch (StepFailed e) {
            return startOver(migration, before, up, Optional.empty(), "its undo does not run: " + e.getMessage());
        }
        List<Loss> losses = losses(before);
        if (!losses.isEmpty()) {
            load(before);
        }
        try {
            go(migration, Direction.UP);
        } catch (StepFailed e) {
            return startOver(migration, before, up, Optional.of(down), "does not run a second time: " + e.getMessage());
        }
        return new Step(migration.key(), true, up, Optional.of(down), Optional.empty(), losses);
    }

    private Step startOver(Migration migration, BackupReader before, Duration up, Optional<Duration> down, String why) {
        load(before);
        go(migration, Direction.UP);
        return new Step(migration.key(), true, up, down, Optional.of(why), List.of());
    }

    /** All that have an undo, down and up again. */
    private Whole wayBack(List<Migration> together, BackupReader start) {
        boolean eachAlone = steps.stream().allMatch(Step::isSound);
        if (together.size() < 2 || !eachAlone) {
            // one alone was compared already, and of one that is no inverse the others could not be told apart
            return Whole.NOT_GONE;
        }
        List<Migration> newestFirst = new ArrayList<>(together);
        Collections.reverse(newestFirst);
        try {
            newestFirst.forEach(migration -> go(migration, Direction.DOWN));
            List<Loss> losses = losses(start);
            together.forEach(migration -> go(migration, Direction.UP));
            return new Whole(Optional.empty(), losses);
        } catch (StepFailed e) {
            return new Whole(Optional.of(e.getMessage()), List.of());
        }
    }

    /** The repeatable ones, which have no way back, and what must be true at the newest version. */
    private List<Finding> atTheEnd(Plan plan, Consumer<Step> onStep) {
        for (Plan.Step planned : plan.steps()) {
            Migration migration = planned.migration();
            if (migration.isRepeatable()) {
                Step step = once(migration);
                steps.add(step);
                onStep.accept(step);
                if (!step.isSound()) {
                    return List.of();
                }
            }
        }
        List<Finding> findings = new ArrayList<>(scratch.check());
        try (Content content = scratch.live()) {
            findings.addAll(checks.judge(content));
        }
        return findings;
    }

    private Step once(Migration migration) {
        try {
            Duration up = go(migration, Direction.UP);
            return new Step(migration.key(), false, up, Optional.empty(), Optional.empty(), List.of());
        } catch (StepFailed e) {
            return new Step(
                    migration.key(),
                    false,
                    Duration.ZERO,
                    Optional.empty(),
                    Optional.of("does not run: " + e.getMessage()),
                    List.of());
        }
    }

    /** How what is there now differs from what was there. */
    private List<Loss> losses(BackupReader before) {
        try (Content was = scratch.open(before);
                Content is = scratch.live()) {
            DiffReport difference = Diff.of(was, is, List.of(), Loss.SAMPLES, progress::at);
            return Loss.of(difference, was);
        }
    }

    /** Everything as it is now, to compare with and to go back to. */
    private BackupReader copy() {
        DatabaseIdentity here = scratch.identity();
        DatabaseIdentity named = new DatabaseIdentity("rehearsal", here.engine(), here.location(), here.id());
        Manifest manifest;
        try (BackupWriter writer = copies.begin(named, "rehearsal", "rehearsal", List.of())) {
            scratch.dump(Selection.all(), writer, progress);
            manifest = writer.commit();
        }
        return copies.open(copies.find(manifest.id().text(), any -> true));
    }

    private record Whole(Optional<String> failed, List<Loss> losses) {
        static final Whole NOT_GONE = new Whole(Optional.empty(), List.of());
    }
}
