package dbmanager.firestore.migration;

import com.google.firestore.v1.Document;
import dbmanager.firestore.document.DocumentPath;
import dbmanager.firestore.document.Fields;
import dbmanager.firestore.gateway.Fetched;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Decides which documents that are to be copied or moved stay out of it: those in whose place another document stands that is to stay, and all that lies
 * below them, since a document without its own subcollections, or these below another one, is half a copy. Is shown the documents in the order of
 * their names, in which what lies below a document comes right behind it.
 */
final class Staying {
    /** As many as are asked about together; each may be 1 MiB. */
    private static final int TOGETHER = 50;

    private static final long BYTES = 1 << 20;

    private final Reading reading;
    private final Consumer<Candidate> goes;
    private final Consumer<DocumentFailed> stays;
    private final List<Candidate> waiting = new ArrayList<>();
    private Optional<DocumentPath> top = Optional.empty();
    private long bytes;

    /** @param failure why nothing can be asked for */
    record Candidate(DocumentPath path, Document document, List<Change> changes, Optional<DocumentFailed> failure) {
        static Candidate of(Document document, Turning turn) {
            List<DocumentFailed> failures = new ArrayList<>();
            List<Change> changes = turn.of(document, failures::add);
            return new Candidate(
                    DocumentPath.of(document.getName()),
                    document,
                    changes,
                    failures.stream().findFirst());
        }

        /** Where another document would keep it from going. */
        private Optional<Change.Put> place() {
            return changes.stream()
                    .filter(Change.Put.class::isInstance)
                    .map(Change.Put.class::cast)
                    .filter(put ->
                            put.existing() == Existing.SKIP && !put.path().equals(path))
                    .findFirst();
        }
    }

    /**
     * @param goes hears of each document that asks for changes and may have them
     * @param stays hears of each that stays, or for which nothing can be asked; both in the order of names
     */
    Staying(Reading reading, Consumer<Candidate> goes, Consumer<DocumentFailed> stays) {
        this.reading = reading;
        this.goes = goes;
        this.stays = stays;
    }

    void show(Candidate candidate) {
        if (waiting.isEmpty() && candidate.place().isEmpty()) {
            tell(candidate, Map.of());
            return;
        }
        waiting.add(candidate);
        bytes += candidate.document().getSerializedSize();
        if (waiting.size() == TOGETHER || bytes >= BYTES) {
            end();
        }
    }

    /** Decides on all that was shown. */
    void end() {
        Map<DocumentPath, Optional<Document>> there = new HashMap<>();
        List<DocumentPath> places = waiting.stream()
                .flatMap(candidate -> candidate.place().stream())
                .map(Change.Put::path)
                .toList();
        if (!places.isEmpty()) {
            for (Fetched fetched : reading.fetch(places)) {
                there.put(fetched.path(), fetched.document());
            }
        }
        waiting.forEach(candidate -> tell(candidate, there));
        waiting.clear();
        bytes = 0;
    }

    private void tell(Candidate candidate, Map<DocumentPath, Optional<Document>> there) {
        DocumentPath path = candidate.path();
        if (candidate.failure().isPresent()) {
            stays.accept(candidate.failure().get());
            return;
        }
        if (candidate.changes().isEmpty()) {
            return;
        }
        Optional<DocumentPath> above = top.filter(staying -> path.isUnder(staying.text()));
        if (above.isPresent()) {
            stays.accept(DocumentFailed.stays(path, "it lies below " + above.get() + ", which stays"));
            return;
        }
        Optional<Change.Put> place = candidate.place().filter(put -> differs(put, there.get(put.path())));
        if (place.isPresent()) {
            top = Optional.of(path);
            stays.accept(DocumentFailed.stays(
                    path, "another document is at " + place.get().path()));
            return;
        }
        goes.accept(candidate);
    }

    private static boolean differs(Change.Put put, Optional<Document> there) {
        return there.filter(document -> !Fields.same(document.getFieldsMap(), Stored.form(put.fields())))
                .isPresent();
    }
}
