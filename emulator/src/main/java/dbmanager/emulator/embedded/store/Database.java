package dbmanager.emulator.embedded.store;

import com.google.firestore.v1.BatchWriteResponse;
import com.google.firestore.v1.CommitResponse;
import com.google.firestore.v1.TransactionOptions;
import com.google.firestore.v1.Write;
import com.google.protobuf.ByteString;
import com.google.protobuf.Timestamp;
import dbmanager.emulator.embedded.model.DatabaseName;
import dbmanager.emulator.embedded.model.FieldPath;
import dbmanager.emulator.embedded.model.Key;
import dbmanager.emulator.embedded.model.Refused;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/**
 * The documents of one database, each with the versions of the last while. Reads take no lock. Writes go one after the other; {@link #commit} and
 * {@link #batchWrite} may wait in the thread that calls: for a transaction that holds what they want to change, at most 20 seconds, and for the disk.
 */
public final class Database {
    private static final long LOCK_WAIT = 20_000_000;
    private static final long LOOK_AGAIN_NANOS = 50_000_000;
    /** Of the room for older versions, so much is for those that listeners have not been told of. */
    private static final int LISTENERS_SHARE = 4;

    private final DatabaseName name;
    private final long identity;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition released = lock.newCondition();
    private final Documents documents;
    private final Indexes indexes = new Indexes();
    private final Timeline timeline;
    private final History history;
    private final Transactions transactions;
    private final Watchers watchers;
    private final Allowed allowed;
    private final Ledger ledger;

    /** @param newest the time of the newest commit that the documents hold, in microseconds */
    Database(
            DatabaseName name,
            Documents documents,
            long newest,
            Clock clock,
            Duration window,
            long room,
            Allowed allowed,
            Ledger ledger) {
        this.name = name;
        this.documents = documents;
        this.timeline = new Timeline(clock, newest);
        this.history = new History(window, room, documents, indexes, newest);
        this.identity = timeline.now() ^ ((long) name.hashCode() << Integer.SIZE);
        this.transactions = new Transactions(this, identity);
        this.watchers = new Watchers(timeline, room / LISTENERS_SHARE);
        this.allowed = allowed;
        this.ledger = ledger;
    }

    public DatabaseName name() {
        return name;
    }

    /** What makes the tokens that it gives out differ from those of other databases, and of earlier runs. */
    public long identity() {
        return identity;
    }

    /** What is true now: all that was acknowledged is in it. */
    public Snapshot snapshot() {
        return view(timeline.read());
    }

    /**
     * What was true at a time.
     *
     * @throws Refused FAILED_PRECONDITION where that is longer ago than the window, INVALID_ARGUMENT where it is still to come or no whole microsecond
     */
    public Snapshot snapshot(Timestamp readTime) {
        Micros.check(readTime);
        long time = Micros.of(readTime);
        long now = timeline.now();
        if (!Micros.isWhole(readTime)) {
            throw Refused.invalid("The read_time must be microsecond aligned.");
        }
        if (time > Math.max(now, timeline.newest())) {
            throw Refused.invalid("The read_time must not be in the future.");
        }
        history.check(time, now);
        timeline.await(time);
        return view(time);
    }

    private View view(long time) {
        return new View(this, documents, history, time);
    }

    /** Builds it at the first question, while writers wait. */
    FieldIndex index(Snapshot.Scope scope, FieldPath field, boolean elements) {
        return indexes.find(scope, field, elements).orElseGet(() -> {
            lock.lock();
            try {
                return indexes.find(scope, field, elements).orElseGet(() -> build(scope, field, elements));
            } finally {
                lock.unlock();
            }
        });
    }

    private FieldIndex build(Snapshot.Scope scope, FieldPath field, boolean elements) {
        Snapshot.Scope all = scope.group() ? new Snapshot.Scope(Key.ROOT, scope.collection(), true) : scope;
        FieldIndex index = new FieldIndex(field, elements);
        documents.range(all.parent(), all.parent().beyond(), false).forEachRemaining(newest -> {
            if (all.holds(newest.key())) {
                index.build(newest);
            }
        });
        indexes.add(all, index);
        return index;
    }

    /** @throws Refused INVALID_ARGUMENT for a transaction to retry that is not from here, and as {@link #snapshot(Timestamp)} for a read time */
    public Transaction begin(TransactionOptions options) {
        Optional<Snapshot> past = switch (options.getModeCase()) {
            case READ_ONLY ->
                Optional.of(
                        options.getReadOnly().hasReadTime()
                                ? snapshot(options.getReadOnly().getReadTime())
                                : snapshot());
            case READ_WRITE, MODE_NOT_SET -> Optional.empty();
        };
        lock.lock();
        try {
            Transaction begun = transactions.begin(past, options.getReadWrite().getRetryTransaction(), timeline.now());
            released.signalAll();
            return begun;
        } finally {
            lock.unlock();
        }
    }

    /** @throws Refused INVALID_ARGUMENT where it has ended, or is not from here */
    public Transaction transaction(ByteString id) {
        lock.lock();
        try {
            return transactions.find(id, timeline.now());
        } finally {
            lock.unlock();
        }
    }

    Snapshot read(Transaction transaction, Runnable take) {
        long written;
        lock.lock();
        try {
            transactions.ensureActive(transaction, timeline.now());
            take.run();
            written = timeline.newest();
        } finally {
            lock.unlock();
        }
        timeline.await(written);
        return snapshot();
    }

    void rollback(Transaction transaction) {
        lock.lock();
        try {
            transactions.rollback(transaction, timeline.now());
            released.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Does all writes in their order, at one time, or nothing. Comes back when they are visible and cannot be lost.
     *
     * @param transaction ends with this, unless this is refused
     * @throws Refused with the status of a precondition that does not hold, INVALID_ARGUMENT for a malformed write or a transaction that has ended,
     *     ABORTED where others hold what it wants to change
     */
    public CommitResponse commit(List<Write> writes, Optional<Transaction> transaction) {
        List<Edit> edits = new ArrayList<>(writes.size());
        for (Write write : writes) {
            edits.add(Edit.of(write, name, allowed));
        }
        if (!edits.isEmpty()) {
            transaction.ifPresent(Transaction::ensureWritable);
        }
        CommitResponse.Builder response = CommitResponse.newBuilder();
        CompletableFuture<Void> lasting;
        lock.lock();
        try {
            lasting = commit(edits, transaction, response);
        } finally {
            lock.unlock();
        }
        await(lasting);
        return response.build();
    }

    private CompletableFuture<Void> commit(
            List<Edit> edits, Optional<Transaction> own, CommitResponse.Builder response) {
        long age = own.map(Transaction::age).orElseGet(transactions::nextAge);
        long patience = timeline.now() + LOCK_WAIT;
        Optional<CompletableFuture<Void>> lasting = attempt(edits, own, age, response);
        try {
            while (lasting.isEmpty()) {
                if (timeline.now() >= patience) {
                    throw Transactions.lockTimeout();
                }
                // a transaction may also end by being left alone, which nobody signals
                released.awaitNanos(LOOK_AGAIN_NANOS);
                lasting = attempt(edits, own, age, response);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Refused(io.grpc.Status.Code.CANCELLED, "The commit was interrupted; nothing was changed.");
        }
        return lasting.get();
    }

    /** Empty, with nothing done, where an older transaction holds something that would change. */
    private Optional<CompletableFuture<Void>> attempt(
            List<Edit> edits, Optional<Transaction> own, long age, CommitResponse.Builder response) {
        own.ifPresent(transaction -> transactions.ensureActive(transaction, timeline.now()));
        long time = timeline.claim();
        boolean installed = false;
        try {
            Draft draft = new Draft(documents, time);
            response.clear().setCommitTime(Micros.timestamp(time));
            for (Edit edit : edits) {
                response.addWriteResults(draft.add(edit));
            }
            List<Stored> versions = draft.versions();
            if (!isFree(versions, own, age)) {
                return Optional.empty();
            }
            own.ifPresent(transactions::end);
            released.signalAll();
            installed = true;
            return Optional.of(install(time, versions));
        } finally {
            if (!installed) {
                timeline.abandon();
            }
        }
    }

    /** Where no older transaction holds any of it; the younger ones lose what they hold. */
    private boolean isFree(List<Stored> versions, Optional<Transaction> own, long age) {
        List<Transaction> holders = transactions.holders(() -> Draft.changes(versions), own, timeline.now());
        if (holders.stream().anyMatch(holder -> holder.age() < age)) {
            return false;
        }
        holders.forEach(Transaction::wound);
        return true;
    }

    private CompletableFuture<Void> install(long time, List<Stored> versions) {
        for (Stored version : versions) {
            documents.put(version);
            indexes.change(version.older(), version);
            history.add(version);
        }
        CompletableFuture<Void> lasting = ledger.append(time, versions, () -> watchers.settle(time, versions));
        history.forget(timeline.now(), timeline.settled());
        return lasting;
    }

    private void await(CompletableFuture<Void> lasting) {
        try {
            lasting.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof Refused refused) {
                timeline.breakOff(refused);
                throw refused;
            }
            throw e;
        }
    }

    /**
     * Does every write that can be done, each for itself.
     *
     * @throws Refused INVALID_ARGUMENT where one is malformed or two are to the same document; nothing is done then
     */
    public BatchWriteResponse batchWrite(List<Write> writes) {
        Batch batch = Batch.of(writes, name, allowed);
        CompletableFuture<Void> lasting;
        lock.lock();
        try {
            lasting = install(batch);
        } finally {
            lock.unlock();
        }
        await(lasting);
        return batch.answer(write -> commit(List.of(write), Optional.empty()).getWriteResults(0));
    }

    /** All but what a transaction holds. */
    private CompletableFuture<Void> install(Batch batch) {
        long time = timeline.claim();
        boolean installed = false;
        try {
            boolean alone = transactions.isEmpty();
            long age = transactions.nextAge();
            List<Stored> versions = batch.versions(
                    new Draft(documents, time), version -> alone || isFree(List.of(version), Optional.empty(), age));
            released.signalAll();
            installed = true;
            return install(time, versions);
        } finally {
            if (!installed) {
                timeline.abandon();
            }
        }
    }

    /**
     * Tells a listener of every commit that changes something, in order, each after it is visible, in a thread of its own. No writer waits for it: of a
     * listener that is so far behind that what waits for it needs more than a quarter of the room for older versions, the subscription ends.
     *
     * @param lost called once, in that thread, when the listener will not be told the rest because it was too slow
     */
    public Subscription watch(Consumer<Commit> listener, Runnable lost) {
        Subscription subscription = watchers.add(listener, lost);
        subscription.start(name.toString());
        return subscription;
    }

    /** Deletes everything, older versions too, and ends all transactions. */
    void wipe() {
        long time;
        CompletableFuture<Void> lasting;
        lock.lock();
        try {
            transactions.endAll();
            released.signalAll();
            time = timeline.claim();
            List<Stored> gone = new ArrayList<>();
            documents.from(Key.ROOT).forEachRemaining(newest -> {
                if (!newest.isGone()) {
                    gone.add(Stored.gone(newest.key(), time, newest));
                }
            });
            lasting = install(time, gone);
        } finally {
            lock.unlock();
        }
        await(lasting);
        lock.lock();
        try {
            history.forgetAll(time);
        } finally {
            lock.unlock();
        }
    }
}
