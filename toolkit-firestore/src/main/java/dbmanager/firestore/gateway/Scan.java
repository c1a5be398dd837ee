package dbmanager.firestore.gateway;

import com.google.firestore.v1.Document;
import com.google.firestore.v1.RunQueryRequest;
import com.google.firestore.v1.RunQueryResponse;
import com.google.protobuf.Int32Value;
import dbmanager.firestore.document.DocumentPath;
import io.grpc.StatusRuntimeException;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Optional;

/**
 * The documents of a range in the order of names. Read page by page, as the server gives up a query after a minute; when a page fails in its
 * middle, the next one begins after the last name that came.
 */
final class Scan implements Iterator<Document>, AutoCloseable {
    /** Documents of a page: of average ones some seconds' worth. Fewer follow each other where a page fails. */
    private static final int PAGE = Integer.getInteger("page", 20_000);

    private final Wire wire;
    private final Queries queries;
    private final Scope scope;
    private final Backoff backoff;
    private Range left;
    private Optional<Instant> readTime;
    private Optional<ReadAhead<RunQueryRequest, RunQueryResponse>> page = Optional.empty();
    private int missing;
    private Deque<RunQueryResponse> answers = new ArrayDeque<>();
    private String last = "";
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
        missing--;
        last = answer.getDocument().getName();
        return answer.getDocument();
    }

    private void more() {
        try {
            if (page.isEmpty()) {
                page = Optional.of(open());
            }
            answers = page.get().take(answers, Wire.ANSWER);
            if (answers.isEmpty()) {
                page = Optional.empty();
                ended = missing > 0;
            } else {
                backoff.progress();
            }
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
        missing = PAGE;
        RunQueryRequest.Builder request = RunQueryRequest.newBuilder()
                .setParent(queries.parent(scope))
                .setStructuredQuery(queries.query(scope, left).setLimit(Int32Value.of(PAGE)));
        readTime.ifPresent(time -> request.setReadTime(Times.timestamp(time)));
        return new ReadAhead<>(wire.channel(), Rpc.RunQuery.METHOD, request.build());
    }

    @Override
    public void close() {
        page.ifPresent(ReadAhead::cancel);
        page = Optional.empty();
    }
}
