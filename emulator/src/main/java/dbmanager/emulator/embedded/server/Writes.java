package dbmanager.emulator.embedded.server;

import com.google.firestore.v1.BatchWriteRequest;
import com.google.firestore.v1.BatchWriteResponse;
import com.google.firestore.v1.BeginTransactionRequest;
import com.google.firestore.v1.BeginTransactionResponse;
import com.google.firestore.v1.CommitRequest;
import com.google.firestore.v1.CommitResponse;
import com.google.firestore.v1.CreateDocumentRequest;
import com.google.firestore.v1.DeleteDocumentRequest;
import com.google.firestore.v1.Document;
import com.google.firestore.v1.Precondition;
import com.google.firestore.v1.RollbackRequest;
import com.google.firestore.v1.UpdateDocumentRequest;
import com.google.firestore.v1.Write;
import com.google.firestore.v1.WriteResult;
import com.google.protobuf.Empty;
import dbmanager.emulator.embedded.Fault;
import dbmanager.emulator.embedded.Faults.Fate;
import dbmanager.emulator.embedded.Limits;
import dbmanager.emulator.embedded.model.DatabaseName;
import dbmanager.emulator.embedded.model.Key;
import dbmanager.emulator.embedded.model.Refused;
import dbmanager.emulator.embedded.model.ResourceName;
import dbmanager.emulator.embedded.store.Database;
import dbmanager.emulator.embedded.store.Databases;
import dbmanager.emulator.embedded.store.Stored;
import dbmanager.emulator.embedded.store.Transaction;
import io.grpc.Status;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/** What changes documents, and transactions. */
final class Writes {
    private static final String ID_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    private static final int ID_LENGTH = 20;

    private final Databases databases;
    private final Limits limits;
    private final RandomGenerator random;

    /** @param random of it the ids are made that clients leave to the server */
    Writes(Databases databases, Limits limits, RandomGenerator random) {
        this.databases = databases;
        this.limits = limits;
        this.random = random;
    }

    private Database open(DatabaseName name) {
        return databases.open(name.project(), name.database());
    }

    Answer create(CreateDocumentRequest request) {
        ResourceName within = ResourceName.parent(request.getParent());
        DatabaseName name = within.database();
        Key parent = within.key();
        if (request.getCollectionId().isEmpty()) {
            throw Refused.invalid("collectionId is the empty string.");
        }
        limits.collectionId(request.getCollectionId());
        if (!request.getDocument().getName().isEmpty()) {
            throw Refused.invalid(
                    "document.name must not be set: \"" + request.getDocument().getName() + "\"");
        }
        String id = request.getDocumentId();
        if (id.isEmpty()) {
            id = newId();
        } else {
            limits.documentId(id);
        }
        Key key = parent.child(request.getCollectionId()).child(id);
        Write write = Write.newBuilder()
                .setUpdate(request.getDocument().toBuilder()
                        .setName(name.of(key))
                        .clearCreateTime()
                        .clearUpdateTime())
                .setCurrentDocument(Precondition.newBuilder().setExists(false))
                .build();
        return written(name, key, write, Projection.of(request.hasMask(), request.getMask()));
    }

    private String newId() {
        StringBuilder id = new StringBuilder(ID_LENGTH);
        for (int i = 0; i < ID_LENGTH; i++) {
            id.append(ID_LETTERS.charAt(random.nextInt(ID_LETTERS.length())));
        }
        return id.toString();
    }

    Answer update(UpdateDocumentRequest request) {
        Document document = request.getDocument();
        ResourceName named = ResourceName.document(document.getName());
        DatabaseName name = named.database();
        Key key = named.key();
        Write.Builder write = Write.newBuilder().setUpdate(document);
        if (request.hasUpdateMask()) {
            write.setUpdateMask(request.getUpdateMask());
        }
        if (request.hasCurrentDocument()) {
            write.setCurrentDocument(request.getCurrentDocument());
        }
        return written(name, key, write.build(), Projection.of(request.hasMask(), request.getMask()));
    }

    /** The document as this write has left it. */
    private Answer written(DatabaseName name, Key key, Write write, Projection projection) {
        check(name, write);
        Database database = open(name);
        CommitResponse committed = database.commit(List.of(write), Optional.empty());
        Stored stored = database.snapshot(committed.getCommitTime())
                .get(key)
                .orElseThrow(() -> new IllegalStateException("what was written is not there: " + key));
        return Answer.of(projection.of(stored));
    }

    Answer delete(DeleteDocumentRequest request) {
        DatabaseName name = ResourceName.document(request.getName()).database();
        Write.Builder write = Write.newBuilder().setDelete(request.getName());
        if (request.hasCurrentDocument()) {
            write.setCurrentDocument(request.getCurrentDocument());
        }
        check(name, write.build());
        open(name).commit(List.of(write.build()), Optional.empty());
        return Answer.of(Empty.getDefaultInstance());
    }

    Answer commit(CommitRequest request) {
        DatabaseName name = DatabaseName.parse(request.getDatabase());
        Database database = open(name);
        Optional<Transaction> transaction = request.getTransaction().isEmpty()
                ? Optional.empty()
                : Optional.of(database.transaction(request.getTransaction()));
        if (request.getWritesCount() > 0) {
            transaction.ifPresent(Transaction::ensureWritable);
        }
        request.getWritesList().forEach(write -> check(name, write));
        return Answer.of(database.commit(request.getWritesList(), transaction));
    }

    CommitResponse commit(DatabaseName name, List<Write> writes) {
        writes.forEach(write -> check(name, write));
        return open(name).commit(writes, Optional.empty());
    }

    /** Each write succeeds or fails for itself. */
    Answer batch(BatchWriteRequest request, Fate fate) {
        DatabaseName name = DatabaseName.parse(request.getDatabase());
        limits.batch(request.getWritesList());
        request.getWritesList().forEach(write -> check(name, write));
        Database database = open(name);
        if (fate.failing().isEmpty()) {
            return Answer.of(database.batchWrite(request.getWritesList()));
        }
        List<Write> spared = request.getWritesList().stream()
                .filter(write -> fault(write, fate).isEmpty())
                .toList();
        return Answer.of(withFailures(request.getWritesList(), database.batchWrite(spared), fate));
    }

    private static Optional<Fault> fault(Write write, Fate fate) {
        return Optional.ofNullable(fate.failing().get(ResourceName.path(ResourceName.written(write))));
    }

    private static BatchWriteResponse withFailures(List<Write> writes, BatchWriteResponse done, Fate fate) {
        BatchWriteResponse.Builder answer = BatchWriteResponse.newBuilder();
        int next = 0;
        for (Write write : writes) {
            Optional<Fault> fault = fault(write, fate);
            if (fault.isPresent()) {
                answer.addWriteResults(WriteResult.getDefaultInstance())
                        .addStatus(com.google.rpc.Status.newBuilder()
                                .setCode(fault.get().code().value())
                                .setMessage(String.valueOf(fault.get().status().getDescription())));
            } else {
                answer.addWriteResults(done.getWriteResults(next)).addStatus(done.getStatus(next));
                next++;
            }
        }
        return answer.build();
    }

    private void check(DatabaseName database, Write write) {
        String document = ResourceName.written(write);
        if (document.isEmpty()) {
            throw Refused.invalid(
                    write.getOperationCase() == Write.OperationCase.OPERATION_NOT_SET
                            ? "empty write operation"
                            : "Document name \"\" lacks \"projects\" at index 0.");
        }
        ResourceName.document(document).in(database);
        limits.path(ResourceName.path(document));
        limits.write(write, database.toString());
    }

    Answer begin(BeginTransactionRequest request) {
        Database database = open(DatabaseName.parse(request.getDatabase()));
        return Answer.of(BeginTransactionResponse.newBuilder()
                .setTransaction(database.begin(request.getOptions()).id())
                .build());
    }

    Answer rollback(RollbackRequest request) {
        Database database = open(DatabaseName.parse(request.getDatabase()));
        if (request.getTransaction().isEmpty()) {
            throw new Refused(Status.Code.INVALID_ARGUMENT, "Invalid transaction.");
        }
        database.transaction(request.getTransaction()).rollback();
        return Answer.of(Empty.getDefaultInstance());
    }
}
