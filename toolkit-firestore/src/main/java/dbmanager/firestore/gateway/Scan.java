package dbmanager.firestore.gateway;

import com.google.firestore.v1.Document;
import com.google.firestore.v1.RunQueryRequest;
import com.google.firestore.v1.RunQueryResponse;
import dbmanager.firestore.document.DocumentPath;
import io.grpc.StatusRuntimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Optional;

/**
 * The documents of a range in the order of names, in one stream after the other: before a stream is as old as the server lets it become, and
 * when one fails in its middle, the next begins after the last name that was handed out.
 */
final class Scan implements Iterator<Document>, AutoCloseable {
    /** Firestore ends a query after 60 seconds. */
    private static final Duration LONGEST = Duration.ofSeconds(45);

    private final Wire wire;
    private final Queries queries;
    private final Scope scope;
    private final Backoff backoff;
    private Range left;
    private Optional<Instant> readTime;
    private Optional<ReadAhead<RunQueryRequest, RunQueryResponse>> stream = Optional.empty();
    private long opened;
    private Deque<RunQueryResponse> answers = new ArrayDeque<>();
    private String last = "";
    private String openedAfter = "";
    private boolean ended;

    Scan(Wire wire, Queries queries, Scope scope, Range range, Optional<Instant> readTime) {
        this.wire = wire;
        this.queries = queries;
        this.scope = scope;
        this.left = range;
        this.readTime = readTime;
        this.backoff = wire.backoff();
    }

    @Override
    public boolean hasNext() {
        while (!ended) {
            RunQueryResponse answer = answers.peek();
            if (answer == null) {
                more();
            } else if (answer.hasDocument()) {
                return true;
            } else {
                answers.remove();
                if (readTime.isEmpty() && answer.hasReadTime()) {
                    readTime = Optional.of(Times.instant(answer.getReadTime()));
                }
            }
        }
        return false;
    }

    @Override
    public Document next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        RunQueryResponse answer = answers.remove();
        if (readTime.isEmpty()) {
            readTime = Optional.of(Times.instant(answer.getReadTime()));
        }
        last = answer.getDocument().getName();
        return answer.getDocument();
    }

    private void more() {
        try {
            boolean progressed = !last.equals(openedAfter); // else it would be renewed for ever
            if (stream.isPresent() && progressed && wire.timing().nanos() - opened > LONGEST.toNanos()) {
                close();
            }
            if (stream.isEmpty()) {
                opened = wire.timing().nanos();
                openedAfter = last;
                stream = Optional.of(open());
            }
            answers = stream.get().take(answers, Wire.ANSWER);
            ended = answers.isEmpty();
            backoff.progress();
            wire.answered();
        } catch (StatusRuntimeException e) {
            close();
            if (!Backoff.passes(e.getStatus()) || !wire.again(backoff)) {
                ended = true;
                throw wire.diagnosis().reading(e, readTime);
            }
        } catch (InterruptedException e) {
            close();
            Thread.currentThread().interrupt();
            throw new Interrupted(Diagnosis.READ_ONLY);
        }
    }

    private ReadAhead<RunQueryRequest, RunQueryResponse> open() {
        if (!last.isEmpty()) {
            left = left.from(DocumentPath.of(last));
        }
        RunQueryRequest.Builder request = RunQueryRequest.newBuilder()
                .setParent(queries.parent(scope))
                .setStructuredQuery(queries.query(scope, left));
        readTime.ifPresent(time -> request.setReadTime(Times.timestamp(time)));
        return new ReadAhead<>(wire.channel(), Rpc.RunQuery.METHOD, request.build());
    }

    @Override
    public void close() {
        stream.ifPresent(ReadAhead::cancel);
        stream = Optional.empty();
    }
}
