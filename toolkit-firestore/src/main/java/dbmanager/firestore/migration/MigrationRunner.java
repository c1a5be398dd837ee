package dbmanager.firestore.migration;

import com.google.firestore.v1.Write;
import dbmanager.backend.DryRun.Preview;
import dbmanager.backend.Progress;
import dbmanager.backend.StepDone;
import dbmanager.backend.StepFailed;
import dbmanager.firestore.gateway.Gateway;
import dbmanager.migration.Attribution;
import dbmanager.migration.Direction;
import dbmanager.migration.History;
import dbmanager.migration.Migration;
import dbmanager.migration.MigrationKey;
import dbmanager.migration.Mode;
import dbmanager.migration.Repair;
import dbmanager.problem.Finding;
import dbmanager.problem.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Runs migrations and takes them back. Each document is changed exactly once, whenever and however often the runner is killed: documents and the
 * images of what they were are one commit, and the images say how far the run is.
 */
public final class MigrationRunner {
    private final Gateway gateway;
    private final Reading reading;
    private final MigrationTracker tracker;
    private final Runnable fence;
    private final Indexes indexes;

    /** @param fence throws when it is not certain that nobody else migrates this database; runs before each commit */
    public MigrationRunner(Gateway gateway, MigrationTracker tracker, Runnable fence, Indexes indexes) {
        this.gateway = gateway;
        this.reading = Reading.of(gateway);
        this.tracker = tracker;
        this.fence = fence;
        this.indexes = indexes;
    }

    /**
     * Runs one step and records it: STARTED first. A step that an earlier runner did not end goes on where that stopped; DOWN takes back what it
     * did so far. Repeatable migrations that ran after what is taken back are marked as pending in the commit that records the end.
     *
     * @throws StepFailed when it did not succeed; the history then says FAILED
     * @throws RunStopped when the lock or the connection was lost on the way, or the thread interrupted; nothing was written after that
     */
    public StepDone run(Migration migration, Direction direction, Mode mode, Attribution by, Progress progress) {
        MigrationTracker.Log log = tracker.read();
        if (mode == Mode.RECORD_ONLY) {
            return StepDone.of(record(log, migration.key(), Optional.of(migration), direction, by));
        }
        return direction == Direction.UP ? up(log, migration, by, progress) : down(log, migration, by, progress);
    }

    /**
     * What {@link #run} would change, on the database as the steps that were asked for before would leave it. Has nothing to write with.
     *
     * @param overlay holds what they would change
     */
    Preview preview(Overlay overlay, Migration migration, Direction direction) {
        DryStage stage = new DryStage(overlay, gateway.database(), indexes);
        Body body = Body.of(migration, gateway.database());
        try {
            if (direction == Direction.UP) {
                body.up(stage);
                return stage.preview();
            }
            Tracked up = undoable(tracker.read(), migration.key());
            if (!up.isUnfinished() && body.undo() == Body.Undo.ITSELF) {
                body.down(stage);
                return stage.preview();
            }
            stage.putBack(new TakeBack(gateway, overlay, images(kept(up, migration.key()))));
            return stage.preview();
        } catch (Problem e) {
            throw RunFailure.inDryRun(migration, direction, e, overlay.forgotten());
        }
    }

    /** The steps of a plan, as they would be. To be closed. */
    public Rehearsal rehearsal() {
        return new Rehearsal(this, new Overlay(reading, gateway.database()));
    }

    private StepDone up(MigrationTracker.Log log, Migration migration, Attribution by, Progress progress) {
        Body body = Body.of(migration, gateway.database());
        Optional<Tracked> earlier = unfinished(log, migration.key());
        earlier.ifPresent(run -> run.refuseToGoOn(migration, Direction.UP));
        fence.run();
        Execution execution = new Execution(
                gateway,
                reading,
                tracker,
                fence,
                indexes,
                progress,
                migration,
                Direction.UP,
                open(log, earlier, migration, Direction.UP, Map.of(), by),
                earlier.isPresent());
        StepDone done = execution.up(body);
        new Pruning(gateway, tracker, fence).keepNewest();
        return done;
    }

    private StepDone down(MigrationTracker.Log log, Migration migration, Attribution by, Progress progress) {
        MigrationKey key = migration.key();
        Optional<Tracked> earlier = unfinished(log, key).filter(run -> run.direction() == Direction.DOWN);
        Tracked up = earlier.map(run -> undoneBy(run, log)).orElseGet(() -> undoable(log, key));
        Body body = Body.of(migration, gateway.database());
        boolean byItself = !up.isUnfinished() && body.undo() == Body.Undo.ITSELF;
        if (!byItself) {
            kept(up, key);
        }
        fence.run();
        OpenRun run = open(log, earlier, migration, Direction.DOWN, Map.of("undoes", up.rank()), by);
        Execution execution = new Execution(
                gateway,
                reading,
                tracker,
                fence,
                indexes,
                progress,
                migration,
                Direction.DOWN,
                run,
                earlier.isPresent());
        List<Write> inDoubt = inDoubt(log, key, Math.max(run.now().rank(), log.lastRank()), by);
        return byItself ? execution.down(body, inDoubt) : execution.takeBack(up, inDoubt);
    }

    /** What marks the repeatable migrations as pending that ran on a database which still had this one. */
    private List<Write> inDoubt(MigrationTracker.Log log, MigrationKey key, int rank, Attribution by) {
        List<Write> writes = new ArrayList<>();
        for (History.Entry repeatable :
                key.version().map(log.history()::repeatablesAfter).orElse(List.of())) {
            int next = rank + writes.size() + 1;
            writes.add(tracker.created(
                    next,
                    beginning(
                            next,
                            repeatable.key(),
                            Optional.empty(),
                            Direction.DOWN,
                            Mode.RECORD_ONLY,
                            Tracked.ROLLED_BACK,
                            by)));
        }
        return writes;
    }

    /** The run to take back: the one in force, or the one that did not end. */
    private static Tracked undoable(MigrationTracker.Log log, MigrationKey key) {
        return log.runs().stream()
                .filter(run -> run.key().equals(key) && run.direction() == Direction.UP)
                .reduce((older, newer) -> newer)
                .orElseThrow(() -> NothingKept.neverRan(key));
    }

    private static Tracked undoneBy(Tracked down, MigrationTracker.Log log) {
        long rank = down.number("undoes");
        return log.runs().stream()
                .filter(run -> run.rank() == rank)
                .findFirst()
                .orElseThrow(() -> NothingKept.neverRan(down.key()));
    }

    /** @throws NothingKept when there are no images of what it changed */
    private static Tracked kept(Tracked up, MigrationKey key) {
        if (!up.keptImages()) {
            throw NothingKept.of(up, key);
        }
        return up;
    }

    private static Optional<Tracked> unfinished(MigrationTracker.Log log, MigrationKey key) {
        return log.runs().stream()
                .filter(run -> run.key().equals(key))
                .reduce((older, newer) -> newer)
                .filter(Tracked::isUnfinished);
    }

    private OpenRun open(
            MigrationTracker.Log log,
            Optional<Tracked> earlier,
            Migration migration,
            Direction direction,
            Map<String, Object> more,
            Attribution by) {
        if (earlier.isPresent()) {
            Map<String, Object> again = Map.of("status", Tracked.STARTED, "who", by.who(), "note", by.note());
            return new OpenRun(tracker, tracker.update(earlier.get(), again, List.of()));
        }
        int rank = log.lastRank() + 1;
        Map<String, Object> fields =
                beginning(rank, migration.key(), Optional.of(migration), direction, Mode.EXECUTE, Tracked.STARTED, by);
        fields.putAll(more);
        fields.put("collections_before", gateway.rootCollections(Optional.empty()));
        return new OpenRun(tracker, tracker.append(rank, fields, List.of()));
    }

    private History.Entry record(
            MigrationTracker.Log log,
            MigrationKey key,
            Optional<Migration> migration,
            Direction direction,
            Attribution by) {
        String status = direction == Direction.UP ? Tracked.COMPLETED : Tracked.ROLLED_BACK;
        int rank = log.lastRank() + 1;
        fence.run();
        Map<String, Object> fields = beginning(rank, key, migration, direction, Mode.RECORD_ONLY, status, by);
        List<Write> together = direction == Direction.DOWN ? inDoubt(log, key, rank, by) : List.of();
        return tracker.append(rank, fields, together).entry();
    }

    private Map<String, Object> beginning(
            int rank,
            MigrationKey key,
            Optional<Migration> migration,
            Direction direction,
            Mode mode,
            String status,
            Attribution by) {
        Map<String, Object> fields = Tracked.beginning(rank, key, migration, direction, mode, status);
        fields.put("executed_at", gateway.now().toString());
        fields.put("who", by.who());
        fields.put("note", by.note());
        fields.put("tool", tracker.tool());
        fields.put("took_ms", 0);
        return fields;
    }

    private Images images(Tracked run) {
        return new Images(gateway, run.path());
    }

    /**
     * Carries out one correction of the history. A step upward that failed is taken back from its images before it is forgotten: nothing that it
     * left behind would ever be taken back otherwise.
     *
     * @return documents that were left alone, because somebody changed them since
     */
    public List<Finding> repair(Repair repair, Attribution by, Progress progress) {
        MigrationTracker.Log log = tracker.read();
        fence.run();
        if (repair instanceof Repair.MarkDeleted gone) {
            record(log, gone.key(), Optional.empty(), Direction.DOWN, by);
            return List.of();
        }
        if (repair instanceof Repair.AcceptChange change) {
            String sha256 = change.migration().script().checksum().sha256();
            tracker.update(find(log, change.entry()), Map.of("checksum", sha256, "accepted_by", by.who()), List.of());
            return List.of();
        }
        Repair.ForgetFailure failure = (Repair.ForgetFailure) repair;
        Tracked run = find(log, failure.entry());
        List<Finding> left = List.of();
        if (run.isOurs() && run.direction() == Direction.UP && run.keptImages()) {
            images(run).claim(new OpenRun(tracker, run).openLanes(), true, fence);
            TakeBack back = new TakeBack(gateway, images(run));
            back.run(fence, new Tally(progress, 0));
            left = back.left();
        }
        fence.run();
        tracker.update(run, Map.of("status", Tracked.FORGOTTEN, "forgotten_by", by.who()), List.of());
        return left;
    }

    private static Tracked find(MigrationTracker.Log log, History.Entry entry) {
        return log.runs().stream()
                .filter(run -> run.rank() == entry.rank())
                .findFirst()
                .orElseThrow(() -> NothingKept.neverRan(entry.key()));
    }
}
