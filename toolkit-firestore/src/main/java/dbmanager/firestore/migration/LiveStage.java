package dbmanager.firestore.migration;

import com.google.firestore.v1.Document;
import com.google.firestore.v1.Value;
import dbmanager.firestore.document.DocumentPath;
import dbmanager.firestore.gateway.Range;
import dbmanager.firestore.gateway.Scope;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Carries a migration out. Its sweeps are steps 1, 2, …; its instructions, numbered together with its reads, are the lane of step 0.
 *
 * <p>What was read is kept with the next commit. So a run that goes on is told the same again up to there, and what it reads later nothing
 * depends on yet.
 */
final class LiveStage implements Stage {
    private static final int RANGES = 32;
    private static final int INSTRUCTIONS = 100;
    private static final Images.Id FIRST = new Images.Id(0, 0, 0);

    private final Reading reading;
    private final Planner planner;
    private final OpenRun run;
    private final Images images;
    private final Runnable fence;
    private final Lane.Site site;
    private final Tally tally;

    /** What earlier attempts left: the newest header of each range, and when each of a step's commits was applied. */
    private final Map<Integer, TreeMap<Integer, Images.Header>> newest = new HashMap<>();

    private final Map<Integer, Footprints> footprints = new HashMap<>();
    private final Map<Long, Optional<Map<String, Value>>> readBefore = new HashMap<>();
    private final long done;

    private final Lane lane;
    private final List<Ask> asks = new ArrayList<>();
    private final Set<DocumentPath> asked = new HashSet<>();
    private final List<Chunk.Read> reads = new ArrayList<>();
    private long calls;
    private int sweeps;
    private List<Scope> working = List.of();

    LiveStage(Reading reading, OpenRun run, Images images, Lane.Site site) {
        this.reading = reading;
        this.planner = site.planner();
        this.run = run;
        this.images = images;
        this.fence = site.fence();
        this.site = site;
        this.tally = site.tally();
        try (Stream<Images.Header> headers = images.headers()) {
            headers.forEach(this::recall);
        }
        Optional<Images.Header> last =
                Optional.ofNullable(newest.getOrDefault(0, new TreeMap<>()).get(0));
        done = last.map(header -> Long.parseLong(header.last())).orElse(0L);
        lane = new Lane(site, FIRST, last);
    }

    private void recall(Images.Header header) {
        if (header.sealed()) {
            throw new TakenBack(header.id());
        }
        int step = header.id().step();
        newest.computeIfAbsent(step, none -> new TreeMap<>()).put(header.id().range(), header);
        footprints(step).add(header.created());
        tally.changed(header.images());
        if (step == 0 && header.reads()) {
            images.open(header).reads().forEach(read -> readBefore.put(read.call(), read.fields()));
        }
    }

    private Footprints footprints(int step) {
        return footprints.computeIfAbsent(step, none -> new Footprints());
    }

    @Override
    public void sweep(String name, List<Scope> scopes, Function<Document, List<Change>> change) {
        flush();
        keepReads();
        int step = ++sweeps;
        working = scopes;
        tally.begin(name);
        if (run.isDone(step)) {
            return;
        }
        fence.run();
        Instant now = reading.now();
        if (!run.hasBegun(step)) {
            run.begin(step, name, now, stretches(scopes, now));
        }
        Lane.Site here = new Lane.Site(site.gateway(), planner, images, fence, footprints(step), tally);
        new Sweep(reading, here, step, run.began(step), now, run.stretches(step, scopes), change)
                .run(newest.getOrDefault(step, new TreeMap<>()));
        fence.run();
        run.end(step);
    }

    private List<OpenRun.Part> stretches(List<Scope> scopes, Instant now) {
        List<OpenRun.Part> parts = new ArrayList<>();
        for (int i = 0; i < scopes.size(); i++) {
            for (Range range : reading.split(scopes.get(i), RANGES, now)) {
                parts.add(new OpenRun.Part(i, range));
            }
        }
        return parts;
    }

    @Override
    public void instruct(String name, Optional<DocumentPath> reads, Function<Optional<Document>, List<Change>> change) {
        long call = ++calls;
        if (call <= done) {
            return;
        }
        working = List.of();
        tally.begin(name);
        if (asks.size() == INSTRUCTIONS || reads.filter(asked::contains).isPresent()) {
            flush();
        }
        asks.add(new Ask(Long.toString(call), reads, change));
        reads.ifPresent(asked::add);
    }

    @Override
    public Optional<Map<String, Value>> read(DocumentPath path) {
        long call = ++calls;
        Optional<Map<String, Value>> before = readBefore.get(call);
        if (before != null) {
            return before;
        }
        flush();
        Optional<Map<String, Value>> fields =
                reading.fetch(List.of(path)).get(0).document().map(Document::getFieldsMap);
        reads.add(new Chunk.Read(call, fields));
        return fields;
    }

    /** Carries out what was only noted so far. */
    void flush() {
        if (asks.isEmpty()) {
            return;
        }
        untilNotOvertaken(() -> {
            asks.removeIf(ask -> lane.last()
                    .filter(last -> Long.parseLong(ask.position()) <= Long.parseLong(last))
                    .isPresent());
            Gathering gathering = new Gathering(planner, lane, reads);
            gathering.add(asks, new HashMap<>());
            gathering.commit();
        });
        asks.clear();
        asked.clear();
    }

    /** A sweep may depend on what was read before it, and is no commit by itself. */
    private void keepReads() {
        if (!reads.isEmpty()) {
            untilNotOvertaken(() -> lane.note(Long.toString(calls), List.copyOf(reads)));
            reads.clear();
        }
    }

    /** What overtakes a run that has the lock is an earlier attempt of its own, whose answer was lost. */
    private void untilNotOvertaken(Runnable work) {
        while (true) {
            try {
                work.run();
                return;
            } catch (Lane.Overtaken e) {
                lane.follow(e);
            }
        }
    }

    /** What the step under way looks at, for the record of a failure. */
    List<Scope> working() {
        return working;
    }
}
