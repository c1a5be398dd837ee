package dbmanager.emulator.embedded.server;

import com.google.firestore.v1.BatchGetDocumentsRequest;
import com.google.firestore.v1.BatchGetDocumentsResponse;
import com.google.firestore.v1.BatchWriteRequest;
import com.google.firestore.v1.BatchWriteResponse;
import com.google.firestore.v1.BeginTransactionRequest;
import com.google.firestore.v1.BeginTransactionResponse;
import com.google.firestore.v1.CommitRequest;
import com.google.firestore.v1.CommitResponse;
import com.google.firestore.v1.CreateDocumentRequest;
import com.google.firestore.v1.DeleteDocumentRequest;
import com.google.firestore.v1.Document;
import com.google.firestore.v1.ExecutePipelineRequest;
import com.google.firestore.v1.ExecutePipelineResponse;
import com.google.firestore.v1.GetDocumentRequest;
import com.google.firestore.v1.ListCollectionIdsRequest;
import com.google.firestore.v1.ListCollectionIdsResponse;
import com.google.firestore.v1.ListDocumentsRequest;
import com.google.firestore.v1.ListDocumentsResponse;
import com.google.firestore.v1.PartitionQueryRequest;
import com.google.firestore.v1.PartitionQueryResponse;
import com.google.firestore.v1.RollbackRequest;
import com.google.firestore.v1.RunAggregationQueryRequest;
import com.google.firestore.v1.RunAggregationQueryResponse;
import com.google.firestore.v1.RunQueryRequest;
import com.google.firestore.v1.RunQueryResponse;
import com.google.firestore.v1.UpdateDocumentRequest;
import com.google.protobuf.Empty;
import com.google.protobuf.Message;
import dbmanager.emulator.embedded.Options;
import dbmanager.emulator.embedded.model.Refused;
import dbmanager.emulator.embedded.query.NeededIndex;
import dbmanager.emulator.embedded.store.Databases;
import io.grpc.Status;
import java.security.SecureRandom;
import java.util.List;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;

/** All methods of {@code google.firestore.v1.Firestore}. */
final class Firestore {
    private final Databases databases;
    private final Options options;
    private final Reads reads;
    private final Listing listing;
    private final Writes writes;
    private final Queries queries;

    Firestore(Databases databases, NeededIndex indexes, Options options) {
        this.databases = databases;
        this.options = options;
        this.reads = new Reads(databases, options.limits());
        this.listing = new Listing(databases);
        this.writes = new Writes(databases, options.limits(), new SecureRandom());
        this.queries = new Queries(databases, indexes, options.clock());
    }

    List<Method<?>> methods() {
        return List.of(
                one("GetDocument", GetDocumentRequest.getDefaultInstance(), Document.getDefaultInstance(), reads::get),
                one(
                        "ListDocuments",
                        ListDocumentsRequest.getDefaultInstance(),
                        ListDocumentsResponse.getDefaultInstance(),
                        listing::list),
                one(
                        "CreateDocument",
                        CreateDocumentRequest.getDefaultInstance(),
                        Document.getDefaultInstance(),
                        writes::create),
                one(
                        "UpdateDocument",
                        UpdateDocumentRequest.getDefaultInstance(),
                        Document.getDefaultInstance(),
                        writes::update),
                one(
                        "DeleteDocument",
                        DeleteDocumentRequest.getDefaultInstance(),
                        Empty.getDefaultInstance(),
                        writes::delete),
                new Method<>(
                        "BatchGetDocuments",
                        BatchGetDocumentsRequest.getDefaultInstance(),
                        BatchGetDocumentsResponse.getDefaultInstance(),
                        true,
                        (request, fate) -> reads.batchGet(request)),
                one(
                        "BeginTransaction",
                        BeginTransactionRequest.getDefaultInstance(),
                        BeginTransactionResponse.getDefaultInstance(),
                        writes::begin),
                one("Commit", CommitRequest.getDefaultInstance(), CommitResponse.getDefaultInstance(), writes::commit),
                one("Rollback", RollbackRequest.getDefaultInstance(), Empty.getDefaultInstance(), writes::rollback),
                new Method<>(
                        "BatchWrite",
                        BatchWriteRequest.getDefaultInstance(),
                        BatchWriteResponse.getDefaultInstance(),
                        false,
                        (request, fate) -> Streams.one(writes.batch(request, fate))),
                new Method<>(
                        "RunQuery",
                        RunQueryRequest.getDefaultInstance(),
                        RunQueryResponse.getDefaultInstance(),
                        true,
                        (request, fate) -> queries.run(request)),
                new Method<>(
                        "RunAggregationQuery",
                        RunAggregationQueryRequest.getDefaultInstance(),
                        RunAggregationQueryResponse.getDefaultInstance(),
                        true,
                        (request, fate) -> queries.aggregate(request)),
                one(
                        "PartitionQuery",
                        PartitionQueryRequest.getDefaultInstance(),
                        PartitionQueryResponse.getDefaultInstance(),
                        queries::partition),
                one(
                        "ListCollectionIds",
                        ListCollectionIdsRequest.getDefaultInstance(),
                        ListCollectionIdsResponse.getDefaultInstance(),
                        reads::collectionIds),
                new Method<>(
                        "ExecutePipeline",
                        ExecutePipelineRequest.getDefaultInstance(),
                        ExecutePipelineResponse.getDefaultInstance(),
                        true,
                        (request, fate) -> {
                            throw new Refused(
                                    Status.Code.UNIMPLEMENTED,
                                    "Pipelines are of the Enterprise edition; this server is as the Standard edition is.");
                        }));
    }

    private static <Q extends Message> Method<Q> one(String name, Q request, Message answer, Function<Q, Answer> work) {
        return new Method<>(name, request, answer, false, (asked, fate) -> Streams.one(work.apply(asked)));
    }

    List<Conversation> conversations(ScheduledExecutorService timer) {
        AtomicLong streams = new AtomicLong(new SecureRandom().nextLong() >>> 1);
        return List.of(
                new Conversation(
                        "Write",
                        (call, fault) ->
                                new WriteStream(call, fault, writes, options.limits(), streams.incrementAndGet())),
                new Conversation(
                        "Listen", (call, fault) -> new ListenStream(call, fault, databases, options.limits(), timer)));
    }
}
