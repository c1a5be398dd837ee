package dbmanager.bench;

import com.google.api.gax.core.NoCredentialsProvider;
import com.google.api.gax.grpc.GrpcCallContext;
import com.google.api.gax.rpc.FixedHeaderProvider;
import com.google.cloud.firestore.v1.FirestoreClient;
import com.google.cloud.firestore.v1.FirestoreSettings;
import com.google.firestore.v1.BatchWriteRequest;
import com.google.firestore.v1.BatchWriteResponse;
import com.google.firestore.v1.Document;
import com.google.firestore.v1.DocumentMask;
import com.google.firestore.v1.RunQueryRequest;
import com.google.firestore.v1.RunQueryResponse;
import com.google.firestore.v1.StructuredQuery;
import com.google.firestore.v1.Value;
import com.google.firestore.v1.Write;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.Future;

/**
 * The least that a program can do with the same client library: one stream of protos into a file, and batches of 500 writes, 8 on their way. No hash, no
 * sync, no check, no image of what was before.
 */
public final class RawFirestore {
    private static final int BATCH = 500;
    private static final int IN_FLIGHT = 8;

    private final FirestoreClient client;
    private final String database;
    private final Queue<Future<BatchWriteResponse>> sent = new ArrayDeque<>();

    private RawFirestore(FirestoreClient client, String database) {
        this.client = client;
        this.database = database;
    }

    /** {@code read|write|add-field <file that says where> <project> <file>} */
    public static void main(String... arguments) throws Exception {
        Path file = Path.of(arguments[3]);
        try (FirestoreClient client = client(FreshEmulator.addressIn(Path.of(arguments[1])))) {
            RawFirestore raw = new RawFirestore(client, "projects/" + arguments[2] + "/databases/(default)");
            switch (arguments[0]) {
                case "read" -> raw.read(file);
                case "write" -> raw.write(file, document -> Write.newBuilder().setUpdate(document));
                case "add-field" -> raw.write(file, RawFirestore::withField);
                default -> throw new IllegalArgumentException(arguments[0]);
            }
        }
    }

    /** Writes generated documents. */
    static void fill(String host, String project, int documents) throws Exception {
        try (FirestoreClient client = client(host)) {
            RawFirestore raw = new RawFirestore(client, "projects/" + project + "/databases/(default)");
            raw.write(
                    MixedDocuments.of(raw.database, documents),
                    document -> Write.newBuilder().setUpdate(document));
        }
    }

    private static FirestoreClient client(String host) throws IOException {
        FirestoreSettings.Builder settings = FirestoreSettings.newBuilder()
                .setCredentialsProvider(NoCredentialsProvider.create())
                // by this Google's emulator takes us for an administrator
                .setHeaderProvider(FixedHeaderProvider.create("Authorization", "Bearer owner"))
                .setTransportChannelProvider(FirestoreSettings.defaultGrpcTransportProviderBuilder()
                        .setEndpoint(host)
                        .setChannelConfigurator(channel -> channel.usePlaintext())
                        .build());
        return FirestoreClient.create(settings.build());
    }

    private void read(Path file) throws IOException {
        RunQueryRequest request = RunQueryRequest.newBuilder()
                .setParent(database + "/documents")
                .setStructuredQuery(StructuredQuery.newBuilder()
                        .addFrom(StructuredQuery.CollectionSelector.newBuilder().setAllDescendants(true))
                        .addOrderBy(StructuredQuery.Order.newBuilder()
                                .setField(StructuredQuery.FieldReference.newBuilder()
                                        .setFieldPath("__name__"))))
                .build();
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file), 1 << 16)) {
            for (RunQueryResponse response : client.runQueryCallable().call(request, GrpcCallContext.createDefault())) {
                if (response.hasDocument()) {
                    response.getDocument().writeDelimitedTo(out);
                }
            }
        }
    }

    private void write(Path file, java.util.function.Function<Document, Write.Builder> write) throws Exception {
        try (InputStream in = new BufferedInputStream(Files.newInputStream(file), 1 << 16)) {
            write(
                    new Iterator<>() {
                        private Document next = Document.parseDelimitedFrom(in);

                        @Override
                        public boolean hasNext() {
                            return next != null;
                        }

                        @Override
                        public Document next() {
                            try {
                                Document document = next;
                                next = Document.parseDelimitedFrom(in);
                                return document;
                            } catch (IOException e) {
                                throw new java.io.UncheckedIOException(e);
                            }
                        }
                    },
                    write);
        }
    }

    private void write(Iterator<Document> documents, java.util.function.Function<Document, Write.Builder> write)
            throws Exception {
        List<Write> batch = new ArrayList<>();
        while (documents.hasNext()) {
            batch.add(write.apply(documents.next()).build());
            if (batch.size() == BATCH || !documents.hasNext()) {
                send(batch);
                batch = new ArrayList<>();
            }
        }
        while (!sent.isEmpty()) {
            await(sent.remove());
        }
    }

    private void send(List<Write> batch) throws Exception {
        if (sent.size() == IN_FLIGHT) {
            await(sent.remove());
        }
        sent.add(client.batchWriteCallable()
                .futureCall(BatchWriteRequest.newBuilder()
                        .setDatabase(database)
                        .addAllWrites(batch)
                        .build()));
    }

    private static void await(Future<BatchWriteResponse> answer) throws Exception {
        long failed = answer.get().getStatusList().stream()
                .filter(status -> status.getCode() != 0)
                .count();
        if (failed > 0) {
            throw new IOException(failed + " writes failed");
        }
    }

    private static Write.Builder withField(Document document) {
        return Write.newBuilder()
                .setUpdate(Document.newBuilder()
                        .setName(document.getName())
                        .putFields(
                                "added",
                                Value.newBuilder().setStringValue("new").build()))
                .setUpdateMask(DocumentMask.newBuilder().addFieldPaths("added"));
    }
}
