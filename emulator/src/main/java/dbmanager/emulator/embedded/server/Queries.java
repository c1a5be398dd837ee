package dbmanager.emulator.embedded.server;

import com.google.firestore.v1.AggregationResult;
import com.google.firestore.v1.Cursor;
import com.google.firestore.v1.ExplainMetrics;
import com.google.firestore.v1.ExplainOptions;
import com.google.firestore.v1.PartitionQueryRequest;
import com.google.firestore.v1.PartitionQueryResponse;
import com.google.firestore.v1.RunAggregationQueryRequest;
import com.google.firestore.v1.RunAggregationQueryResponse;
import com.google.firestore.v1.RunQueryRequest;
import com.google.firestore.v1.RunQueryResponse;
import com.google.protobuf.ByteString;
import com.google.protobuf.MessageLite;
import com.google.protobuf.Timestamp;
import dbmanager.emulator.embedded.model.DatabaseName;
import dbmanager.emulator.embedded.model.Refused;
import dbmanager.emulator.embedded.model.ResourceName;
import dbmanager.emulator.embedded.query.Aggregation;
import dbmanager.emulator.embedded.query.NeededIndex;
import dbmanager.emulator.embedded.query.Query;
import dbmanager.emulator.embedded.query.Result;
import dbmanager.emulator.embedded.query.Results;
import dbmanager.emulator.embedded.store.Changed;
import dbmanager.emulator.embedded.store.Database;
import dbmanager.emulator.embedded.store.Databases;
import dbmanager.emulator.embedded.store.Snapshot;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** Documents by what they hold. */
final class Queries {
    private static final int MOST_PARTITIONS = 10_000;

    private final Databases databases;
    private final NeededIndex indexes;
    private final InstantSource clock;

    Queries(Databases databases, NeededIndex indexes, InstantSource clock) {
        this.databases = databases;
        this.indexes = indexes;
        this.clock = clock;
    }

    private Database open(DatabaseName name) {
        return databases.open(name.project(), name.database());
    }

    private static Predicate<Changed> touching(Query query) {
        return change -> change.before().filter(query::matches).isPresent()
                || change.after().filter(query::matches).isPresent();
    }

    Iterator<Answer> run(RunQueryRequest request) {
        if (!request.hasStructuredQuery()) {
            throw Refused.invalid("A query is required.");
        }
        ResourceName parent = ResourceName.parent(request.getParent());
        Database database = open(parent.database());
        Reading reading = switch (request.getConsistencySelectorCase()) {
            case TRANSACTION -> Reading.in(database, request.getTransaction());
            case NEW_TRANSACTION -> Reading.beginning(database, request.getNewTransaction());
            case READ_TIME -> Reading.at(database, request.getReadTime());
            case CONSISTENCYSELECTOR_NOT_SET -> Reading.now(database);
        };
        Query query = checked(reading, () -> {
            Query read = Query.of(request.getStructuredQuery(), parent);
            indexes.check(read);
            return read;
        });
        if (planned(request.hasExplainOptions(), request.getExplainOptions())) {
            reading.giveUp();
            return Streams.one(Answer.of(RunQueryResponse.newBuilder()
                    .setExplainMetrics(ExplainMetrics.newBuilder().setPlanSummary(query.summary()))
                    .build()));
        }
        Snapshot snapshot = reading.query(touching(query));
        Iterator<Answer> found =
                new Found(query, query.run(snapshot), snapshot.time(), request.hasExplainOptions(), clock);
        if (!reading.begun()) {
            return found;
        }
        Answer begun = Answer.of(
                RunQueryResponse.newBuilder().setTransaction(reading.begunId()).build());
        return Streams.both(Streams.one(begun), found);
    }

    private static <Q> Q checked(Reading reading, Supplier<Q> query) {
        try {
            return query.get();
        } catch (Refused refused) {
            reading.giveUp();
            throw refused;
        }
    }

    /** Whether only the plan is asked for. */
    private static boolean planned(boolean explain, ExplainOptions options) {
        return explain && !options.getAnalyze();
    }

    /** One answer for each document, or one without any; with explain one more for the metrics. The last one says that it is the last. */
    private static final class Found implements Iterator<Answer> {
        private final Query query;
        private final Results results;
        private final Timestamp time;
        private final boolean explain;
        private final InstantSource clock;
        private final Instant begun;
        private final byte[] more;
        private final byte[] last;
        private boolean first = true;
        private boolean ended;

        Found(Query query, Results results, Timestamp time, boolean explain, InstantSource clock) {
            this.query = query;
            this.results = results;
            this.time = time;
            this.explain = explain;
            this.clock = clock;
            this.begun = clock.instant();
            RunQueryResponse read =
                    RunQueryResponse.newBuilder().setReadTime(time).build();
            this.more = read.toByteArray();
            this.last = read.toBuilder().setDone(true).build().toByteArray();
        }

        @Override
        public boolean hasNext() {
            return !ended;
        }

        @Override
        public Answer next() {
            if (!results.hasNext()) {
                return end();
            }
            Result result = results.next();
            ByteString document = result.shaped()
                    .map(MessageLite::toByteString)
                    .orElseGet(() -> result.stored().bytes());
            byte[] tail = results.hasNext() || explain ? more : last;
            ended = tail == last;
            if (first && results.skipped() > 0) {
                tail = RunQueryResponse.newBuilder()
                        .setReadTime(time)
                        .setSkippedResults(results.skipped())
                        .build()
                        .toByteArray();
                ended = !results.hasNext() && !explain;
            }
            first = false;
            return Answer.around(RunQueryResponse.DOCUMENT_FIELD_NUMBER, document, tail);
        }

        private Answer end() {
            ended = true;
            RunQueryResponse.Builder end = RunQueryResponse.newBuilder().setReadTime(time);
            if (first) {
                end.setSkippedResults(results.skipped());
            }
            if (explain) {
                end.setExplainMetrics(ExplainMetrics.newBuilder()
                        .setPlanSummary(query.summary())
                        .setExecutionStats(results.stats(Duration.between(begun, clock.instant()))));
            }
            return Answer.of(end.setDone(true).build());
        }
    }

    Iterator<Answer> aggregate(RunAggregationQueryRequest request) {
        if (!request.hasStructuredAggregationQuery()) {
            throw Refused.invalid("A query is required.");
        }
        ResourceName parent = ResourceName.parent(request.getParent());
        Database database = open(parent.database());
        Reading reading = switch (request.getConsistencySelectorCase()) {
            case TRANSACTION -> Reading.in(database, request.getTransaction());
            case NEW_TRANSACTION -> Reading.beginning(database, request.getNewTransaction());
            case READ_TIME -> Reading.at(database, request.getReadTime());
            case CONSISTENCYSELECTOR_NOT_SET -> Reading.now(database);
        };
        Aggregation aggregation = checked(reading, () -> {
            Aggregation read = Aggregation.of(request.getStructuredAggregationQuery(), parent);
            indexes.check(read);
            return read;
        });
        RunAggregationQueryResponse.Builder answer = RunAggregationQueryResponse.newBuilder();
        if (request.hasExplainOptions()) {
            answer.getExplainMetricsBuilder().setPlanSummary(aggregation.query().summary());
        }
        if (planned(request.hasExplainOptions(), request.getExplainOptions())) {
            reading.giveUp();
            return Streams.one(Answer.of(answer.build()));
        }
        Snapshot snapshot = reading.query(touching(aggregation.query()));
        answer.setResult(AggregationResult.newBuilder().putAllAggregateFields(aggregation.run(snapshot)))
                .setReadTime(snapshot.time());
        Iterator<Answer> result = Streams.one(Answer.of(answer.build()));
        if (!reading.begun()) {
            return result;
        }
        Answer begun = Answer.of(RunAggregationQueryResponse.newBuilder()
                .setTransaction(reading.begunId())
                .build());
        return Streams.both(Streams.one(begun), result);
    }

    Answer partition(PartitionQueryRequest request) {
        if (!request.hasStructuredQuery()) {
            throw Refused.invalid("A query is required.");
        }
        ResourceName parent = ResourceName.parent(request.getParent());
        Query query = Query.of(request.getStructuredQuery(), parent);
        int size = Streams.pageSize(request.getPageSize(), MOST_PARTITIONS);
        Database database = open(parent.database());
        int fingerprint = List.of(
                        request.getParent(),
                        request.getStructuredQuery(),
                        request.getPartitionCount(),
                        database.identity())
                .hashCode();
        Optional<PageToken> token = Streams.token(request.getPageToken(), fingerprint);
        Optional<Timestamp> time =
                request.hasReadTime() ? Optional.of(request.getReadTime()) : token.map(PageToken::time);
        Snapshot snapshot = time.map(at -> Reading.at(database, at))
                .orElseGet(() -> Reading.now(database))
                .documents(Collections.emptySet());
        List<Cursor> all = query.partitions(request.getPartitionCount(), snapshot);
        int from = token.map(page -> Integer.parseInt(page.last())).orElse(0);
        int to = Math.min(all.size(), from + size);
        PartitionQueryResponse.Builder answer =
                PartitionQueryResponse.newBuilder().addAllPartitions(all.subList(Math.min(from, to), to));
        if (to < all.size()) {
            answer.setNextPageToken(new PageToken(fingerprint, snapshot.time(), Integer.toString(to)).text());
        }
        return Answer.of(answer.build());
    }
}
