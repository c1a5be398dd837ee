package dbmanager.firestore.migration;

import com.google.firestore.v1.Document;
import com.google.firestore.v1.Value;
import com.google.firestore.v1.Write;
import dbmanager.firestore.document.DocumentPath;
import dbmanager.firestore.document.Fields;
import dbmanager.firestore.document.Fingerprint;
import dbmanager.firestore.gateway.CommitRejected;
import dbmanager.firestore.gateway.Fetched;
import dbmanager.firestore.gateway.Gateway;
import dbmanager.firestore.gateway.UnknownOutcome;
import dbmanager.problem.Finding;
import dbmanager.problem.Problem;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Puts back what a run kept, the newest commit first, each chunk in one commit that also marks it: so a rollback that was killed goes on where it
 * was. A document that is not as the run left it stays as it is, and is reported.
 */
final class TakeBack {
    private static final int MOST_ATTEMPTS = 20;
    private static final int SHOWN = 100;

    private final Gateway gateway;
    private final Reading reading;
    private final Images images;

    TakeBack(Gateway gateway, Images images) {
        this(gateway, Reading.of(gateway), images);
    }

    /** @param reading where documents are seen as they are, or as they would be */
    TakeBack(Gateway gateway, Reading reading, Images images) {
        this.gateway = gateway;
        this.reading = reading;
        this.images = images;
    }

    /** What is to become of one chunk's documents. */
    private record Outcome(List<Touch> touches, List<String> left) {}

    /** A chunk that is to be put back; not its header, which may hold the images too. */
    private record Place(Images.Id id, int after) {
        /** Not by the times of the images, which a restore changes. */
        static final Comparator<Place> IN_ORDER = Comparator.comparingInt(Place::after)
                .thenComparing(place -> place.id().step() == 0)
                .thenComparingInt(place -> place.id().sequence());
    }

    /** @param fence runs before each commit */
    void run(Runnable fence, Tally tally) {
        List<Place> left = newestFirst();
        while (!left.isEmpty()) {
            int together = together(left);
            List<Runnable> tasks = left.subList(0, together).stream()
                    .map(place -> (Runnable) () -> undo(place.id(), fence, tally))
                    .toList();
            new Crew().work(tasks, Sweep.LANES);
            left = left.subList(together, left.size());
        }
    }

    /** A sweep writes no document twice, so its chunks can be put back in any order; instructions only one by one. */
    private static int together(List<Place> places) {
        int step = places.get(0).id().step();
        int together = 1;
        while (step > 0 && together < places.size() && places.get(together).id().step() == step) {
            together++;
        }
        return together;
    }

    /** What would be put back, chunk by chunk; an older chunk may hold what a newer one puts back first. Writes nothing. */
    void preview(Consumer<List<Touch>> chunk) {
        for (Place place : newestFirst()) {
            Chunk kept = images.open(images.header(place.id()).orElseThrow());
            chunk.accept(plan(kept).touches());
        }
    }

    /** Documents that were left alone, by this rollback or by one that it went on from. */
    List<Finding> left() {
        List<String> left = new ArrayList<>();
        try (Stream<Images.Header> headers = images.headers()) {
            headers.forEach(header -> left.addAll(header.left()));
        }
        List<Finding> findings = new ArrayList<>();
        left.stream()
                .limit(SHOWN)
                .forEach(path -> findings.add(
                        new Finding(path, "was changed after the migration changed it, and stays as it is")));
        if (left.size() > SHOWN) {
            findings.add(new Finding("…", "and " + (left.size() - SHOWN) + " documents more"));
        }
        return findings;
    }

    private List<Place> newestFirst() {
        try (Stream<Images.Header> headers = images.headers()) {
            return headers.filter(header -> header.images() > 0 && !header.undone())
                    .map(header -> new Place(header.id(), header.after()))
                    .sorted(Place.IN_ORDER.reversed())
                    .toList();
        }
    }

    private void undo(Images.Id id, Runnable fence, Tally tally) {
        Images.Header header = images.header(id).orElseThrow();
        Chunk chunk = images.open(header);
        for (int attempts = 1; ; attempts++) {
            Outcome outcome = plan(chunk);
            List<Write> writes = new ArrayList<>();
            outcome.touches().forEach(touch -> writes.add(touch.write(gateway.database())));
            writes.add(images.markUndone(header, outcome.left()));
            fence.run();
            Problem failure;
            try {
                gateway.commit(writes);
                tally.scanned(chunk.images().size());
                tally.changed(outcome.touches().size());
                return;
            } catch (UnknownOutcome e) {
                failure = e;
            } catch (CommitRejected e) {
                if (!e.precondition()) {
                    throw e;
                }
                failure = e;
            }
            if (images.header(id).filter(Images.Header::undone).isPresent()) {
                tally.changed(outcome.touches().size());
                return;
            }
            if (attempts == MOST_ATTEMPTS) {
                throw failure;
            }
            Pause.after(attempts);
        }
    }

    private Outcome plan(Chunk chunk) {
        Map<DocumentPath, Optional<Document>> now = new HashMap<>();
        List<DocumentPath> paths =
                chunk.images().stream().map(Chunk.Image::path).toList();
        if (!paths.isEmpty()) {
            for (Fetched fetched : reading.fetch(paths)) {
                now.put(fetched.path(), fetched.document());
            }
        }
        List<Touch> touches = new ArrayList<>();
        List<String> left = new ArrayList<>();
        for (Chunk.Image image : chunk.images()) {
            Touch touch = new Touch(image.path(), now.get(image.path()), image.before());
            if (isAsLeft(image, touch.before())) {
                if (touch.changesSomething()) {
                    touches.add(touch);
                }
            } else if (touch.changesSomething()) {
                left.add(image.path().text());
            }
        }
        return new Outcome(touches, left);
    }

    private static boolean isAsLeft(Chunk.Image image, Optional<Document> now) {
        Optional<Map<String, Value>> fields = now.map(Document::getFieldsMap);
        Optional<Fingerprint> found = fields.map(Fields::fingerprint);
        return found.equals(image.after());
    }
}
