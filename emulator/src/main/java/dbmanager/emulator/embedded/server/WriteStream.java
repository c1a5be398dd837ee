package dbmanager.emulator.embedded.server;

import com.google.firestore.v1.CommitResponse;
import com.google.firestore.v1.WriteRequest;
import com.google.firestore.v1.WriteResponse;
import com.google.protobuf.ByteString;
import dbmanager.emulator.embedded.Fault;
import dbmanager.emulator.embedded.Faults.Fate;
import dbmanager.emulator.embedded.Limits;
import dbmanager.emulator.embedded.model.DatabaseName;
import dbmanager.emulator.embedded.model.Refused;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.Status;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/** The Write method: commits in the order in which they come, one answer to each. */
final class WriteStream implements Conversation {
    private final Writes writes;
    private final Limits limits;
    private final AtomicLong streams = new AtomicLong();

    WriteStream(Writes writes, Limits limits) {
        this.writes = writes;
        this.limits = limits;
    }

    @Override
    public String name() {
        return "Write";
    }

    @Override
    public ServerCall.Listener<byte[]> start(ServerCall<byte[], Answer> call, Fate fate) {
        call.sendHeaders(new Metadata());
        // one at a time: the next is asked for when this one is answered
        call.request(1);
        return new Stream(call, fate.fault());
    }

    /** gRPC calls its methods one after the other. */
    private final class Stream extends ServerCall.Listener<byte[]> {
        private final ServerCall<byte[], Answer> call;
        private final Optional<Fault> fault;
        private Optional<DatabaseName> database = Optional.empty();
        private long position;
        private boolean closed;

        Stream(ServerCall<byte[], Answer> call, Optional<Fault> fault) {
            this.call = call;
            this.fault = fault;
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
                    call.request(1);
                }
            } catch (RuntimeException | StackOverflowError e) {
                close(Calls.status(e));
            }
        }

        private WriteResponse begin(WriteRequest request) {
            if (request.getWritesCount() > 0) {
                throw Refused.invalid("The first request of a write stream must not have writes.");
            }
            if (!request.getStreamId().isEmpty() || !request.getStreamToken().isEmpty()) {
                // a stream does not outlive its call here, and the client begins a new one
                throw Refused.invalid("The write stream " + request.getStreamId() + " cannot be resumed.");
            }
            database = Optional.of(DatabaseName.parse(request.getDatabase()));
            return WriteResponse.newBuilder()
                    .setStreamId(Long.toString(streams.incrementAndGet()))
                    .setStreamToken(token())
                    .build();
        }

        private WriteResponse write(WriteRequest request) {
            ensureSent(request.getStreamToken());
            CommitResponse committed = writes.commit(database.orElseThrow(), request.getWritesList());
            position++;
            return WriteResponse.newBuilder()
                    .setStreamToken(token())
                    .addAllWriteResults(committed.getWriteResultsList())
                    .setCommitTime(committed.getCommitTime())
                    .build();
        }

        /** A client may send on before it has read the last answer, so that its token is that of one before. */
        private void ensureSent(ByteString token) {
            boolean sent = token.isEmpty()
                    || (token.size() == Long.BYTES
                            && token.asReadOnlyByteBuffer().getLong() >= 0
                            && token.asReadOnlyByteBuffer().getLong() <= position);
            if (!sent) {
                throw Refused.invalid("The stream token is not one of this stream.");
            }
        }

        private ByteString token() {
            return ByteString.copyFrom(
                    ByteBuffer.allocate(Long.BYTES).putLong(position).flip());
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
}
