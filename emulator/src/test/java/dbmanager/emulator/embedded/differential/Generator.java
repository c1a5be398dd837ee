package dbmanager.emulator.embedded.differential;

import com.google.firestore.v1.BatchGetDocumentsRequest;
import com.google.firestore.v1.BeginTransactionRequest;
import com.google.firestore.v1.CommitRequest;
import com.google.firestore.v1.CreateDocumentRequest;
import com.google.firestore.v1.DeleteDocumentRequest;
import com.google.firestore.v1.GetDocumentRequest;
import com.google.firestore.v1.ListCollectionIdsRequest;
import com.google.firestore.v1.ListDocumentsRequest;
import com.google.firestore.v1.RollbackRequest;
import com.google.firestore.v1.RunAggregationQueryRequest;
import com.google.firestore.v1.RunQueryRequest;
import com.google.firestore.v1.Target;
import com.google.firestore.v1.TransactionOptions;
import com.google.protobuf.Message;
import com.google.protobuf.Timestamp;
import dbmanager.emulator.embedded.differential.Step.Call;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/** What a client might do next; the same for the same seed, whatever the servers answer. */
final class Generator {
    private final String database;
    private final Pool pool;
    private final Questions questions;
    private final Changes changes;

    /** @param database {@code projects/…/databases/…} */
    Generator(long seed, String database) {
        this.database = database;
        this.pool = new Pool(new Random(seed), database);
        this.questions = new Questions(pool);
        this.changes = new Changes(pool, database);
    }

    Step next() {
        return switch (pool.upTo(39)) {
            case 0, 1, 2, 3, 4, 5, 6, 7 -> step(changes.commit(""));
            case 8, 9, 10 -> step(changes.batchWrite());
            case 11, 12 -> step(changes.create(pool.id()));
            case 13 -> createdWithoutId();
            case 14, 15 -> step(changes.update());
            case 16 -> step(changes.delete());
            case 17, 18 -> step(get(""));
            case 19, 20 -> step(batchGet(""));
            case 21, 22 -> list();
            case 23 -> collectionIds();
            case 24, 25, 26 -> transaction();
            case 27, 28, 29, 30 -> step(aggregate(""));
            case 31 -> listening();
            default -> step(query(""));
        };
    }

    private static Step step(Call... calls) {
        return new Step.Calls(List.of(calls));
    }

    /** In a collection of their own, because each server gives another id and so another place among others. */
    private Step createdWithoutId() {
        CreateDocumentRequest request = ((CreateDocumentRequest)
                        changes.create("").request())
                .toBuilder().setCollectionId("g").build();
        Call create = new Call(Method.CREATE_DOCUMENT, request);
        String name = request.getParent() + "/" + request.getCollectionId() + "/" + Signs.GENERATED;
        return step(
                create,
                new Call(
                        Method.GET_DOCUMENT,
                        GetDocumentRequest.newBuilder().setName(name).build()),
                new Call(
                        Method.DELETE_DOCUMENT,
                        DeleteDocumentRequest.newBuilder().setName(name).build()));
    }

    private Timestamp past() {
        return Signs.commit(pool.upTo(4));
    }

    private Call get(String transaction) {
        GetDocumentRequest.Builder request = GetDocumentRequest.newBuilder().setName(pool.name());
        if (!transaction.isEmpty()) {
            request.setTransaction(Signs.of(transaction));
        } else if (pool.chance(4)) {
            request.setReadTime(past());
        }
        if (pool.chance(4)) {
            request.setMask(changes.mask());
        }
        return new Call(Method.GET_DOCUMENT, request.build());
    }

    private Call batchGet(String transaction) {
        BatchGetDocumentsRequest.Builder request = BatchGetDocumentsRequest.newBuilder()
                .setDatabase(database)
                .addAllDocuments(IntStream.rangeClosed(0, pool.upTo(4))
                        .mapToObj(i -> pool.name())
                        .toList());
        if (!transaction.isEmpty()) {
            request.setTransaction(Signs.of(transaction));
        } else if (pool.chance(4)) {
            request.setReadTime(past());
        }
        if (pool.chance(4)) {
            request.setMask(changes.mask());
        }
        return new Call(Method.BATCH_GET_DOCUMENTS, request.build());
    }

    private Call query(String transaction) {
        RunQueryRequest.Builder request =
                RunQueryRequest.newBuilder().setParent(pool.parent()).setStructuredQuery(questions.query());
        if (!transaction.isEmpty()) {
            request.setTransaction(Signs.of(transaction));
            // Google's emulator breaks at names alone in a transaction, and keeps what it has locked
            request.getStructuredQueryBuilder().clearSelect();
        } else if (pool.chance(6)) {
            request.setReadTime(past());
        }
        return new Call(Method.RUN_QUERY, request.build());
    }

    private Call aggregate(String transaction) {
        RunAggregationQueryRequest.Builder request = RunAggregationQueryRequest.newBuilder()
                .setParent(pool.parent())
                .setStructuredAggregationQuery(questions.aggregation());
        if (!transaction.isEmpty()) {
            request.setTransaction(Signs.of(transaction));
        } else if (pool.chance(6)) {
            request.setReadTime(past());
        }
        return new Call(Method.RUN_AGGREGATION_QUERY, request.build());
    }

    private Step list() {
        ListDocumentsRequest.Builder request = ListDocumentsRequest.newBuilder()
                .setParent(pool.parent())
                .setCollectionId(pool.chance(8) ? "" : pool.one("c", "d", "s"))
                .setPageSize(pool.chance(20) ? -1 : pool.upTo(4))
                .setShowMissing(pool.chance(2));
        if (pool.chance(3)) {
            request.setMask(changes.mask());
        }
        if (pool.chance(3)) {
            request.setOrderBy(
                    pool.one("a", "b desc", "__name__", "a, b desc", "m.x asc", "n desc, __name__", "a b c"));
        } else if (pool.chance(4)) {
            request.setReadTime(past());
        }
        return pages(Method.LIST_DOCUMENTS, request);
    }

    private Step collectionIds() {
        ListCollectionIdsRequest.Builder request = ListCollectionIdsRequest.newBuilder()
                .setParent(pool.parent())
                .setPageSize(pool.chance(20) ? -1 : pool.upTo(2));
        return pages(Method.LIST_COLLECTION_IDS, request);
    }

    /** All of them; calls after the last are left out when it comes to them. */
    private static Step pages(Method method, Message.Builder request) {
        List<Call> calls = new ArrayList<>();
        calls.add(new Call(method, request.build()));
        request.setField(request.getDescriptorForType().findFieldByName("page_token"), Signs.NEXT_PAGE);
        for (int i = 0; i < 4; i++) {
            calls.add(new Call(method, request.build()));
        }
        return new Step.Calls(List.copyOf(calls));
    }

    private Step transaction() {
        List<Call> calls = new ArrayList<>();
        TransactionOptions options = options();
        switch (pool.upTo(3)) {
            case 0 -> {
                BatchGetDocumentsRequest request =
                        (BatchGetDocumentsRequest) batchGet("new").request();
                calls.add(new Call(
                        Method.BATCH_GET_DOCUMENTS,
                        request.toBuilder().setNewTransaction(options).build()));
            }
            case 1 -> {
                RunQueryRequest request = (RunQueryRequest) query("new").request();
                // Google's emulator keeps what a query has locked that it then refuses
                calls.add(new Call(
                        Method.RUN_QUERY,
                        request.toBuilder()
                                .setStructuredQuery(questions.whole())
                                .setNewTransaction(options)
                                .build()));
            }
            default ->
                calls.add(new Call(
                        Method.BEGIN_TRANSACTION,
                        BeginTransactionRequest.newBuilder()
                                .setDatabase(database)
                                .setOptions(options)
                                .build()));
        }
        for (int i = pool.upTo(3); i > 0; i--) {
            calls.add(
                    switch (pool.upTo(3)) {
                        case 0 -> get("in");
                        case 1 -> batchGet("in");
                        case 2 -> query("in");
                        default -> aggregate("in");
                    });
        }
        for (int i = pool.upTo(1); i >= 0; i--) {
            calls.add(pool.chance(4) ? rollback() : changes.commit("in"));
        }
        if (pool.chance(10)) {
            calls.add(get("after"));
        }
        // so that nothing stays locked
        calls.add(rollback());
        return new Step.Calls(List.copyOf(calls));
    }

    private TransactionOptions options() {
        TransactionOptions.Builder options = TransactionOptions.newBuilder();
        switch (pool.upTo(4)) {
            case 0 -> options.getReadOnlyBuilder();
            case 1 -> options.getReadOnlyBuilder().setReadTime(past());
            case 2 -> options.getReadWriteBuilder();
            case 3 -> options.getReadWriteBuilder().setRetryTransaction(Signs.TRANSACTION);
            default -> {}
        }
        return options.build();
    }

    private Call rollback() {
        return new Call(
                Method.ROLLBACK,
                RollbackRequest.newBuilder()
                        .setDatabase(database)
                        .setTransaction(Signs.TRANSACTION)
                        .build());
    }

    private Step listening() {
        Target.Builder target = Target.newBuilder().setTargetId(Streaming.TARGET);
        if (pool.chance(4)) {
            target.getDocumentsBuilder()
                    .addAllDocuments(IntStream.rangeClosed(0, pool.upTo(3))
                            .mapToObj(i -> pool.root() + "/" + pool.path())
                            .toList());
        } else {
            target.getQueryBuilder().setParent(pool.parent()).setStructuredQuery(questions.query());
        }
        List<CommitRequest> heard = IntStream.rangeClosed(0, pool.upTo(3))
                .mapToObj(i -> (CommitRequest) changes.commit("").request())
                .toList();
        return new Step.Listening(
                target.build(), heard, (CommitRequest) changes.commit("").request());
    }
}
