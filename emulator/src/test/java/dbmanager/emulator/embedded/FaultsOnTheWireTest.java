package dbmanager.emulator.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.firestore.v1.BatchWriteRequest;
import com.google.firestore.v1.BatchWriteResponse;
import com.google.firestore.v1.CommitRequest;
import com.google.firestore.v1.CommitResponse;
import com.google.firestore.v1.Document;
import com.google.firestore.v1.GetDocumentRequest;
import com.google.firestore.v1.RunQueryRequest;
import com.google.firestore.v1.RunQueryResponse;
import com.google.firestore.v1.StructuredQuery;
import com.google.firestore.v1.StructuredQuery.CollectionSelector;
import com.google.firestore.v1.Write;
import com.google.protobuf.MessageLite;
import com.google.protobuf.Parser;
import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.ClientCalls;
import java.time.Clock;
import java.time.Duration;
import java.util.Iterator;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class FaultsOnTheWireTest {
    private static final String DATABASE = "projects/shop/databases/(default)";
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Faults faults = Faults.none();
    private EmbeddedServer server;
    private ManagedChannel channel;

    @BeforeEach
    void start() throws Exception {
        server = EmbeddedServer.start(Options.standard(Clock.systemUTC()).withFaults(faults));
        channel = NettyChannelBuilder.forAddress(server.host(), server.port())
                .usePlaintext()
                .build();
    }

    @AfterEach
    void stop() {
        channel.shutdownNow();
        server.close();
    }

    private <A extends MessageLite> A one(String method, MessageLite request, Parser<A> parser, Duration patience) {
        return ClientCalls.blockingUnaryCall(
                channel,
                Stub.method(method, MethodType.UNARY, parser),
                CallOptions.DEFAULT.withDeadlineAfter(patience.toMillis(), TimeUnit.MILLISECONDS),
                request);
    }

    private CommitResponse write(String path) {
        return one("Commit", commit(path), CommitResponse.parser(), PATIENCE);
    }

    private static CommitRequest commit(String path) {
        return CommitRequest.newBuilder()
                .setDatabase(DATABASE)
                .addWrites(update(path))
                .build();
    }

    private static Write update(String path) {
        return Write.newBuilder()
                .setUpdate(Document.newBuilder().setName(DATABASE + "/documents/" + path))
                .build();
    }

    private boolean exists(String path) {
        try {
            one(
                    "GetDocument",
                    GetDocumentRequest.newBuilder()
                            .setName(DATABASE + "/documents/" + path)
                            .build(),
                    Document.parser(),
                    PATIENCE);
            return true;
        } catch (StatusRuntimeException e) {
            assertThat(e.getStatus().getCode()).isEqualTo(Status.Code.NOT_FOUND);
            return false;
        }
    }

    private Iterator<RunQueryResponse> all() {
        return ClientCalls.blockingServerStreamingCall(
                channel,
                Stub.method("RunQuery", MethodType.SERVER_STREAMING, RunQueryResponse.parser()),
                CallOptions.DEFAULT,
                RunQueryRequest.newBuilder()
                        .setParent(DATABASE + "/documents")
                        .setStructuredQuery(StructuredQuery.newBuilder()
                                .addFrom(CollectionSelector.newBuilder().setCollectionId("a")))
                        .build());
    }

    @Test
    void a_code_comes_instead_of_the_work() {
        faults.change("Commit:UNAVAILABLE:times=1");

        assertThatThrownBy(() -> write("a/b")).hasMessageContaining("UNAVAILABLE");
        assertThat(exists("a/b")).isFalse();
        assertThat(write("a/b").getWriteResultsCount()).isEqualTo(1);
    }

    @Test
    void a_lost_answer_is_of_work_that_is_done() {
        faults.change("Commit:lost");

        assertThatThrownBy(() -> write("a/b")).isInstanceOf(StatusRuntimeException.class);
        assertThat(exists("a/b")).isTrue();
    }

    @Test
    void a_silent_answer_never_comes() {
        faults.change("Commit:silent");

        assertThatThrownBy(() -> one("Commit", commit("a/b"), CommitResponse.parser(), Duration.ofSeconds(2)))
                .hasMessageContaining("DEADLINE_EXCEEDED");
        assertThat(exists("a/b")).isTrue();
    }

    @Test
    void a_stream_dies_in_the_middle() {
        for (int i = 0; i < 9; i++) {
            write("a/" + i);
        }
        faults.change("RunQuery:UNAVAILABLE:after=5");

        Iterator<RunQueryResponse> answers = all();
        for (int i = 0; i < 5; i++) {
            assertThat(answers.next().getDocument().getName()).endsWith("a/" + i);
        }
        assertThatThrownBy(answers::next).hasMessageContaining("UNAVAILABLE");
    }

    @Test
    void a_connection_breaks_and_the_next_one_works() {
        write("a/b");
        faults.change("RunQuery:reset");
        assertThatThrownBy(() -> all().next()).isInstanceOf(StatusRuntimeException.class);

        faults.change("");
        assertThat(all().next().getDocument().getName()).endsWith("a/b");
    }

    @Test
    void one_document_of_a_batch_fails_alone() {
        faults.change("doc=a/2:ABORTED");

        BatchWriteResponse answer = one(
                "BatchWrite",
                BatchWriteRequest.newBuilder()
                        .setDatabase(DATABASE)
                        .addWrites(update("a/1"))
                        .addWrites(update("a/2"))
                        .addWrites(update("a/3"))
                        .build(),
                BatchWriteResponse.parser(),
                PATIENCE);

        assertThat(answer.getStatusList())
                .extracting(com.google.rpc.Status::getCode)
                .containsExactly(0, Status.Code.ABORTED.value(), 0);
        assertThat(exists("a/1")).isTrue();
        faults.change("");
        assertThat(exists("a/2")).isFalse();
    }

    @Test
    void latency_comes_before_the_answer() {
        faults.change("GetDocument:latency=300ms");
        long begun = System.nanoTime();
        assertThat(exists("a/b")).isFalse();
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isGreaterThanOrEqualTo(Duration.ofMillis(300));
    }
}
