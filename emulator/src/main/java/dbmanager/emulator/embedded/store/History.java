package dbmanager.emulator.embedded.store;

import dbmanager.emulator.embedded.model.Refused;
import io.grpc.Status;
import java.time.Duration;
import java.util.ArrayDeque;

/**
 * The versions before the newest ones, which are forgotten when they leave the window, or earlier when together they are larger than the room for
 * them. Whoever adds or forgets holds the lock of the database; anybody may ask what is kept.
 */
final class History {
    /** What a version costs besides its bytes. */
    private static final int OVERHEAD = 100;

    private final long window;
    private final long room;
    private final Documents documents;
    private final Indexes indexes;
    /** Versions over older ones, in the order of their times. */
    private final ArrayDeque<Stored> over = new ArrayDeque<>();

    private long size;
    private volatile long kept;

    /**
     * @param room in bytes
     * @param kept the first time that can be read at
     */
    History(Duration window, long room, Documents documents, Indexes indexes, long kept) {
        this.window = window.toNanos() / 1000;
        this.room = room;
        this.documents = documents;
        this.indexes = indexes;
        this.kept = kept;
    }

    void add(Stored newest) {
        Stored older = newest.older();
        if (older != null) {
            over.add(newest);
            size += older.size() + OVERHEAD;
        }
    }

    /** @param settled newer versions are not seen yet, and stay */
    void forget(long now, long settled) {
        long horizon = Math.min(now - window, settled);
        Stored next = over.peek();
        if (next == null || next.updatedMicros() > (size > room ? settled : horizon)) {
            return;
        }
        do {
            forget(over.poll());
            next = over.peek();
        } while (next != null && next.updatedMicros() <= (size > room ? settled : horizon));
        indexes.forget(kept);
    }

    /** @param time versions that are under one of this time or before it */
    void forgetAll(long time) {
        while (!over.isEmpty() && over.peek().updatedMicros() <= time) {
            forget(over.poll());
        }
        kept = Math.max(kept, time);
        indexes.forget(kept);
    }

    private void forget(Stored newer) {
        kept = Math.max(kept, newer.updatedMicros());
        size -= newer.older().size() + OVERHEAD;
        newer.forgetOlder();
        if (newer.isGone()) {
            documents.remove(newer);
        }
    }

    /** @throws Refused FAILED_PRECONDITION where a time cannot be read at */
    void check(long time, long now) {
        if (time < now - window) {
            throw tooOld();
        }
        check(time);
    }

    /** After the read: whether what was read can be trusted. */
    void check(long time) {
        if (time < kept) {
            throw tooOld();
        }
    }

    private static Refused tooOld() {
        return new Refused(Status.Code.FAILED_PRECONDITION, "The requested snapshot version is too old.");
    }
}
