package dbmanager.firestore.migration;

import com.google.firestore.v1.Document;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Supplier;

/**
 * When the commits of a step were applied. All documents of a commit have its time as their update time; so a document that a step finds with
 * one of its own times was written by it already, on account of another document.
 */
final class Footprints {
    private final Set<Instant> commits = ConcurrentHashMap.newKeySet();
    private final ReentrantReadWriteLock underWay = new ReentrantReadWriteLock();
    private final boolean strict;

    private Footprints(boolean strict) {
        this.strict = strict;
    }

    /** Of a sweep, which writes each document once at most. */
    static Footprints strict() {
        return new Footprints(true);
    }

    /** Of instructions that come one after the other, and may well be about the same document. */
    static Footprints unimportant() {
        return new Footprints(false);
    }

    void add(Instant commit) {
        if (strict) {
            commits.add(commit);
        }
    }

    /** A commit, from before it leaves until its footprint is here. */
    <T> T during(Supplier<T> commit) {
        return locked(underWay.readLock(), commit);
    }

    /** Reads while no commit is under way: everything written by then has its footprint here. */
    <T> T between(Supplier<T> reading) {
        return strict ? locked(underWay.writeLock(), reading) : reading.get();
    }

    private static <T> T locked(Lock lock, Supplier<T> work) {
        lock.lock();
        try {
            return work.get();
        } finally {
            lock.unlock();
        }
    }

    /** @throws SamePlace when one of the turns would write a document a second time */
    void refuse(List<Turn> turns) {
        for (Turn turn : turns) {
            for (Touch touch : turn.touches()) {
                boolean another =
                        touch.before().isPresent() && !turn.ask().reads().equals(Optional.of(touch.path()));
                if (another ? between(() -> isOurs(touch)) : isOurs(touch)) {
                    throw new SamePlace(turn.ask(), touch.path());
                }
            }
        }
    }

    private boolean isOurs(Touch touch) {
        return touch.before()
                .map(Document::getUpdateTime)
                .map(SessionValues::instant)
                .filter(commits::contains)
                .isPresent();
    }
}
