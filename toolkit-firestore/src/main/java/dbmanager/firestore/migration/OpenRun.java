package dbmanager.firestore.migration;

import com.google.firestore.v1.Write;
import dbmanager.firestore.document.DocumentPath;
import dbmanager.firestore.gateway.Range;
import dbmanager.firestore.gateway.Scope;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A run that is under way, and its document in {@code _migrations}. For one thread. */
final class OpenRun {
    private static final String SWEEPS = "sweeps";

    private final MigrationTracker tracker;
    private Tracked now;

    OpenRun(MigrationTracker tracker, Tracked now) {
        this.tracker = tracker;
        this.now = now;
    }

    /** A range of one of a sweep's scopes. */
    record Part(int scope, Range range) {}

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

    List<Sweep.Stretch> stretches(int sweep, List<Scope> scopes) {
        List<Sweep.Stretch> stretches = new ArrayList<>();
        for (Object part : (List<?>) sweep(sweep).get("ranges")) {
            Map<?, ?> range = (Map<?, ?>) part;
            Scope scope = scopes.get(Math.toIntExact((Long) range.get("scope")));
            stretches.add(new Sweep.Stretch(scope, new Range(path(range.get("after")), path(range.get("up_to")))));
        }
        return stretches;
    }

    private static Optional<DocumentPath> path(Object text) {
        return Optional.ofNullable((String) text).map(DocumentPath::new);
    }

    void begin(int sweep, String name, Instant began, List<Part> parts) {
        List<Map<String, Object>> ranges = new ArrayList<>();
        for (Part part : parts) {
            Map<String, Object> range = new LinkedHashMap<>();
            range.put("scope", part.scope());
            part.range().after().ifPresent(path -> range.put("after", path.text()));
            part.range().upTo().ifPresent(path -> range.put("up_to", path.text()));
            ranges.add(range);
        }
        List<Object> longer = new ArrayList<>(sweeps());
        if (longer.size() != sweep - 1) {
            throw new IllegalStateException("sweep " + sweep + " begins after " + longer.size());
        }
        longer.add(Map.of("name", name, "began", began, "ranges", ranges, "done", false));
        write(Map.of(SWEEPS, longer), List.of());
    }

    void end(int sweep) {
        Map<String, Object> done = new LinkedHashMap<>();
        sweep(sweep).forEach((name, value) -> done.put((String) name, value));
        done.put("done", true);
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

    /** How many ranges each sweep has, the first sweep first. */
    List<Integer> ranges() {
        return sweeps().stream()
                .map(sweep -> ((List<?>) ((Map<?, ?>) sweep).get("ranges")).size())
                .toList();
    }
}
