package dbmanager.emulator.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.firestore.v1.BatchGetDocumentsRequest;
import com.google.firestore.v1.BatchWriteRequest;
import com.google.firestore.v1.BeginTransactionRequest;
import com.google.firestore.v1.CommitRequest;
import com.google.firestore.v1.CreateDocumentRequest;
import com.google.firestore.v1.DeleteDocumentRequest;
import com.google.firestore.v1.ExecutePipelineRequest;
import com.google.firestore.v1.GetDocumentRequest;
import com.google.firestore.v1.ListCollectionIdsRequest;
import com.google.firestore.v1.ListDocumentsRequest;
import com.google.firestore.v1.ListenRequest;
import com.google.firestore.v1.PartitionQueryRequest;
import com.google.firestore.v1.RollbackRequest;
import com.google.firestore.v1.RunAggregationQueryRequest;
import com.google.firestore.v1.RunQueryRequest;
import com.google.firestore.v1.RunQueryResponse;
import com.google.firestore.v1.StructuredQuery;
import com.google.firestore.v1.StructuredQuery.CollectionSelector;
import com.google.firestore.v1.UpdateDocumentRequest;
import com.google.firestore.v1.WriteRequest;
import com.google.protobuf.Empty;
import com.google.protobuf.Message;
import com.google.protobuf.MessageLite;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.Status;
import io.grpc.stub.ClientCalls;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** Random requests: {@code -Dfuzz.seconds=60} for longer than the usual, {@code -Dfuzz.seed=} for others. */
class FuzzTest {
    private static final int SECONDS = Integer.getInteger("fuzz.seconds", 5);
    /** So many are sent however slow they are. */
    private static final int FEWEST = 1_000;
    /** After so many it begins with nothing again, so that looking at all documents stays cheap. */
    private static final int SEQUENCE = 2_000;

    private static final long SEED = Long.getLong("fuzz.seed", 1);
    /** What only a bug of the server, or one that hangs, answers. */
    private static final Set<Status.Code> NEVER = EnumSet.of(
            Status.Code.UNKNOWN, Status.Code.INTERNAL, Status.Code.DEADLINE_EXCEEDED, Status.Code.UNAVAILABLE);

    private static final Map<String, Message> METHODS = new TreeMap<>(Map.ofEntries(
            Map.entry("GetDocument", GetDocumentRequest.getDefaultInstance()),
            Map.entry("ListDocuments", ListDocumentsRequest.getDefaultInstance()),
            Map.entry("CreateDocument", CreateDocumentRequest.getDefaultInstance()),
            Map.entry("UpdateDocument", UpdateDocumentRequest.getDefaultInstance()),
            Map.entry("DeleteDocument", DeleteDocumentRequest.getDefaultInstance()),
            Map.entry("BatchGetDocuments", BatchGetDocumentsRequest.getDefaultInstance()),
            Map.entry("BeginTransaction", BeginTransactionRequest.getDefaultInstance()),
            Map.entry("Commit", CommitRequest.getDefaultInstance()),
            Map.entry("Rollback", RollbackRequest.getDefaultInstance()),
            Map.entry("BatchWrite", BatchWriteRequest.getDefaultInstance()),
            Map.entry("RunQuery", RunQueryRequest.getDefaultInstance()),
            Map.entry("RunAggregationQuery", RunAggregationQueryRequest.getDefaultInstance()),
            Map.entry("PartitionQuery", PartitionQueryRequest.getDefaultInstance()),
            Map.entry("ListCollectionIds", ListCollectionIdsRequest.getDefaultInstance()),
            Map.entry("ExecutePipeline", ExecutePipelineRequest.getDefaultInstance()),
            Map.entry("Write", WriteRequest.getDefaultInstance()),
            Map.entry("Listen", ListenRequest.getDefaultInstance())));

    /** Every look at it is a second later, so that transactions that nobody ends do not hold up the others. */
    private static final class FastClock extends Clock {
        private final AtomicLong seconds = new AtomicLong(1_785_585_600L);

        @Override
        public Instant instant() {
            return Instant.ofEpochSecond(seconds.incrementAndGet());
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }

    @Test
    void whatever_is_asked_is_answered_or_refused_and_a_refusal_changes_nothing() throws Exception {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS);
        int sent = 0;
        int answered = 0;
        for (long seed = SEED; sent < FEWEST || System.nanoTime() < end; seed++) {
            try (EmbeddedServer server = EmbeddedServer.start(Options.standard(new FastClock()))) {
                ManagedChannel channel = server.inProcess();
                answered += sequence(channel, seed, end);
                sent += SEQUENCE;
                channel.shutdownNow();
            }
        }
        System.getLogger(FuzzTest.class.getName())
                .log(System.Logger.Level.INFO, "up to {0} requests from seed {1}: {2} answered", sent, SEED, answered);
        assertThat(answered).as("requests that made sense").isGreaterThan(FEWEST / 20);
    }

    /** How many were answered. */
    private static int sequence(ManagedChannel channel, long seed, long end) throws Exception {
        RandomProtos protos = new RandomProtos(seed);
        List<String> names = List.copyOf(METHODS.keySet());
        List<String> before = documents(channel);
        int answered = 0;
        for (int i = 0; i < SEQUENCE && (i < FEWEST || System.nanoTime() < end); i++) {
            String method = names.get(i % names.size());
            Message request = protos.next(METHODS.get(method));
            Status status = call(channel, method, request);
            assertThat(NEVER)
                    .as("seed %s, request %s: %s says %s to %s", seed, i, method, status, request)
                    .doesNotContain(status.getCode());
            List<String> after = documents(channel);
            if (status.isOk()) {
                answered++;
                before = after;
            } else {
                assertThat(after)
                        .as("seed %s, request %s: %s refused %s", seed, i, method, request)
                        .isEqualTo(before);
            }
        }
        return answered;
    }

    /** Bytes that are no proto, too. */
    @Test
    void noise_is_refused() throws Exception {
        try (EmbeddedServer server = EmbeddedServer.start(Options.standard(Clock.systemUTC()))) {
            ManagedChannel channel = server.inProcess();
            for (String method : METHODS.keySet()) {
                Status status = call(channel, method, Noise.MESSAGE);
                assertThat(status.getCode()).as(method).isEqualTo(Status.Code.INVALID_ARGUMENT);
            }
            channel.shutdownNow();
        }
    }

    private static Status call(ManagedChannel channel, String method, MessageLite request) throws Exception {
        CompletableFuture<Status> ended = new CompletableFuture<>();
        boolean conversation = method.equals("Write") || method.equals("Listen");
        ClientCall<MessageLite, Empty> call = channel.newCall(
                Stub.method(method, conversation ? MethodType.BIDI_STREAMING : MethodType.SERVER_STREAMING, Stub.ANY),
                CallOptions.DEFAULT.withDeadlineAfter(30, TimeUnit.SECONDS));
        call.start(
                new ClientCall.Listener<>() {
                    @Override
                    public void onMessage(Empty message) {
                        call.request(1);
                    }

                    @Override
                    public void onClose(Status status, Metadata trailers) {
                        ended.complete(status);
                    }
                },
                new Metadata());
        call.request(1);
        call.sendMessage(request);
        call.halfClose();
        return ended.get(60, TimeUnit.SECONDS);
    }

    private static List<String> documents(ManagedChannel channel) {
        List<String> documents = new ArrayList<>();
        Iterator<RunQueryResponse> all = ClientCalls.blockingServerStreamingCall(
                channel,
                Stub.method("RunQuery", MethodType.SERVER_STREAMING, RunQueryResponse.parser()),
                CallOptions.DEFAULT,
                RunQueryRequest.newBuilder()
                        .setParent("projects/fuzz/databases/(default)/documents")
                        .setStructuredQuery(StructuredQuery.newBuilder()
                                .addFrom(CollectionSelector.newBuilder().setAllDescendants(true)))
                        .build());
        all.forEachRemaining(answer -> {
            if (answer.hasDocument()) {
                documents.add(
                        answer.getDocument().toByteString().toString(java.nio.charset.StandardCharsets.ISO_8859_1));
            }
        });
        return documents;
    }
}
