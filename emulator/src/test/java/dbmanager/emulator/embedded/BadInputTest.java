package dbmanager.emulator.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.firestore.v1.BatchGetDocumentsRequest;
import com.google.firestore.v1.BeginTransactionRequest;
import com.google.firestore.v1.BeginTransactionResponse;
import com.google.firestore.v1.CommitRequest;
import com.google.firestore.v1.Cursor;
import com.google.firestore.v1.Document;
import com.google.firestore.v1.DocumentMask;
import com.google.firestore.v1.DocumentTransform.FieldTransform;
import com.google.firestore.v1.GetDocumentRequest;
import com.google.firestore.v1.ListDocumentsRequest;
import com.google.firestore.v1.ListDocumentsResponse;
import com.google.firestore.v1.RunQueryRequest;
import com.google.firestore.v1.StructuredQuery;
import com.google.firestore.v1.StructuredQuery.CollectionSelector;
import com.google.firestore.v1.Value;
import com.google.firestore.v1.Write;
import com.google.protobuf.ByteString;
import com.google.protobuf.Empty;
import com.google.protobuf.MessageLite;
import com.google.protobuf.UnknownFieldSet;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.Status;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.ClientCalls;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What clients should not send, over a real connection: each is refused with the right status, and the next request is served. */
class BadInputTest {
    private static final String DATABASE = "projects/shop/databases/(default)";
    private static final String ROOT = DATABASE + "/documents";
    private static final int MEBIBYTE = 1 << 20;

    private EmbeddedServer server;
    private ManagedChannel channel;

    @BeforeEach
    void start() throws Exception {
        server = EmbeddedServer.start(Options.standard(Clock.systemUTC()));
        channel = channel(server);
        ask("Commit", commit(set("users/ada", 1)));
        ask("Commit", commit(set("users/bob", 2)));
    }

    private static ManagedChannel channel(EmbeddedServer of) {
        return NettyChannelBuilder.forAddress(of.host(), of.port())
                .usePlaintext()
                .build();
    }

    /** After whatever was refused, it answers, and holds what it held. */
    @AfterEach
    void still_serves() throws Exception {
        ListDocumentsResponse users = ListDocumentsResponse.parseFrom(ask("ListDocuments", list("").build()));
        assertThat(users.getDocumentsList())
                .extracting(Document::getName)
                .containsExactly(ROOT + "/users/ada", ROOT + "/users/bob");
        channel.shutdownNow();
        server.close();
    }

    private byte[] ask(String method, MessageLite request) {
        return ask(channel, method, request);
    }

    private static byte[] ask(ManagedChannel channel, String method, MessageLite request) {
        Empty answer = ClientCalls.blockingUnaryCall(
                channel, Stub.method(method, MethodType.UNARY, Stub.ANY), CallOptions.DEFAULT, request);
        return answer.toByteArray();
    }

    private Status end(String method, MessageLite... requests) throws Exception {
        return end(channel, method, requests);
    }

    private static Status end(ManagedChannel channel, String method, MessageLite... requests) throws Exception {
        CompletableFuture<Status> ended = new CompletableFuture<>();
        ClientCall<MessageLite, Empty> call = channel.newCall(
                Stub.method(method, MethodType.BIDI_STREAMING, Stub.ANY),
                CallOptions.DEFAULT.withDeadlineAfter(60, TimeUnit.SECONDS));
        call.start(
                new ClientCall.Listener<>() {
                    @Override
                    public void onClose(Status status, Metadata trailers) {
                        ended.complete(status);
                    }
                },
                new Metadata());
        call.request(100);
        for (MessageLite request : requests) {
            call.sendMessage(request);
        }
        call.halfClose();
        return ended.get(90, TimeUnit.SECONDS);
    }

    private static void is(Status status, Status.Code code, String text) {
        assertThat(status.getCode()).as(status.toString()).isEqualTo(code);
        assertThat(String.valueOf(status.getDescription())).contains(text);
    }

    private static void isInvalid(Status status, String text) {
        is(status, Status.Code.INVALID_ARGUMENT, text);
    }

    private static Write.Builder set(String path, long n) {
        return Write.newBuilder()
                .setUpdate(Document.newBuilder()
                        .setName(ROOT + "/" + path)
                        .putFields("n", Value.newBuilder().setIntegerValue(n).build()));
    }

    private static CommitRequest commit(Write.Builder write) {
        return CommitRequest.newBuilder().setDatabase(DATABASE).addWrites(write).build();
    }

    private static ListDocumentsRequest.Builder list(String token) {
        return ListDocumentsRequest.newBuilder()
                .setParent(ROOT)
                .setCollectionId("users")
                .setPageToken(token);
    }

    private static RunQueryRequest query(StructuredQuery.Builder query) {
        return RunQueryRequest.newBuilder()
                .setParent(ROOT)
                .setStructuredQuery(
                        query.addFrom(CollectionSelector.newBuilder().setCollectionId("users")))
                .build();
    }

    @Test
    void malformed_names() throws Exception {
        isInvalid(
                end(
                        "GetDocument",
                        GetDocumentRequest.newBuilder().setName("users/ada").build()),
                "Document name \"users/ada\" lacks \"projects\" at index 0.");
        isInvalid(end("Commit", commit(set("users", 3))), "lacks \"/\" at index");
        isInvalid(
                end("Commit", commit(set("users/__x__", 3))),
                "Resource id \"__x__\" is invalid because it is reserved");
        isInvalid(end("Commit", commit(set("users/" + "x".repeat(1_501), 3))), "longer than 1500 bytes");
        isInvalid(
                end(
                        "BatchGetDocuments",
                        BatchGetDocumentsRequest.newBuilder()
                                .setDatabase(DATABASE)
                                .addDocuments("projects/other/databases/(default)/documents/users/ada")
                                .build()),
                "mismatched databases within request");
        isInvalid(
                end(
                        "RunQuery",
                        query(StructuredQuery.newBuilder()).toBuilder()
                                .setParent("x")
                                .build()),
                "Document parent name \"x\" lacks \"projects\" at index 0.");
    }

    @Test
    void malformed_masks() throws Exception {
        for (String path : new String[] {"", "a..b", "`a", "a b", "a.", "__x__"}) {
            DocumentMask mask = DocumentMask.newBuilder().addFieldPaths(path).build();
            isInvalid(end("Commit", commit(set("users/ada", 3).setUpdateMask(mask))), "Invalid");
            isInvalid(
                    end(
                            "GetDocument",
                            GetDocumentRequest.newBuilder()
                                    .setName(ROOT + "/users/ada")
                                    .setMask(mask)
                                    .build()),
                    "Invalid");
        }
    }

    @Test
    void malformed_cursors() throws Exception {
        Cursor.Builder one = Cursor.newBuilder().addValues(Value.newBuilder().setIntegerValue(1));
        isInvalid(end("RunQuery", query(StructuredQuery.newBuilder().setStartAt(one))), "Cursor has too many values.");
        StructuredQuery.Order name = StructuredQuery.Order.newBuilder()
                .setField(StructuredQuery.FieldReference.newBuilder().setFieldPath("__name__"))
                .build();
        isInvalid(
                end(
                        "RunQuery",
                        query(StructuredQuery.newBuilder().addOrderBy(name).setEndAt(one))),
                "Cursor __key__ value is not a document reference.");
        isInvalid(
                end(
                        "RunQuery",
                        query(StructuredQuery.newBuilder()
                                .addOrderBy(name)
                                .setStartAt(Cursor.newBuilder()
                                        .addValues(Value.newBuilder()
                                                .setReferenceValue(
                                                        "projects/other/databases/(default)/documents/users/ada"))))),
                "The cursor key is in a different database than the query");
    }

    @Test
    void tokens_of_another_server() throws Exception {
        try (EmbeddedServer other = EmbeddedServer.start(Options.standard(Clock.systemUTC()))) {
            ManagedChannel there = channel(other);
            ask(there, "Commit", commit(set("users/ada", 1)));
            ask(there, "Commit", commit(set("users/bob", 1)));
            String page = ListDocumentsResponse.parseFrom(
                            ask(there, "ListDocuments", list("").setPageSize(1).build()))
                    .getNextPageToken();
            ByteString transaction = BeginTransactionResponse.parseFrom(ask(
                            there,
                            "BeginTransaction",
                            BeginTransactionRequest.newBuilder()
                                    .setDatabase(DATABASE)
                                    .build()))
                    .getTransaction();
            there.shutdownNow();

            assertThat(page).isNotEmpty();
            isInvalid(end("ListDocuments", list(page).build()), "invalid page token");
            isInvalid(end("ListDocuments", list("nonsense!").build()), "invalid page token");
            isInvalid(
                    end(
                            "Commit",
                            commit(set("users/ada", 7)).toBuilder()
                                    .setTransaction(transaction)
                                    .build()),
                    "Invalid transaction.");
        }
    }

    @Test
    void messages_that_are_too_large() throws Exception {
        String half = "x".repeat(MEBIBYTE / 2);
        CommitRequest.Builder many = CommitRequest.newBuilder().setDatabase(DATABASE);
        for (int i = 0; i < 23; i++) {
            many.addWrites(Write.newBuilder()
                    .setUpdate(Document.newBuilder()
                            .setName(ROOT + "/large/" + i)
                            .putFields(
                                    "text",
                                    Value.newBuilder().setStringValue(half).build())));
        }
        isInvalid(end("Commit", many.build()), "Request payload size exceeds the limit: 11534336 bytes.");

        CommitRequest.Builder huge = many.clone();
        many.getWritesList().forEach(huge::addWrites);
        is(end("Commit", huge.build()), Status.Code.RESOURCE_EXHAUSTED, "exceeds maximum size");
    }

    @Test
    void what_a_client_does_wrong_is_told_to_the_client_and_not_logged() throws Exception {
        Queue<LogRecord> logged = new ConcurrentLinkedQueue<>();
        Handler handler = new Handler() {
            @Override
            public void publish(LogRecord one) {
                logged.add(one);
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
        Logger.getLogger("").addHandler(handler);
        try (Socket nonsense = new Socket(server.host(), server.port())) {
            String noSettings = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\nGET / HTTP/1.1\r\n\r\n";
            nonsense.getOutputStream().write(noSettings.getBytes(StandardCharsets.US_ASCII));
            assertThat(nonsense.getInputStream().readAllBytes()).isNotEmpty();
            Write.Builder large = set("users/large", 1);
            large.getUpdateBuilder()
                    .putFields(
                            "text",
                            Value.newBuilder()
                                    .setStringValue("x".repeat(20 * MEBIBYTE))
                                    .build());
            is(end("Commit", commit(large)), Status.Code.RESOURCE_EXHAUSTED, "exceeds maximum size");
        } finally {
            Logger.getLogger("").removeHandler(handler);
        }
        assertThat(logged).extracting(LogRecord::getMessage).isEmpty();
    }

    @Test
    void transforms_that_there_are_not() throws Exception {
        isInvalid(
                end(
                        "Commit",
                        commit(set("users/ada", 3)
                                .addUpdateTransforms(FieldTransform.newBuilder()
                                        .setFieldPath("n")
                                        // a kind of the future
                                        .setUnknownFields(UnknownFieldSet.newBuilder()
                                                .addField(
                                                        77,
                                                        UnknownFieldSet.Field.newBuilder()
                                                                .addVarint(1)
                                                                .build())
                                                .build())))),
                "Operation type must be specified for field transformation.");
        isInvalid(
                end(
                        "Commit",
                        commit(set("users/ada", 3)
                                .addUpdateTransforms(FieldTransform.newBuilder()
                                        .setFieldPath("n")
                                        .setSetToServerValueValue(99)))),
                "ServerValue type must be specified for set_to_server_value transformation.");
    }

    @Test
    void calls_with_no_request_or_with_two() throws Exception {
        for (String method : new String[] {"Commit", "RunQuery"}) {
            isInvalid(end(method), "A call without a request");
        }
        isInvalid(end("Commit", commit(set("users/x", 3)), commit(set("users/y", 3))), "Too many requests in one call");
        is(end("Write"), Status.Code.OK, "");
        is(end("Listen"), Status.Code.OK, "");
    }

    @Test
    void methods_that_there_are_not() throws Exception {
        is(end("ExportDocuments", Empty.getDefaultInstance()), Status.Code.UNIMPLEMENTED, "Method not found");
        is(end("ExecutePipeline", Empty.getDefaultInstance()), Status.Code.UNIMPLEMENTED, "Enterprise edition");
    }
}
