package dbmanager.firestore.migration;

import com.google.firestore.v1.Document;
import java.time.Instant;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * When the commits of a step were applied. All documents of a commit have its time as their update time; so a document that a step finds with
 * one of its own times was written by it already, on account of another document.
 */
class Footprints {
    private final Set<Instant> commits = ConcurrentHashMap.newKeySet();

    void add(Instant commit) {
        commits.add(commit);
    }

    /** @throws SamePlace when the turn would write a document a second time */
    void refuse(Turn turn) {
        for (Touch touch : turn.touches()) {
            if (touch.before().filter(this::isOurs).isPresent()) {
                throw new SamePlace(turn.ask(), touch.path());
            }
        }
    }

    private boolean isOurs(Document document) {
        return commits.contains(SessionValues.instant(document.getUpdateTime()));
    }

    /** Of instructions that come one after the other, and may well be about the same document. */
    static Footprints unimportant() {
        return new Footprints() {
            @Override
            void add(Instant commit) {}
        };
    }
}
