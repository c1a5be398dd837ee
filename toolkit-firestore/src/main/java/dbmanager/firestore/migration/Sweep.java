package dbmanager.firestore.migration;

import com.google.firestore.v1.Document;
import dbmanager.firestore.document.DocumentPath;
import dbmanager.firestore.gateway.Range;
import dbmanager.firestore.gateway.ReadTimeTooOld;
import dbmanager.firestore.gateway.Scope;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Gives each of many documents its turn: those that existed when it began, each once. One thread reads them in the order of names and cuts them into
 * batches; several lanes take a batch each and commit it. Documents that are created later, by the sweep itself or by somebody else, have no turn.
 */
final class Sweep {
    /** On the way to the server and back the next commits can be made ready. */
    static final int LANES = 8;

    /** Of a batch; small enough that what waits in all lanes together is little, large enough that a commit is worth it. */
    private static final int DOCUMENTS = 400;

    private static final long BYTES = 1 << 20;
    private static final long POLL_MILLIS = 100;

    private final Reading reading;
    private final Lane.Site site;
    private final Scope scope;
    private final Instant began;
    private final Turning turn;
    private final Coverage coverage;
    private final LeftOut kept = new LeftOut();
    private final LeftOut notKept = new LeftOut();
    private final Crew crew = new Crew();
    private final BlockingQueue<Batch> batches = new ArrayBlockingQueue<>(LANES);

    /**
     * Documents that wait for their turn.
     *
     * @param from behind this position the batch begins, which is where the one before it ends
     * @param leaving documents in between that have no turn
     */
    private record Batch(
            String from, List<Ask> asks, Map<DocumentPath, Optional<Document>> known, List<Leaving> leaving) {
        /** After which there is none; each lane hands it on to the next. */
        static final Batch END = new Batch("", List.of(), Map.of(), List.of());

        boolean isLast() {
            return asks.isEmpty();
        }
    }

    /**
     * @param began documents that were created later have no turn
     * @param coverage what an earlier attempt did
     */
    Sweep(Reading reading, Lane.Site site, Scope scope, Instant began, Coverage coverage, Turning turn) {
        this.reading = reading;
        this.site = site;
        this.scope = scope;
        this.began = began;
        this.coverage = coverage;
        this.turn = turn;
    }

    /**
     * Ends when every document had its turn.
     *
     * @param readTime the moment whose documents are read, as long as the server knows it
     */
    void run(List<Lane> lanes, Instant readTime) {
        List<Runnable> tasks = new ArrayList<>();
        lanes.forEach(lane -> tasks.add(() -> commit(lane)));
        tasks.add(() -> read(readTime));
        crew.work(tasks);
    }

    /** Documents that were left out, as the commits of the sweep keep them. */
    LeftOut kept() {
        return kept;
    }

    /** Those that no commit keeps. */
    LeftOut notKept() {
        return notKept;
    }

    private void commit(Lane lane) {
        for (Batch batch = next(); !batch.isLast(); batch = next()) {
            lane.beginBehind(batch.from(), batch.leaving());
            Gathering gathering = new Gathering(site.planner(), lane, new ArrayList<>());
            gathering.add(batch.asks(), batch.known());
            gathering.commit();
            batch.leaving().forEach(each -> (lane.keeps(each) ? kept : notKept).add(each.documents()));
        }
        put(Batch.END);
    }

    private Batch next() {
        try {
            while (!crew.isStopped()) {
                Batch batch = batches.poll(POLL_MILLIS, TimeUnit.MILLISECONDS);
                if (batch != null) {
                    return batch;
                }
            }
            return Batch.END;
        } catch (InterruptedException e) {
            throw Pause.stopped();
        }
    }

    private void put(Batch batch) {
        try {
            while (!crew.isStopped() && !batches.offer(batch, POLL_MILLIS, TimeUnit.MILLISECONDS)) {
                // Until a lane is free, or something went wrong in one.
            }
        } catch (InterruptedException e) {
            throw Pause.stopped();
        }
    }

    private void read(Instant firstReadTime) {
        Instant readTime = firstReadTime;
        Cutting cutting = new Cutting();
        for (boolean all = false; !all && !crew.isStopped(); ) {
            Range rest = cutting.scanned.map(Range.all()::from).orElse(Range.all());
            try (Stream<Document> documents = reading.scan(scope, rest, readTime)) {
                cutting.cut(documents.iterator());
                cutting.decide();
                all = true;
            } catch (ReadTimeTooOld e) {
                readTime = reading.now();
            }
        }
        cutting.end();
    }

    /** Cuts what is read into batches. */
    private final class Cutting {
        private Optional<DocumentPath> scanned = coverage.prefix();
        private String from = scanned.map(DocumentPath::text).orElse("");
        private List<Ask> asks = new ArrayList<>();
        private Map<DocumentPath, Optional<Document>> known = new HashMap<>();
        private List<Leaving> leaving = new ArrayList<>();
        private LeftOut behindLastAsk = new LeftOut();
        private final Staying staying = new Staying(reading, this::ask, failure -> behindLastAsk.add(failure));
        private long bytes;
        private long uncounted;

        void cut(Iterator<Document> documents) {
            while (!crew.isStopped() && documents.hasNext()) {
                add(documents.next());
            }
        }

        void decide() {
            staying.end();
        }

        private void add(Document document) {
            DocumentPath path = DocumentPath.of(document.getName());
            scanned = Optional.of(path);
            if (++uncounted == DOCUMENTS) {
                count();
            }
            boolean later = SessionValues.instant(document.getCreateTime()).isAfter(began);
            if (later || Bookkeeping.owns(path) || coverage.holds(path)) {
                return;
            }
            staying.show(Staying.Candidate.of(document, turn));
        }

        private void ask(Staying.Candidate candidate) {
            if (behindLastAsk.number() > 0) {
                leaving.add(new Leaving(candidate.path(), behindLastAsk));
                behindLastAsk = new LeftOut();
            }
            asks.add(Ask.of(
                    candidate.path(), candidate.document(), candidate.changes(), now -> turn.of(now, notKept::add)));
            known.put(candidate.path(), Optional.of(candidate.document()));
            bytes += candidate.document().getSerializedSize();
            if (asks.size() == DOCUMENTS || bytes > BYTES) {
                hand();
            }
        }

        private void hand() {
            put(new Batch(from, asks, known, leaving));
            leaving = new ArrayList<>();
            from = asks.get(asks.size() - 1).position();
            asks = new ArrayList<>();
            known = new HashMap<>();
            bytes = 0;
        }

        private void count() {
            site.tally().scanned(uncounted);
            uncounted = 0;
        }

        void end() {
            if (!asks.isEmpty()) {
                hand();
            }
            notKept.add(behindLastAsk);
            count();
            put(Batch.END);
        }
    }
}
