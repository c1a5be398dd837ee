package dbmanager.firestore.migration;

import com.google.firestore.v1.Document;
import com.google.firestore.v1.Write;
import dbmanager.backend.Progress;
import dbmanager.backend.StepDone;
import dbmanager.firestore.gateway.Gateway;
import dbmanager.firestore.gateway.Range;
import dbmanager.firestore.gateway.Scope;
import dbmanager.migration.Direction;
import dbmanager.migration.Migration;
import dbmanager.problem.Finding;
import dbmanager.problem.Problem;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** One run from its record to the end of it, whichever that is. */
final class Execution {
    private final Gateway gateway;
    private final Reading reading;
    private final MigrationTracker tracker;
    private final Runnable fence;
    private final Indexes indexes;
    private final Migration migration;
    private final Direction direction;
    private final OpenRun run;
    private final boolean again;
    private final Tally tally;
    private final Images images;
    private final long beganNanos = System.nanoTime();
    private Optional<Scope> working = Optional.empty();

    /** @param again whether an earlier attempt began the run */
    Execution(
            Gateway gateway,
            Reading reading,
            MigrationTracker tracker,
            Runnable fence,
            Indexes indexes,
            Progress progress,
            Migration migration,
            Direction direction,
            OpenRun run,
            boolean again) {
        this.gateway = gateway;
        this.reading = reading;
        this.tracker = tracker;
        this.fence = fence;
        this.indexes = indexes;
        this.migration = migration;
        this.direction = direction;
        this.run = run;
        this.again = again;
        this.tally = new Tally(progress, 0);
        this.images = new Images(gateway, run.now().path());
    }

    StepDone up(Body body) {
        return recorded(
                () -> {
                    List<Finding> findings = onStage(body::up);
                    List<Finding> wrong = body.verify(asOf(reading.now()));
                    if (!wrong.isEmpty()) {
                        throw new Unverified(wrong);
                    }
                    return findings;
                },
                Tracked.COMPLETED,
                List.of());
    }

    StepDone down(Body body, List<Write> together) {
        return recorded(() -> onStage(body::down), Tracked.ROLLED_BACK, together);
    }

    StepDone takeBack(Tracked up, List<Write> together) {
        Images kept = new Images(gateway, up.path());
        TakeBack back = new TakeBack(gateway, kept);
        return recorded(
                () -> {
                    tally.begin("put back what was there before");
                    if (up.isUnfinished()) {
                        kept.claim(new OpenRun(tracker, up).openLanes(), true, fence);
                    }
                    back.run(fence, tally);
                    return back.left();
                },
                Tracked.ROLLED_BACK,
                together);
    }

    private List<Finding> onStage(java.util.function.Function<Stage, List<Finding>> work) {
        Lane.Site site = new Lane.Site(gateway, new Planner(reading), images, fence, Footprints.unimportant(), tally);
        LiveStage stage = new LiveStage(reading, run, again, images, site, indexes);
        try {
            List<Finding> findings = work.apply(stage);
            stage.flush();
            return findings;
        } finally {
            working = stage.working();
        }
    }

    private Assertion.Reader asOf(Instant moment) {
        return new Assertion.Reader() {
            @Override
            public Stream<Document> scan(Source source) {
                return reading.scan(ScriptBody.scope(source), Range.all(), moment)
                        .filter(document ->
                                !Bookkeeping.owns(dbmanager.firestore.document.DocumentPath.of(document.getName())));
            }

            @Override
            public long count(Source source) {
                return reading.count(ScriptBody.scope(source), moment);
            }
        };
    }

    private StepDone recorded(Supplier<List<Finding>> work, String success, List<Write> together) {
        List<Finding> findings;
        try {
            findings = work.get();
            fence.run();
            run.write(ending(success), together);
        } catch (Problem e) {
            throw RunFailure.of(migration, direction, tally, e, noteFailure(e));
        }
        return new StepDone(run.now().entry(), findings);
    }

    private Map<String, Object> ending(String status) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("status", status);
        fields.put("took_ms", run.now().number("took_ms") + took().toMillis());
        fields.put("changed_documents", tally.changed());
        fields.put("created_collections", List.copyOf(created()));
        fields.put("failed_collections", List.of());
        fields.put("collections_before", null);
        fields.put("error", null);
        return fields;
    }

    private Duration took() {
        return Duration.ofNanos(System.nanoTime() - beganNanos);
    }

    private Set<String> created() {
        TreeSet<String> roots = new TreeSet<>(gateway.rootCollections(Optional.empty()));
        if (run.now().fields().get("collections_before") instanceof List<?> before) {
            roots.removeAll(before);
        }
        roots.remove(Bookkeeping.HISTORY);
        roots.remove(Bookkeeping.OWN);
        return roots;
    }

    /** Without the lock nothing is written, and without the database nothing can be. @return whether the history says FAILED now */
    private boolean noteFailure(Problem failure) {
        if (failure.kind() == Problem.Kind.LOCKED) {
            return false;
        }
        boolean interrupted = Thread.interrupted();
        try {
            fence.run();
            Map<String, Object> fields = new LinkedHashMap<>();
            fields.put("status", Tracked.FAILED);
            fields.put("took_ms", run.now().number("took_ms") + took().toMillis());
            fields.put("changed_documents", tally.changed());
            fields.put("failed_collections", failedCollections());
            fields.put("error", failure.getMessage());
            run.write(fields, List.of());
            return true;
        } catch (Problem e) {
            failure.addSuppressed(e);
            return false;
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private List<String> failedCollections() {
        if (working.isEmpty()) {
            return List.of();
        }
        if (working.get() instanceof Scope.Group group) {
            return List.of(group.id());
        }
        return List.of(
                working.get() instanceof Scope.Tree tree ? tree.path() : ((Scope.Collection) working.get()).path());
    }
}
