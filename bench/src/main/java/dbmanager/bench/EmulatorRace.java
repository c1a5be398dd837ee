package dbmanager.bench;

import com.google.firestore.v1.BatchWriteRequest;
import com.google.firestore.v1.BatchWriteResponse;
import com.google.firestore.v1.Cursor;
import com.google.firestore.v1.Document;
import com.google.firestore.v1.RunQueryRequest;
import com.google.firestore.v1.RunQueryResponse;
import com.google.firestore.v1.StructuredQuery;
import com.google.firestore.v1.Value;
import com.google.firestore.v1.Write;
import com.google.protobuf.Message;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptors;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.protobuf.ProtoUtils;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.MetadataUtils;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** The same work for any Firestore server: documents of 462 bytes in batches of 500, 8 on their way, and read back by four streams. */
final class EmulatorRace {
    private static final int BATCH = 500;
    private static final int IN_FLIGHT = 8;
    private static final int STREAMS = 4;
    private static final int TEXT = 380;

    private static final MethodDescriptor<BatchWriteRequest, BatchWriteResponse> WRITE = method(
            "BatchWrite",
            MethodDescriptor.MethodType.UNARY,
            BatchWriteRequest.getDefaultInstance(),
            BatchWriteResponse.getDefaultInstance());
    private static final MethodDescriptor<RunQueryRequest, RunQueryResponse> QUERY = method(
            "RunQuery",
            MethodDescriptor.MethodType.SERVER_STREAMING,
            RunQueryRequest.getDefaultInstance(),
            RunQueryResponse.getDefaultInstance());

    private final Channel channel;
    private final String database;
    private final int documents;

    EmulatorRace(ManagedChannel channel, String project, int documents) {
        Metadata owner = new Metadata();
        owner.put(Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER), "Bearer owner");
        this.channel = ClientInterceptors.intercept(channel, MetadataUtils.newAttachHeadersInterceptor(owner));
        this.database = "projects/" + project + "/databases/(default)";
        this.documents = documents;
    }

    private static <Q extends Message, A extends Message> MethodDescriptor<Q, A> method(
            String name, MethodDescriptor.MethodType type, Q request, A answer) {
        return MethodDescriptor.<Q, A>newBuilder()
                .setType(type)
                .setFullMethodName("google.firestore.v1.Firestore/" + name)
                .setRequestMarshaller(ProtoUtils.marshaller(request))
                .setResponseMarshaller(ProtoUtils.marshaller(answer))
                .build();
    }

    private String name(int i) {
        return "%s/documents/items/%08d".formatted(database, i);
    }

    /** @return documents a second */
    double write() throws Exception {
        String text = new Random(42)
                .ints(TEXT, 'a', 'z' + 1)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
        List<BatchWriteRequest> batches = new ArrayList<>();
        for (int from = 0; from < documents; from += BATCH) {
            BatchWriteRequest.Builder batch = BatchWriteRequest.newBuilder().setDatabase(database);
            for (int i = from; i < Math.min(documents, from + BATCH); i++) {
                batch.addWrites(Write.newBuilder()
                        .setUpdate(Document.newBuilder()
                                .setName(name(i))
                                .putFields(
                                        "text",
                                        Value.newBuilder().setStringValue(text).build())
                                .putFields(
                                        "number",
                                        Value.newBuilder().setIntegerValue(i).build())));
            }
            batches.add(batch.build());
        }
        long begun = System.nanoTime();
        Queue<Future<BatchWriteResponse>> sent = new ArrayDeque<>();
        for (BatchWriteRequest batch : batches) {
            if (sent.size() == IN_FLIGHT) {
                sent.remove().get();
            }
            sent.add(ClientCalls.futureUnaryCall(channel.newCall(WRITE, CallOptions.DEFAULT), batch));
        }
        while (!sent.isEmpty()) {
            sent.remove().get();
        }
        return documents / seconds(begun);
    }

    /** @return documents a second */
    double scan() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(STREAMS);
        try {
            long begun = System.nanoTime();
            List<Callable<Integer>> streams = new ArrayList<>();
            for (int i = 0; i < STREAMS; i++) {
                int from = documents / STREAMS * i;
                int to = i == STREAMS - 1 ? documents : documents / STREAMS * (i + 1);
                streams.add(() -> read(from, to));
            }
            int read = 0;
            for (Future<Integer> stream : threads.invokeAll(streams)) {
                read += stream.get();
            }
            if (read != documents) {
                throw new IllegalStateException(read + " of " + documents + " documents were read");
            }
            return documents / seconds(begun);
        } finally {
            threads.shutdown();
        }
    }

    private int read(int from, int to) throws Exception {
        StructuredQuery query = StructuredQuery.newBuilder()
                .addFrom(StructuredQuery.CollectionSelector.newBuilder().setCollectionId("items"))
                .addOrderBy(StructuredQuery.Order.newBuilder()
                        .setField(StructuredQuery.FieldReference.newBuilder().setFieldPath("__name__")))
                .setStartAt(cursor(from))
                .setEndAt(cursor(to))
                .build();
        RunQueryRequest request = RunQueryRequest.newBuilder()
                .setParent(database + "/documents")
                .setStructuredQuery(query)
                .build();
        Counting counting = new Counting();
        ClientCall<RunQueryRequest, RunQueryResponse> call = channel.newCall(QUERY, CallOptions.DEFAULT);
        call.start(counting, new Metadata());
        call.request(Integer.MAX_VALUE);
        call.sendMessage(request);
        call.halfClose();
        return counting.read.get();
    }

    /** Counts documents as they come, without handing each to another thread. */
    private static final class Counting extends ClientCall.Listener<RunQueryResponse> {
        private final CompletableFuture<Integer> read = new CompletableFuture<>();
        private int documents;

        @Override
        public void onMessage(RunQueryResponse answer) {
            documents += answer.hasDocument() ? 1 : 0;
        }

        @Override
        public void onClose(Status status, Metadata trailers) {
            if (status.isOk()) {
                read.complete(documents);
            } else {
                read.completeExceptionally(status.asException());
            }
        }
    }

    /** Just before the document of this number. */
    private Cursor cursor(int number) {
        return Cursor.newBuilder()
                .addValues(Value.newBuilder().setReferenceValue(name(number)))
                .setBefore(true)
                .build();
    }

    private static double seconds(long begun) {
        return (System.nanoTime() - begun) / 1e9;
    }
}
