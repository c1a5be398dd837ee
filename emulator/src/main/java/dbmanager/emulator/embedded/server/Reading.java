package dbmanager.emulator.embedded.server;

import com.google.firestore.v1.TransactionOptions;
import com.google.protobuf.ByteString;
import com.google.protobuf.Timestamp;
import dbmanager.emulator.embedded.model.Key;
import dbmanager.emulator.embedded.store.Changed;
import dbmanager.emulator.embedded.store.Database;
import dbmanager.emulator.embedded.store.Snapshot;
import dbmanager.emulator.embedded.store.Transaction;
import java.util.Collection;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * What a request reads from: a transaction, one that begins with it, a time, or what is true now.
 *
 * @param begun whether the transaction began here, so that the client must be told of it
 */
record Reading(Database database, Optional<Transaction> transaction, boolean begun, Optional<Timestamp> time) {
    static Reading now(Database database) {
        return new Reading(database, Optional.empty(), false, Optional.empty());
    }

    static Reading in(Database database, ByteString transaction) {
        return new Reading(database, Optional.of(database.transaction(transaction)), false, Optional.empty());
    }

    static Reading at(Database database, Timestamp time) {
        return new Reading(database, Optional.empty(), false, Optional.of(time));
    }

    static Reading beginning(Database database, TransactionOptions options) {
        return new Reading(database, Optional.of(database.begin(readOnlyUnlessSaid(options))), true, Optional.empty());
    }

    /** For documents; in a transaction that locks, they are locked. */
    Snapshot documents(Collection<Key> keys) {
        return transaction.map(within -> within.read(keys)).orElseGet(this::outside);
    }

    /** For what a query finds; in a transaction that locks, what would change it is locked. */
    Snapshot query(Predicate<Changed> touched) {
        return transaction.map(within -> within.read(touched)).orElseGet(this::outside);
    }

    private Snapshot outside() {
        return time.map(database::snapshot).orElseGet(database::snapshot);
    }

    /** For a request that is refused after all: of a transaction that began with it nobody knows. */
    void giveUp() {
        if (begun) {
            transaction.orElseThrow().rollback();
        }
    }

    /** Of the transaction that began here; else empty. */
    ByteString begunId() {
        return begun ? transaction.orElseThrow().id() : ByteString.EMPTY;
    }

    /** A transaction that begins with a read is read-only, where BeginTransaction's would be read-write. */
    private static TransactionOptions readOnlyUnlessSaid(TransactionOptions options) {
        return options.getModeCase() == TransactionOptions.ModeCase.MODE_NOT_SET
                ? options.toBuilder()
                        .setReadOnly(TransactionOptions.ReadOnly.getDefaultInstance())
                        .build()
                : options;
    }
}
