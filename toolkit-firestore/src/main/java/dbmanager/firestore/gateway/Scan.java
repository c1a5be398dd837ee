package dbmanager.firestore.gateway;

import com.google.firestore.v1.Document;
import com.google.firestore.v1.RunQueryRequest;
import com.google.firestore.v1.RunQueryResponse;
import dbmanager.firestore.document.DocumentPath;
import io.grpc.Context;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ClientCalls;
import java.time.Instant;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Optional;

/** The documents of a range in the order of names, as the server sends them. */
final class Scan implements Iterator<Document>, AutoCloseable {
    private final Wire wire;
    private final Queries queries;
    private final Scope scope;
    private final Backoff backoff;
    private Range left;
    private Optional<Instant> readTime;
    private Context.CancellableContext context;
    private Iterator<RunQueryResponse> stream;
    private Document next;
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
        while (next == null && !ended) {
            try {
                advance();
            } catch (StatusRuntimeException e) {
                close();
                if (!Backoff.passes(e.getStatus()) || !wire.again(backoff)) {
                    ended = true;
                    throw wire.diagnosis().reading(e, readTime);
                }
            }
        }
        return next != null;
    }

    private void advance() {
        if (stream == null) {
            open();
        }
        if (!stream.hasNext()) {
            ended = true;
            close();
            return;
        }
        RunQueryResponse response = stream.next();
        if (readTime.isEmpty() && response.hasReadTime()) {
            readTime = Optional.of(Times.instant(response.getReadTime()));
        }
        if (response.hasDocument()) {
            next = response.getDocument();
            left = left.from(DocumentPath.of(next.getName()));
            backoff.progress();
        }
    }

    private void open() {
        RunQueryRequest.Builder request = RunQueryRequest.newBuilder()
                .setParent(queries.parent(scope))
                .setStructuredQuery(queries.query(scope, left));
        readTime.ifPresent(time -> request.setReadTime(Times.timestamp(time)));
        context = Context.current().withCancellation();
        Context before = context.attach();
        try {
            stream = ClientCalls.blockingServerStreamingCall(
                    wire.channel(), Rpc.RunQuery.METHOD, Wire.options(), request.build());
        } finally {
            context.detach(before);
        }
    }

    @Override
    public Document next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        Document document = next;
        next = null;
        return document;
    }

    @Override
    public void close() {
        if (stream != null) {
            stream = null;
            context.cancel(null);
        }
    }
}
