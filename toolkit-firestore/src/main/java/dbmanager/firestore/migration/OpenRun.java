package dbmanager.firestore.migration;

import com.google.firestore.v1.Write;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A run that is under way, and its document in {@code _migrations}. For one thread. */
final class OpenRun {
    private static final String SWEEPS = "sweeps";

    private final MigrationTracker tracker;
    private Tracked now;

    OpenRun(MigrationTracker tracker, Tracked now) {
        this.tracker = tracker;
        this.now = now;
    }

    Tracked now() {
        return now;
    }

    void write(Map<String, Object> changes, List<Write> together) {
        now = tracker.update(now, changes, together);
    }

    boolean hasBegun(int sweep) {
        return sweeps().size() >= sweep;
    }

    boolean isDone(int sweep) {
        return hasBegun(sweep) && Boolean.TRUE.equals(sweep(sweep).get("done"));
    }

    /** The moment whose documents have their turn. */
    Instant began(int sweep) {
        return (Instant) sweep(sweep).get("began");
    }

    int lanes(int sweep) {
        return Math.toIntExact((Long) sweep(sweep).get("lanes"));
    }

    void begin(int sweep, String name, Instant began, int lanes) {
        List<Object> longer = new ArrayList<>(sweeps());
        if (longer.size() != sweep - 1) {
            throw new IllegalStateException("sweep " + sweep + " begins after " + longer.size());
        }
        longer.add(Map.of("name", name, "began", began, "lanes", lanes, "done", false));
        write(Map.of(SWEEPS, longer), List.of());
    }

    /** What {@link #end} was told. */
    LeftOut leftOut(int sweep) {
        List<String> reasons = sweep(sweep).get("left_out") instanceof List<?> list
                ? list.stream().map(String::valueOf).toList()
                : List.of();
        long number = sweep(sweep).get("left_out_number") instanceof Long count ? count : 0;
        return LeftOut.of(reasons, number);
    }

    /** @param leftOut what no commit of the sweep keeps */
    void end(int sweep, LeftOut leftOut) {
        Map<String, Object> done = new LinkedHashMap<>();
        sweep(sweep).forEach((name, value) -> done.put((String) name, value));
        done.put("done", true);
        done.put("left_out", leftOut.reasons());
        done.put("left_out_number", leftOut.number());
        List<Object> sweeps = new ArrayList<>(sweeps());
        sweeps.set(sweep - 1, done);
        write(Map.of(SWEEPS, sweeps), List.of());
    }

    private List<?> sweeps() {
        return now.fields().get(SWEEPS) instanceof List<?> list ? list : List.of();
    }

    private Map<?, ?> sweep(int number) {
        return (Map<?, ?>) sweeps().get(number - 1);
    }

    /** Where commits of this run may still arrive: the lane of the instructions, and those of the sweeps that are not done. */
    List<Images.Id> openLanes() {
        List<Images.Id> lanes = new ArrayList<>();
        lanes.add(LiveStage.INSTRUCTIONS);
        for (int sweep = 1; sweep <= sweeps().size(); sweep++) {
            for (int lane = 0; lane < lanes(sweep) && !isDone(sweep); lane++) {
                lanes.add(new Images.Id(sweep, lane, 0));
            }
        }
        return lanes;
    }
}
