package dbmanager.emulator.embedded.server;

import com.google.firestore.v1.CommitResponse;
import com.google.firestore.v1.WriteRequest;
import com.google.firestore.v1.WriteResponse;
import com.google.protobuf.ByteString;
import dbmanager.emulator.embedded.Fault;
import dbmanager.emulator.embedded.Limits;
import dbmanager.emulator.embedded.model.DatabaseName;
import dbmanager.emulator.embedded.model.Refused;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.Status;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * A call of the Write method: commits in the order in which they come, one answer to each. A stream ends with its call. While the client does not read
 * its answers no more of its writes are taken.
 */
final class WriteStream extends ServerCall.Listener<byte[]> {
    private final ServerCall<byte[], Answer> call;
    private final Optional<Fault> fault;
    private final Writes writes;
    private final Limits limits;
    private final long id;
    private Optional<DatabaseName> database = Optional.empty();
    /** How many answers there were after the first. */
    private long position;
    /** The newest position of which the client has said that it knows. */
    private long acknowledged;

    /** Whether the last write is answered and the next not asked for. */
    private boolean waiting;

    private boolean closed;

    /** @param id what the stream is called; no other, here or elsewhere, has it */
    WriteStream(ServerCall<byte[], Answer> call, Optional<Fault> fault, Writes writes, Limits limits, long id) {
        this.call = call;
        this.fault = fault;
        this.writes = writes;
        this.limits = limits;
        this.id = id;
    }

    @Override
    public void onMessage(byte[] message) {
        if (closed) {
            return;
        }
        try {
            limits.request(message.length);
            WriteRequest request = Wire.parse(WriteRequest.parser(), message);
            closed = Calls.strikes(fault, position, call);
            if (!closed) {
                WriteResponse answer = database.isEmpty() ? begin(request) : write(request);
                call.sendMessage(Answer.of(answer));
                waiting = true;
                takeNext();
            }
        } catch (RuntimeException | StackOverflowError e) {
            close(Calls.status(e));
        }
    }

    @Override
    public void onReady() {
        takeNext();
    }

    private void takeNext() {
        if (waiting && !closed && call.isReady()) {
            waiting = false;
            call.request(1);
        }
    }

    private WriteResponse begin(WriteRequest request) {
        ensureNotResumed(request);
        if (!request.getStreamToken().isEmpty()) {
            throw Refused.invalid(
                    "Resuming streams is not supported, 'stream_token' must not be set on an initial write request.");
        }
        if (request.getWritesCount() > 0) {
            throw Refused.invalid("'writes' must not be set on an initial write request.");
        }
        database = Optional.of(DatabaseName.parse(request.getDatabase()));
        return WriteResponse.newBuilder()
                .setStreamId(Long.toString(id))
                .setStreamToken(token())
                .build();
    }

    private WriteResponse write(WriteRequest request) {
        ensureNotResumed(request);
        ensureSent(request.getStreamToken());
        DatabaseName name = database.orElseThrow();
        if (!request.getDatabase().isEmpty() && !request.getDatabase().equals(name.toString())) {
            throw Refused.invalid("A write stream is of one database, which is " + name + ".");
        }
        if (request.getWritesCount() == 0) {
            // as at the end of a stream, to acknowledge the last answer
            position++;
            return WriteResponse.newBuilder().setStreamToken(token()).build();
        }
        CommitResponse committed = writes.commit(name, request.getWritesList());
        position++;
        return WriteResponse.newBuilder()
                .setStreamToken(token())
                .addAllWriteResults(committed.getWriteResultsList())
                .setCommitTime(committed.getCommitTime())
                .build();
    }

    private static void ensureNotResumed(WriteRequest request) {
        if (!request.getStreamId().isEmpty()) {
            throw Refused.invalid("Resuming streams is not supported, do not set stream ID.");
        }
    }

    /** The client may send on before it has read the last answer, but it does not forget what it has read. */
    private void ensureSent(ByteString token) {
        if (token.isEmpty()) {
            return;
        }
        ByteBuffer told = token.asReadOnlyByteBuffer();
        if (token.size() != 2 * Long.BYTES || told.getLong() != id) {
            throw Refused.invalid("The stream token is not one of this stream.");
        }
        long read = told.getLong();
        if (read > position || read < acknowledged) {
            throw Refused.invalid(
                    "The stream token is not one of this stream, or older than one that was sent back before.");
        }
        acknowledged = read;
    }

    private ByteString token() {
        return ByteString.copyFrom(ByteBuffer.allocate(2 * Long.BYTES)
                .putLong(id)
                .putLong(position)
                .flip());
    }

    @Override
    public void onHalfClose() {
        close(Status.OK);
    }

    private void close(Status status) {
        if (!closed) {
            closed = true;
            call.close(status, new Metadata());
        }
    }
}
