package dbmanager.firestore.gateway;

import com.google.firestore.v1.BatchGetDocumentsRequest;
import com.google.firestore.v1.CommitRequest;
import com.google.firestore.v1.CommitResponse;
import com.google.firestore.v1.Document;
import com.google.firestore.v1.ListCollectionIdsRequest;
import com.google.firestore.v1.ListCollectionIdsResponse;
import com.google.firestore.v1.RunAggregationQueryRequest;
import com.google.firestore.v1.RunQueryRequest;
import com.google.firestore.v1.StructuredAggregationQuery;
import com.google.firestore.v1.StructuredAggregationQuery.Aggregation;
import com.google.firestore.v1.StructuredQuery;
import com.google.firestore.v1.Write;
import com.google.protobuf.Int32Value;
import com.google.protobuf.Int64Value;
import dbmanager.firestore.document.DatabaseName;
import dbmanager.firestore.document.DocumentPath;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ClientCalls;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * A Firestore database, read and written through its own protocol. Safe for use by several threads. Requests that only read are asked again
 * while the failure is one that passes.
 *
 * <p>Every method may throw {@link FirestoreUnreachable}, {@link QuotaExhausted}, {@link PermissionDenied}, {@link NoCredentials},
 * {@link DatabaseNotFound}, {@link DatastoreMode}, {@link RequestRefused} or {@link Interrupted}; those with a read time also
 * {@link ReadTimeTooOld}.
 */
public final class Gateway implements AutoCloseable {
    /** Names in one request. */
    private static final int NAMES = 300;

    /** Of one request: Google's emulator refuses more than 4 MiB, production more than 10 MiB. */
    private static final long EMULATOR_BYTES = (4L << 20) - (64 << 10);

    private static final long PRODUCTION_BYTES = 9L << 20;

    private static final String NOT_APPLIED = "none of the commit's writes was applied";

    /** A document that never exists; asking for it costs one read and tells the time. */
    private static final DocumentPath CLOCK = new DocumentPath("_db_manager/clock");

    private final Connection connection;
    private final Timing timing;
    private final Wire wire;
    private final Queries queries;
    private final Ramp commits;

    private Gateway(Connection connection, Timing timing) {
        this.connection = connection;
        this.timing = timing;
        this.wire = new Wire(connection, timing);
        this.queries = new Queries(connection.database());
        this.commits = new Ramp(emulator() ? Pace.unlimited() : Pace.ramped(), timing.nanos());
    }

    /** Touches nothing; the first request connects. @throws NoCredentials when the endpoint needs some and they cannot be had */
    public static Gateway open(Connection connection) {
        return open(connection, Timing.SYSTEM);
    }

    static Gateway open(Connection connection, Timing timing) {
        return new Gateway(connection, timing);
    }

    public DatabaseName database() {
        return connection.database();
    }

    public boolean emulator() {
        return connection.endpoint().isEmulator();
    }

    /** By the server's clock. */
    public Instant now() {
        return fetch(List.of(CLOCK), Optional.empty()).get(0).readTime();
    }

    /** Ids of the root collections that hold a document at any depth, in the order of names. */
    public List<String> rootCollections(Optional<Instant> readTime) {
        ListCollectionIdsRequest.Builder request =
                ListCollectionIdsRequest.newBuilder().setParent(database().documents());
        readTime.ifPresent(time -> request.setReadTime(Times.timestamp(time)));
        List<String> roots = new ArrayList<>();
        do {
            ListCollectionIdsResponse page =
                    wire.read(Rpc.ListCollectionIds.METHOD, request.build(), readTime, Iterator::next);
            roots.addAll(page.getCollectionIdsList());
            request.setPageToken(page.getNextPageToken());
        } while (!request.getPageToken().isEmpty());
        roots.sort(Comparator.comparing(root -> new DocumentPath(root + "/-")));
        return roots;
    }

    private Optional<String> firstName(Scope scope, StructuredQuery.Builder query, Optional<Instant> readTime) {
        Queries.namesOnly(query);
        query.setLimit(Int32Value.of(1));
        RunQueryRequest.Builder request =
                RunQueryRequest.newBuilder().setParent(queries.parent(scope)).setStructuredQuery(query);
        readTime.ifPresent(time -> request.setReadTime(Times.timestamp(time)));
        return wire.read(Rpc.RunQuery.METHOD, request.build(), readTime, answers -> {
            Optional<String> name = Optional.empty();
            while (answers.hasNext()) {
                var answer = answers.next();
                if (answer.hasDocument()) {
                    name = Optional.of(answer.getDocument().getName());
                }
            }
            return name;
        });
    }

    public Optional<Document> get(DocumentPath path) {
        return fetch(List.of(path), Optional.empty()).get(0).document();
    }

    /** In the order asked for; a path asked for twice is answered twice. Each answer carries its own read time where none is given. */
    public List<Fetched> fetch(List<DocumentPath> paths, Optional<Instant> readTime) {
        List<Fetched> all = new ArrayList<>(paths.size());
        for (int from = 0; from < paths.size(); from += NAMES) {
            all.addAll(fetchSome(paths.subList(from, Math.min(paths.size(), from + NAMES)), readTime));
        }
        return all;
    }

    private List<Fetched> fetchSome(List<DocumentPath> paths, Optional<Instant> readTime) {
        BatchGetDocumentsRequest.Builder request =
                BatchGetDocumentsRequest.newBuilder().setDatabase(database().toString());
        paths.stream().distinct().forEach(path -> request.addDocuments(path.in(database())));
        readTime.ifPresent(time -> request.setReadTime(Times.timestamp(time)));
        Map<DocumentPath, Fetched> found =
                wire.read(Rpc.BatchGetDocuments.METHOD, request.build(), readTime, answers -> {
                    Map<DocumentPath, Fetched> answered = new HashMap<>();
                    while (answers.hasNext()) {
                        var answer = answers.next();
                        Instant at = Times.instant(answer.getReadTime());
                        if (answer.hasFound()) {
                            DocumentPath path =
                                    DocumentPath.of(answer.getFound().getName());
                            answered.put(path, new Fetched(path, Optional.of(answer.getFound()), at));
                        } else if (!answer.getMissing().isEmpty()) {
                            DocumentPath path = DocumentPath.of(answer.getMissing());
                            answered.put(path, new Fetched(path, Optional.empty(), at));
                        }
                    }
                    return answered;
                });
        return paths.stream().map(found::get).toList();
    }

    /**
     * By name, as the database was at one moment: the read time, or where none is given, when the first document was read. The stream takes
     * a bounded amount of memory, is for one thread, and is closed by the caller.
     */
    public Stream<Document> scan(Scope scope, Range range, Optional<Instant> readTime) {
        Scan scan = new Scan(wire, queries, scope, range, readTime);
        int facts = Spliterator.ORDERED | Spliterator.DISTINCT | Spliterator.NONNULL | Spliterator.IMMUTABLE;
        return StreamSupport.stream(Spliterators.spliteratorUnknownSize((Iterator<Document>) scan, facts), false)
                .onClose(scan::close);
    }

    /** Ranges in order that do not overlap and together are the scope; fewer than {@code pieces} when it is small. */
    public List<Range> split(Scope scope, int pieces, Optional<Instant> readTime) {
        Splitting.Server server = new Splitting.Server() {
            @Override
            public long count(Range range, long most) {
                return Gateway.this.count(scope, range, most, readTime);
            }

            @Override
            public Optional<String> first(Range range) {
                return firstName(scope, queries.query(scope, range), readTime)
                        .map(name -> DocumentPath.of(name).text());
            }
        };
        return new Splitting(server, scope).into(pieces);
    }

    public long count(Scope scope, Optional<Instant> readTime) {
        return count(scope, Range.all(), Long.MAX_VALUE, readTime);
    }

    private long count(Scope scope, Range range, long most, Optional<Instant> readTime) {
        Aggregation.Count.Builder counting = Aggregation.Count.newBuilder();
        if (most < Long.MAX_VALUE) {
            counting.setUpTo(Int64Value.of(most));
        }
        RunAggregationQueryRequest.Builder request = RunAggregationQueryRequest.newBuilder()
                .setParent(queries.parent(scope))
                .setStructuredAggregationQuery(StructuredAggregationQuery.newBuilder()
                        .setStructuredQuery(queries.query(scope, range))
                        .addAggregations(
                                Aggregation.newBuilder().setAlias("count").setCount(counting)));
        readTime.ifPresent(time -> request.setReadTime(Times.timestamp(time)));
        return wire.read(Rpc.RunAggregationQuery.METHOD, request.build(), readTime, answers -> {
            long count = 0;
            while (answers.hasNext()) {
                var answer = answers.next();
                if (answer.hasResult()) {
                    count = answer.getResult()
                            .getAggregateFieldsOrThrow("count")
                            .getIntegerValue();
                }
            }
            return count;
        });
    }

    /**
     * Applies all writes, or none.
     *
     * @return when, by the server's clock
     * @throws CommitRejected when the server will not; nothing was applied
     * @throws UnknownOutcome when the answer was lost
     */
    public Instant commit(List<Write> writes) {
        CommitRequest request = CommitRequest.newBuilder()
                .setDatabase(database().toString())
                .addAllWrites(writes)
                .build();
        Backoff backoff = wire.backoff();
        hold(writes.size());
        while (true) {
            Departure departure = new Departure();
            try {
                CommitResponse response = ClientCalls.blockingUnaryCall(
                        wire.channel(), Rpc.Commit.METHOD, Wire.options().withStreamTracerFactory(departure), request);
                wire.answered();
                return Times.instant(response.getCommitTime());
            } catch (StatusRuntimeException e) {
                refused(e, departure.happened());
                if (!wire.again(backoff)) {
                    throw wire.diagnosis().of(e, NOT_APPLIED);
                }
            }
        }
    }

    /** Commits keep to the ramp as well, together. */
    private void hold(int writes) {
        long nanos = commits.reserve(writes, timing.nanos());
        if (nanos > 0) {
            try {
                timing.sleep(Duration.ofNanos(nanos));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new Interrupted(NOT_APPLIED);
            }
        }
    }

    /** Returns where the commit was certainly not applied and may be tried again. */
    private void refused(StatusRuntimeException failure, boolean departed) {
        Status status = failure.getStatus();
        switch (status.getCode()) {
            case ABORTED, RESOURCE_EXHAUSTED -> {} // the server's own words for "not done"
            case UNAVAILABLE, INTERNAL, DEADLINE_EXCEEDED, CANCELLED, UNKNOWN, DATA_LOSS -> {
                if (departed) {
                    throw new UnknownOutcome(database(), Diagnosis.why(status), failure);
                }
            }
            default ->
                throw wire.diagnosis()
                        .known(failure, NOT_APPLIED)
                        .orElseGet(() -> new CommitRejected(
                                database(), status.getCode().name(), Diagnosis.why(status), failure));
        }
    }

    /** Where composite indexes are asked for; an emulator has no such place. */
    public Optional<IndexAdmin> indexAdmin() {
        return connection.endpoint() instanceof Endpoint.Production production
                ? Optional.of(new IndexAdmin(IndexAdmin.GOOGLE, database(), () -> Account.token(production)))
                : Optional.empty();
    }

    /**
     * @param pace without a limit on speed where the server is an emulator
     * @param fence runs before each request leaves, one at a time, on threads of the outflow; what it throws ends the outflow
     */
    public Outflow outflow(Pace pace, Runnable fence) {
        return outflow(pace, fence, Rejections.shown());
    }

    /** @param rejections told of every write that the server would not do; the caller closes it */
    public Outflow outflow(Pace pace, Runnable fence, Rejections rejections) {
        Pace allowed = emulator() ? pace.unramped() : pace;
        Ramp ramp = new Ramp(allowed, timing.nanos());
        BatchSender sender = new BatchSender(wire, database(), ramp, fence, this::get);
        return new Outflow(
                sender, database(), allowed.inFlight(), emulator() ? EMULATOR_BYTES : PRODUCTION_BYTES, rejections);
    }

    @Override
    public void close() {
        wire.close();
    }
}
