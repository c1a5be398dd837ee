package dbmanager.firestore.migration;

import com.google.firestore.v1.Document;
import com.google.firestore.v1.Value;
import dbmanager.firestore.document.DocumentPath;
import dbmanager.firestore.gateway.Scope;
import dbmanager.problem.Finding;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Carries a migration out. Its sweeps are steps 1, 2, …; its instructions, numbered together with its reads, are the lane of step 0.
 *
 * <p>What was read is kept with the next commit. So a run that goes on is told the same again up to there, and what it reads later nothing
 * depends on yet.
 */
final class LiveStage implements Stage {
    static final Images.Id INSTRUCTIONS = new Images.Id(0, 0, 0);

    /** Instructions that are carried out together. */
    private static final int TOGETHER = 100;

    private final Reading reading;
    private final Planner planner;
    private final OpenRun run;
    private final Images images;
    private final Lane.Site site;
    private final Indexes indexes;

    /** What earlier attempts left: the newest header of each lane, and by step what its commits covered and when they were applied. */
    private final Map<Images.Id, Images.Header> newest = new HashMap<>();

    private final Map<Integer, Coverage.Builder> covered = new HashMap<>();
    private final Map<Integer, Footprints> footprints = new HashMap<>();
    private final Map<Integer, LeftOut> leftOut = new HashMap<>();
    private final Map<Long, Optional<Map<String, Value>>> readBefore = new HashMap<>();
    private final long done;

    private final Lane instructions;
    private final List<Ask> asks = new ArrayList<>();
    private final Set<DocumentPath> asked = new HashSet<>();
    private final List<Chunk.Read> reads = new ArrayList<>();
    private long calls;
    private int sweeps;
    private Optional<Scope> working = Optional.empty();

    /** @param again whether an earlier attempt began this run */
    LiveStage(Reading reading, OpenRun run, boolean again, Images images, Lane.Site site, Indexes indexes) {
        this.reading = reading;
        this.planner = site.planner();
        this.run = run;
        this.images = images;
        this.site = site;
        this.indexes = indexes;
        if (again) {
            images.claim(run.openLanes(), false, site.fence());
            try (Stream<Images.Header> headers = images.headers()) {
                headers.forEach(this::recall);
            }
        }
        Optional<Images.Header> last = Optional.ofNullable(newest.get(INSTRUCTIONS));
        done = last.map(Images.Header::last)
                .filter(call -> !call.isEmpty())
                .map(Long::parseLong)
                .orElse(0L);
        instructions = new Lane(site, INSTRUCTIONS, last);
    }

    private void recall(Images.Header header) {
        if (header.sealed()) {
            throw new TakenBack(header.id());
        }
        int step = header.id().step();
        newest.put(header.id().first(), header);
        footprints(step).add(header.created());
        site.tally().changed(header.images());
        if (step > 0) {
            covered.computeIfAbsent(step, none -> new Coverage.Builder()).add(header);
            leftOut(step).add(header.leftOut());
        } else if (header.reads()) {
            images.open(header).reads().forEach(read -> readBefore.put(read.call(), read.fields()));
        }
    }

    private LeftOut leftOut(int step) {
        return leftOut.computeIfAbsent(step, none -> new LeftOut());
    }

    private Footprints footprints(int step) {
        return footprints.computeIfAbsent(step, none -> Footprints.strict());
    }

    @Override
    public List<Finding> sweep(String name, Scope scope, Turning turn) {
        flush();
        keepReads();
        int step = ++sweeps;
        working = Optional.of(scope);
        site.tally().begin(name);
        LeftOut leftOut = leftOut(step);
        if (run.isDone(step)) {
            leftOut.add(run.leftOut(step));
            return leftOut.findings();
        }
        site.fence().run();
        Instant now = reading.now();
        if (!run.hasBegun(step)) {
            run.begin(step, name, now, Sweep.LANES);
        }
        Coverage coverage = covered.getOrDefault(step, new Coverage.Builder()).build();
        Lane.Site here = new Lane.Site(site.gateway(), planner, images, site.fence(), footprints(step), site.tally());
        List<Lane> lanes = new ArrayList<>();
        for (int i = 0; i < run.lanes(step); i++) {
            Images.Id lane = new Images.Id(step, i, 0);
            lanes.add(new Lane(here, lane, Optional.ofNullable(newest.get(lane))));
        }
        Sweep sweep = new Sweep(reading, here, scope, run.began(step), coverage, turn);
        sweep.run(lanes, now);
        site.fence().run();
        run.end(step, sweep.notKept());
        leftOut.add(sweep.kept());
        leftOut.add(sweep.notKept());
        return leftOut.findings();
    }

    @Override
    public void instruct(String name, Optional<DocumentPath> reads, Function<Optional<Document>, List<Change>> change) {
        long call = ++calls;
        if (call <= done) {
            return;
        }
        working = Optional.empty();
        site.tally().begin(name);
        if (asks.size() == TOGETHER || reads.filter(asked::contains).isPresent()) {
            flush();
        }
        asks.add(new Ask(Long.toString(call), reads, change));
        reads.ifPresent(asked::add);
    }

    @Override
    public Optional<Finding> index(String name, Index index) {
        flush();
        site.tally().begin(name);
        site.fence().run();
        return indexes.want(index);
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
        if (!asks.isEmpty()) {
            instructions.comesAfter(sweeps);
            Gathering gathering = new Gathering(planner, instructions, reads);
            gathering.add(asks, new HashMap<>());
            gathering.commit();
            asks.clear();
            asked.clear();
        }
    }

    /** A sweep may depend on what was read before it, and is no commit by itself. */
    private void keepReads() {
        if (!reads.isEmpty()) {
            instructions.comesAfter(sweeps);
            instructions.note(Long.toString(calls), List.copyOf(reads));
            reads.clear();
        }
    }

    /** What the step under way looks at, for the record of a failure. */
    Optional<Scope> working() {
        return working;
    }
}
