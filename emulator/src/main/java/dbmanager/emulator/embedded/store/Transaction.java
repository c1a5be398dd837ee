package dbmanager.emulator.embedded.store;

import com.google.protobuf.ByteString;
import dbmanager.emulator.embedded.model.Key;
import dbmanager.emulator.embedded.model.Refused;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * A transaction that was begun. What a read-write one has read is locked for all others until it ends: with {@link Database#commit}, with
 * {@link #rollback}, 270 s after it began, 60 s after it was last used, or because an older one needs what it holds. A read-only one locks nothing.
 */
public final class Transaction {
    enum State {
        ACTIVE,
        /** An older one needed what it had read. */
        WOUNDED,
        ENDED
    }

    private final Database database;
    private final ByteString id;
    private final long age;
    private final Optional<Snapshot> past;
    private final long begun;
    private final Set<Key> documents = new HashSet<>();
    private final List<Predicate<Changed>> queries = new ArrayList<>();
    private long used;
    private State state = State.ACTIVE;

    /**
     * @param age of two that want the same, the one with the smaller goes first
     * @param past what a read-only one reads
     * @param begun in microseconds
     */
    Transaction(Database database, ByteString id, long age, Optional<Snapshot> past, long begun) {
        this.database = database;
        this.id = id;
        this.age = age;
        this.past = past;
        this.begun = begun;
        this.used = begun;
    }

    /** As it goes over the wire. */
    public ByteString id() {
        return id;
    }

    public boolean isReadOnly() {
        return past.isPresent();
    }

    /** @throws Refused INVALID_ARGUMENT where it is read-only */
    public void ensureWritable() {
        if (isReadOnly()) {
            throw Refused.invalid("Cannot modify entities in a read-only transaction.");
        }
    }

    /**
     * Locks documents, those too that are not there, against changes by others, and answers what to read them from.
     *
     * @throws Refused ABORTED where this transaction has lost what it had locked to an older one; INVALID_ARGUMENT where it has ended
     */
    public Snapshot read(Collection<Key> read) {
        return past.orElseGet(() -> database.read(this, () -> documents.addAll(read)));
    }

    /**
     * Locks a query against changes by others, and answers what to run it on.
     *
     * @param touched whether a change would have made a difference to it; may say so too often. Asked under the lock of the database: it must neither
     *     wait nor call back
     * @throws Refused as {@link #read(Collection)}
     */
    public Snapshot read(Predicate<Changed> touched) {
        return past.orElseGet(() -> database.read(this, () -> queries.add(touched)));
    }

    /**
     * Ends it; what it has locked is free.
     *
     * @throws Refused INVALID_ARGUMENT where it has ended already
     */
    public void rollback() {
        database.rollback(this);
    }

    long age() {
        return age;
    }

    State state() {
        return state;
    }

    void wound() {
        state = State.WOUNDED;
        release();
    }

    void end() {
        state = State.ENDED;
        release();
    }

    private void release() {
        documents.clear();
        queries.clear();
    }

    void use(long now) {
        used = now;
    }

    boolean isOver(long now, long longest, long idle) {
        return now - begun >= longest || now - used >= idle;
    }

    boolean holds(Changed change) {
        if (documents.contains(change.key())) {
            return true;
        }
        for (Predicate<Changed> query : queries) {
            if (query.test(change)) {
                return true;
            }
        }
        return false;
    }

    boolean holdsSomething() {
        return !documents.isEmpty() || !queries.isEmpty();
    }
}
