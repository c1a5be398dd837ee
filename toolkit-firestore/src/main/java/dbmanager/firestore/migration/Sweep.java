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
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Gives each of many documents its turn: those that existed when it began, each once. Several ranges are under way at a time. Documents that are
 * created later, by the sweep itself or by somebody else, have no turn.
 */
final class Sweep {
    private static final int DOCUMENTS = 200;
    private static final long BYTES = 1 << 20;

    private final Reading reading;
    private final Lane.Site site;
    private final int step;
    private final Instant began;
    private final Instant firstReadTime;
    private final List<Stretch> stretches;
    private final Function<Document, List<Change>> change;
    private final Crew crew = new Crew();

    /** A range of one of the scopes. */
    record Stretch(Scope scope, Range range) {}

    /**
     * @param began documents that were created later have no turn
     * @param firstReadTime the moment whose documents are read, as long as the server knows it; later than {@code began} when this goes on after an
     *     earlier attempt
     * @param change called from several threads
     */
    Sweep(
            Reading reading,
            Lane.Site site,
            int step,
            Instant began,
            Instant firstReadTime,
            List<Stretch> stretches,
            Function<Document, List<Change>> change) {
        this.reading = reading;
        this.site = site;
        this.step = step;
        this.began = began;
        this.firstReadTime = firstReadTime;
        this.stretches = stretches;
        this.change = change;
    }

    /**
     * Ends when every document had its turn.
     *
     * @param newest the newest header of each range that an earlier attempt began
     */
    void run(Map<Integer, Images.Header> newest) {
        List<Runnable> ranges = new ArrayList<>();
        for (int i = 0; i < stretches.size(); i++) {
            Optional<Images.Header> last = Optional.ofNullable(newest.get(i));
            Lane lane = new Lane(site, new Images.Id(step, i, 0), last);
            Stretch stretch = stretches.get(i);
            ranges.add(() -> sweep(stretch, lane));
        }
        crew.work(ranges);
    }

    private void sweep(Stretch stretch, Lane lane) {
        Instant readTime = firstReadTime;
        Range left = from(stretch, lane);
        while (!crew.isStopped()) {
            Group group = new Group(lane);
            try (Stream<Document> documents = reading.scan(stretch.scope(), left, readTime)) {
                group.gather(documents.iterator());
                return;
            } catch (ReadTimeTooOld e) {
                group.end();
                readTime = reading.now();
                left = group.scanned.map(left::from).orElse(left);
            } catch (Lane.Overtaken e) {
                lane.follow(e);
                left = from(stretch, lane);
            }
        }
    }

    private static Range from(Stretch stretch, Lane lane) {
        return lane.last()
                .map(last -> stretch.range().from(new DocumentPath(last)))
                .orElse(stretch.range());
    }

    /** Documents that were read and wait for their turn. */
    private final class Group {
        private final Gathering gathering;
        private final List<Ask> asks = new ArrayList<>();
        private final Map<DocumentPath, Optional<Document>> known = new HashMap<>();
        private long bytes;
        private Optional<DocumentPath> scanned = Optional.empty();

        Group(Lane lane) {
            gathering = new Gathering(site.planner(), lane, new ArrayList<>());
        }

        void gather(Iterator<Document> documents) {
            while (!crew.isStopped() && documents.hasNext()) {
                add(documents.next());
                if (asks.size() == DOCUMENTS || bytes > BYTES) {
                    takeTurns();
                }
            }
            if (!crew.isStopped()) {
                end();
            }
        }

        private void add(Document document) {
            DocumentPath path = DocumentPath.of(document.getName());
            scanned = Optional.of(path);
            boolean later = SessionValues.instant(document.getCreateTime()).isAfter(began);
            if (!later && !Bookkeeping.owns(path)) {
                asks.add(Ask.of(path, change));
                known.put(path, Optional.of(document));
                bytes += document.getSerializedSize();
            }
        }

        private void takeTurns() {
            gathering.add(asks, known);
            site.tally().scanned(asks.size());
            asks.clear();
            known.clear();
            bytes = 0;
        }

        void end() {
            takeTurns();
            gathering.commit();
        }
    }
}
