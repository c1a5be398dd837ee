package dbmanager.emulator.embedded.store;

import com.google.firestore.v1.BatchWriteResponse;
import com.google.firestore.v1.Write;
import com.google.firestore.v1.WriteResult;
import com.google.rpc.Status;
import dbmanager.emulator.embedded.model.DatabaseName;
import dbmanager.emulator.embedded.model.Key;
import dbmanager.emulator.embedded.model.Refused;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** Writes that each succeed or fail for themselves: first together what can be done at once, then one by one what has to wait. */
final class Batch {
    private final List<Write> writes;
    private final Edit[] edits;
    /** Null for what has to wait. */
    private final Outcome[] outcomes;

    private Batch(List<Write> writes, Edit[] edits) {
        this.writes = writes;
        this.edits = edits;
        this.outcomes = new Outcome[edits.length];
    }

    private record Outcome(WriteResult result, Status status) {
        static Outcome of(Supplier<WriteResult> work) {
            try {
                return new Outcome(work.get(), Status.getDefaultInstance());
            } catch (Refused refused) {
                return new Outcome(
                        WriteResult.getDefaultInstance(),
                        Status.newBuilder()
                                .setCode(refused.code().value())
                                .setMessage(refused.getMessage())
                                .build());
            }
        }
    }

    /** @throws Refused INVALID_ARGUMENT where a write is malformed or two are to the same document */
    static Batch of(List<Write> writes, DatabaseName database, Allowed allowed) {
        Edit[] edits = new Edit[writes.size()];
        Set<Key> keys = new HashSet<>();
        for (int i = 0; i < edits.length; i++) {
            edits[i] = Edit.of(writes.get(i), database, allowed);
            if (!keys.add(edits[i].key())) {
                throw Refused.invalid("Cannot write to the same document more than once in a BatchWrite: "
                        + database.of(edits[i].key()));
            }
        }
        return new Batch(writes, edits);
    }

    /**
     * What is to be put into the database at once.
     *
     * @param draft an empty one
     * @param free whether no transaction holds what would change
     */
    List<Stored> versions(Draft draft, Predicate<Stored> free) {
        for (int i = 0; i < edits.length; i++) {
            Edit edit = edits[i];
            outcomes[i] = Outcome.of(() -> draft.add(edit));
        }
        Set<Key> held = new HashSet<>();
        for (Stored version : draft.versions()) {
            if (!free.test(version)) {
                held.add(version.key());
                draft.take(version.key());
            }
        }
        for (int i = 0; i < edits.length; i++) {
            if (held.contains(edits[i].key())) {
                outcomes[i] = null;
            }
        }
        return draft.versions();
    }

    /** @param alone does what had to wait */
    BatchWriteResponse answer(Function<Write, WriteResult> alone) {
        BatchWriteResponse.Builder response = BatchWriteResponse.newBuilder();
        for (int i = 0; i < edits.length; i++) {
            Write write = writes.get(i);
            Outcome outcome = outcomes[i] != null ? outcomes[i] : Outcome.of(() -> alone.apply(write));
            response.addWriteResults(outcome.result).addStatus(outcome.status);
        }
        return response.build();
    }
}
