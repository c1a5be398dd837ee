package dbmanager.emulator.embedded.store;

import com.google.protobuf.ByteString;
import dbmanager.emulator.embedded.model.Refused;
import io.grpc.Status;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The transactions of one database that have not ended. Whoever calls holds the lock of the database. Limits and texts are those of production:
 * <a href="https://cloud.google.com/firestore/quotas">quotas</a>.
 */
final class Transactions {
    private static final long LONGEST = 270_000_000;
    private static final long IDLE = 60_000_000;
    private static final long SWEEP = 1_000_000;
    /** In an id, where others have an age: those that lock nothing have no turn to keep. */
    private static final long READ_ONLY = -1;

    private final Database database;
    private final long home;
    private final Map<ByteString, Transaction> open = new LinkedHashMap<>();
    private long last;
    private long swept;

    /** @param home what makes the ids differ from those of other databases, and of earlier runs */
    Transactions(Database database, long home) {
        this.database = database;
        this.home = home;
    }

    /** The age of what begins now. */
    long nextAge() {
        return ++last;
    }

    Transaction begin(Optional<Snapshot> past, ByteString retried, long now) {
        sweep(now);
        long serial = nextAge();
        long age = retried.isEmpty() ? serial : ageOf(retried);
        if (age == READ_ONLY) {
            throw Refused.invalid("Cannot retry a read-only transaction.");
        }
        if (Optional.ofNullable(open.get(retried))
                .filter(Transaction::isReadOnly)
                .isPresent()) {
            throw Refused.invalid("Cannot retry a read-only transaction.");
        }
        Optional.ofNullable(open.remove(retried)).ifPresent(Transaction::end);
        ByteBuffer id = ByteBuffer.allocate(3 * Long.BYTES)
                .putLong(home)
                .putLong(serial)
                .putLong(past.isPresent() ? READ_ONLY : age)
                .flip();
        Transaction transaction = new Transaction(database, ByteString.copyFrom(id), age, past, now);
        open.put(transaction.id(), transaction);
        return transaction;
    }

    private long ageOf(ByteString id) {
        if (id.size() != 3 * Long.BYTES || id.asReadOnlyByteBuffer().getLong() != home) {
            throw Refused.invalid("Invalid transaction.");
        }
        return id.asReadOnlyByteBuffer().getLong(2 * Long.BYTES);
    }

    Transaction find(ByteString id, long now) {
        ageOf(id);
        Transaction transaction = open.get(id);
        if (transaction == null || endIfOver(transaction, now)) {
            throw over();
        }
        return transaction;
    }

    /** Counts as a use of it. */
    void ensureActive(Transaction transaction, long now) {
        endIfOver(transaction, now);
        switch (transaction.state()) {
            case ACTIVE -> transaction.use(now);
            case WOUNDED -> throw contention();
            case ENDED -> throw over();
        }
    }

    void end(Transaction transaction) {
        open.remove(transaction.id());
        transaction.end();
    }

    /** One that an older one has taken its locks from may be rolled back; that is how its owner gives up. */
    void rollback(Transaction transaction, long now) {
        endIfOver(transaction, now);
        if (transaction.state() == Transaction.State.ENDED) {
            throw over();
        }
        end(transaction);
    }

    boolean isEmpty() {
        return open.isEmpty();
    }

    void endAll() {
        open.values().forEach(Transaction::end);
        open.clear();
    }

    /** Those that have read what these changes would change. */
    List<Transaction> holders(Supplier<List<Changed>> changes, Optional<Transaction> own, long now) {
        List<Transaction> locking = new ArrayList<>(0);
        for (Transaction transaction : new ArrayList<>(open.values())) {
            if (transaction.holdsSomething() && !own.equals(Optional.of(transaction)) && !endIfOver(transaction, now)) {
                locking.add(transaction);
            }
        }
        if (!locking.isEmpty()) {
            List<Changed> all = changes.get();
            locking.removeIf(transaction -> all.stream().noneMatch(transaction::holds));
        }
        return locking;
    }

    private boolean endIfOver(Transaction transaction, long now) {
        boolean over = transaction.isOver(now, LONGEST, IDLE);
        if (over) {
            end(transaction);
        }
        return over;
    }

    private void sweep(long now) {
        if (now - swept < SWEEP) {
            return;
        }
        swept = now;
        for (Iterator<Transaction> all = open.values().iterator(); all.hasNext(); ) {
            Transaction transaction = all.next();
            if (transaction.isOver(now, LONGEST, IDLE)) {
                transaction.end();
                all.remove();
            }
        }
    }

    private static Refused over() {
        return Refused.invalid("The referenced transaction has expired or is no longer valid.");
    }

    static Refused contention() {
        return new Refused(Status.Code.ABORTED, "Too much contention on these documents. Please try again.");
    }

    static Refused lockTimeout() {
        return new Refused(Status.Code.ABORTED, "Transaction lock timeout.");
    }
}
