package dbmanager.emulator.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.firestore.v1.Document;
import com.google.firestore.v1.Precondition;
import com.google.firestore.v1.RunQueryRequest;
import com.google.firestore.v1.RunQueryResponse;
import com.google.firestore.v1.StructuredQuery;
import com.google.firestore.v1.StructuredQuery.CollectionSelector;
import com.google.firestore.v1.Write;
import com.google.firestore.v1.WriteRequest;
import com.google.firestore.v1.WriteResponse;
import com.google.protobuf.ByteString;
import com.google.protobuf.MessageLite;
import com.google.protobuf.util.Timestamps;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.Status;
import io.grpc.stub.ClientCalls;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The Write method, message by message. What is refused is refused in the words of Google's emulator, which does not resume streams either. */
class WriteStreamTest {
    private static final String DATABASE = "projects/shop/databases/(default)";

    private EmbeddedServer server;
    private ManagedChannel channel;

    @BeforeEach
    void start() throws Exception {
        server = EmbeddedServer.start(Options.standard(Clock.systemUTC()));
        channel = server.inProcess();
    }

    @AfterEach
    void stop() {
        channel.shutdownNow();
        server.close();
    }

    /** A client's side of one stream. */
    private final class Stream {
        private final BlockingQueue<Object> heard = new LinkedBlockingQueue<>();
        private volatile boolean reading = true;
        private final ClientCall<MessageLite, WriteResponse> call = channel.newCall(
                Stub.method("Write", MethodType.BIDI_STREAMING, WriteResponse.parser()), CallOptions.DEFAULT);

        Stream() {
            call.start(
                    new ClientCall.Listener<>() {
                        @Override
                        public void onMessage(WriteResponse message) {
                            heard.add(message);
                            if (reading) {
                                call.request(1);
                            }
                        }

                        @Override
                        public void onClose(Status status, Metadata trailers) {
                            heard.add(status);
                        }
                    },
                    new Metadata());
            call.request(1);
        }

        void send(ByteString token, Write... writes) {
            send(WriteRequest.newBuilder().setStreamToken(token).addAllWrites(List.of(writes)));
        }

        void send(WriteRequest.Builder request) {
            call.sendMessage(request.build());
        }

        WriteResponse begin() throws InterruptedException {
            send(WriteRequest.newBuilder().setDatabase(DATABASE));
            return answer();
        }

        WriteResponse answer() throws InterruptedException {
            return (WriteResponse) next();
        }

        void endsWith(Status.Code code, String text) throws InterruptedException {
            Status status = (Status) next();
            assertThat(status.getCode()).as(status.toString()).isEqualTo(code);
            assertThat(String.valueOf(status.getDescription())).contains(text);
        }

        private Object next() throws InterruptedException {
            Object next = heard.poll(60, TimeUnit.SECONDS);
            assertThat(next).as("an answer").isNotNull();
            return next;
        }
    }

    @Test
    void no_more_is_written_than_the_client_reads_answers_of() throws Exception {
        Stream stream = new Stream();
        stream.reading = false;
        ByteString token = stream.begin().getStreamToken();
        for (int i = 0; i < 50; i++) {
            stream.send(token, set("a/" + i));
        }
        stream.call.request(1);
        stream.answer();
        assertThat(documents()).containsExactly("a/0");
        stream.reading = true;
        stream.call.request(1);
        for (int i = 1; i < 50; i++) {
            stream.answer();
        }
        assertThat(documents()).hasSize(50);
    }

    private static Write set(String path) {
        return Write.newBuilder()
                .setUpdate(Document.newBuilder().setName(DATABASE + "/documents/" + path))
                .build();
    }

    private List<String> documents() {
        List<String> all = new ArrayList<>();
        ClientCalls.blockingServerStreamingCall(
                        channel,
                        Stub.method("RunQuery", MethodType.SERVER_STREAMING, RunQueryResponse.parser()),
                        CallOptions.DEFAULT,
                        (MessageLite) RunQueryRequest.newBuilder()
                                .setParent(DATABASE + "/documents")
                                .setStructuredQuery(StructuredQuery.newBuilder()
                                        .addFrom(CollectionSelector.newBuilder().setAllDescendants(true)))
                                .build())
                .forEachRemaining(answer -> {
                    if (answer.hasDocument()) {
                        all.add(answer.getDocument().getName().substring((DATABASE + "/documents/").length()));
                    }
                });
        return all;
    }

    @Test
    void each_request_is_one_commit_and_each_answer_a_position() throws Exception {
        Stream stream = new Stream();
        WriteResponse first = stream.begin();
        assertThat(first.getStreamId()).isNotEmpty();

        stream.send(first.getStreamToken(), set("a/1"), set("a/2"));
        WriteResponse second = stream.answer();
        stream.send(second.getStreamToken(), set("a/3"));
        WriteResponse third = stream.answer();

        assertThat(second.getStreamId()).isEmpty();
        assertThat(second.getWriteResultsCount()).isEqualTo(2);
        assertThat(second.getWriteResults(0).getUpdateTime()).isEqualTo(second.getCommitTime());
        assertThat(third.getWriteResultsCount()).isEqualTo(1);
        assertThat(Timestamps.compare(third.getCommitTime(), second.getCommitTime()))
                .isPositive();
        assertThat(List.of(first.getStreamToken(), second.getStreamToken(), third.getStreamToken()))
                .doesNotHaveDuplicates();
        assertThat(documents()).containsExactly("a/1", "a/2", "a/3");
    }

    @Test
    void requests_that_were_sent_ahead_are_answered_before_the_stream_ends() throws Exception {
        Stream stream = new Stream();
        WriteResponse first = stream.begin();
        stream.send(first.getStreamToken(), set("a/1"));
        stream.send(first.getStreamToken(), set("a/2"));
        stream.send(ByteString.EMPTY, set("a/3"));
        stream.send(ByteString.EMPTY);
        stream.call.halfClose();

        for (int i = 0; i < 3; i++) {
            assertThat(stream.answer().getWriteResultsCount()).isEqualTo(1);
        }
        WriteResponse last = stream.answer();
        assertThat(last.hasCommitTime())
                .as("a request without writes commits nothing")
                .isFalse();
        stream.endsWith(Status.Code.OK, "");
        assertThat(documents()).containsExactly("a/1", "a/2", "a/3");
    }

    @Test
    void a_refused_commit_ends_the_stream_and_changes_nothing() throws Exception {
        Stream stream = new Stream();
        WriteResponse first = stream.begin();
        stream.send(
                first.getStreamToken(),
                set("a/1"),
                set("a/2").toBuilder()
                        .setCurrentDocument(Precondition.newBuilder().setExists(true))
                        .build());
        stream.send(first.getStreamToken(), set("a/3"));

        stream.endsWith(Status.Code.NOT_FOUND, "No document to update: " + DATABASE + "/documents/a/2");
        assertThat(documents()).isEmpty();
    }

    @Test
    void a_stream_begins_without_writes_and_anew() throws Exception {
        Stream writing = new Stream();
        writing.send(WriteRequest.newBuilder().setDatabase(DATABASE).addWrites(set("a/1")));
        writing.endsWith(Status.Code.INVALID_ARGUMENT, "'writes' must not be set on an initial write request.");

        Stream ended = new Stream();
        WriteResponse first = ended.begin();
        ended.call.cancel("the connection is lost", null);
        Stream resuming = new Stream();
        resuming.send(WriteRequest.newBuilder()
                .setDatabase(DATABASE)
                .setStreamId(first.getStreamId())
                .setStreamToken(first.getStreamToken()));
        resuming.endsWith(Status.Code.INVALID_ARGUMENT, "Resuming streams is not supported, do not set stream ID.");
        Stream token = new Stream();
        token.send(WriteRequest.newBuilder().setDatabase(DATABASE).setStreamToken(first.getStreamToken()));
        token.endsWith(Status.Code.INVALID_ARGUMENT, "'stream_token' must not be set on an initial write request.");

        Stream nowhere = new Stream();
        nowhere.send(WriteRequest.newBuilder());
        nowhere.endsWith(Status.Code.INVALID_ARGUMENT, "Resource name \"\" lacks \"projects\" at index 0.");
        assertThat(documents()).isEmpty();
    }

    @Test
    void a_token_is_of_this_stream_and_not_older_than_the_last() throws Exception {
        Stream other = new Stream();
        ByteString foreign = other.begin().getStreamToken();
        for (ByteString token : List.of(foreign, ByteString.copyFromUtf8("nonsense"))) {
            Stream stream = new Stream();
            stream.begin();
            stream.send(token, set("a/1"));
            stream.endsWith(Status.Code.INVALID_ARGUMENT, "The stream token is not one of this stream");
        }
        Stream forgetful = new Stream();
        ByteString first = forgetful.begin().getStreamToken();
        forgetful.send(first, set("b/1"));
        forgetful.send(forgetful.answer().getStreamToken(), set("b/2"));
        forgetful.answer();
        forgetful.send(first, set("b/3"));
        forgetful.endsWith(Status.Code.INVALID_ARGUMENT, "older than one that was sent back before");
        assertThat(documents()).containsExactly("b/1", "b/2");
    }

    @Test
    void a_stream_is_of_one_database() throws Exception {
        Stream stream = new Stream();
        WriteResponse first = stream.begin();
        stream.send(WriteRequest.newBuilder()
                .setDatabase("projects/other/databases/(default)")
                .setStreamToken(first.getStreamToken())
                .addWrites(set("a/1")));
        stream.endsWith(Status.Code.INVALID_ARGUMENT, "A write stream is of one database, which is " + DATABASE);

        Stream writes = new Stream();
        writes.send(WriteRequest.newBuilder().setDatabase("projects/other/databases/(default)"));
        writes.send(writes.answer().getStreamToken(), set("a/1"));
        writes.endsWith(Status.Code.INVALID_ARGUMENT, "mismatched databases within request");
        assertThat(documents()).isEmpty();
    }

    @Test
    void a_stream_that_is_half_closed_at_once_ends_well() throws Exception {
        Stream silent = new Stream();
        silent.call.halfClose();
        silent.endsWith(Status.Code.OK, "");

        Stream begun = new Stream();
        begun.begin();
        begun.call.halfClose();
        begun.endsWith(Status.Code.OK, "");
    }
}
