package dbmanager.firestore.migration;

import com.google.firestore.v1.Write;
import dbmanager.firestore.gateway.Gateway;
import dbmanager.migration.Direction;
import dbmanager.problem.Problem;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Drops images of migrations so old that nobody rolls back that far: together they would become larger than the data. */
final class Pruning {
    /** Runs whose images stay. A rollback further back needs a backup. */
    static final int KEPT = 20;

    private static final int DELETES = 200;
    private static final System.Logger LOG = System.getLogger(Pruning.class.getName());

    private final Gateway gateway;
    private final MigrationTracker tracker;
    private final Runnable fence;

    Pruning(Gateway gateway, MigrationTracker tracker, Runnable fence) {
        this.gateway = gateway;
        this.tracker = tracker;
        this.fence = fence;
    }

    /** First the run says that its images are gone, then they go: a rollback never finds half of them. A failure is for the next time. */
    void keepNewest() {
        try {
            List<Tracked> up = new ArrayList<>();
            for (Tracked run : tracker.read().runs()) {
                if (run.keepsSome() && run.direction() == Direction.UP) {
                    up.add(run);
                } else if (run.keepsSome() && !run.isUnfinished()) {
                    drop(run); // a rollback is not rolled back
                }
            }
            for (Tracked run : up.subList(0, Math.max(0, up.size() - KEPT))) {
                drop(run);
            }
        } catch (Problem e) {
            LOG.log(Level.WARNING, "old images of migrations were not dropped: {0}", e.getMessage());
        }
    }

    private void drop(Tracked run) {
        fence.run();
        Tracked dropping = run.keptImages() ? tracker.update(run, Map.of("images", Tracked.DROPPING), List.of()) : run;
        Images images = new Images(gateway, run.path());
        List<Write> deletes = new ArrayList<>();
        try (Stream<Images.Header> headers = images.headers()) {
            headers.forEach(header -> {
                deletes.addAll(images.drop(header));
                if (deletes.size() >= DELETES) {
                    delete(deletes);
                }
            });
        }
        delete(deletes);
        fence.run();
        tracker.update(dropping, Map.of("images", Tracked.DROPPED), List.of());
    }

    private void delete(List<Write> deletes) {
        if (!deletes.isEmpty()) {
            fence.run();
            gateway.commit(deletes);
            deletes.clear();
        }
    }
}
