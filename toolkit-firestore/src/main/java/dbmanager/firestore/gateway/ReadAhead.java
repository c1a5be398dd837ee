package dbmanager.firestore.gateway;

import com.google.protobuf.MessageLite;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The answers of one stream, read a bounded way ahead of who takes them. At most {@code BYTES}, the answers under way and what was taken last
 * are in memory.
 */
final class ReadAhead<Q, A extends MessageLite> extends ClientCall.Listener<A> {
    /** Answers that the server may send before it is asked for more. */
    private static final int UNDER_WAY = 32;

    /** No more is asked for while so many wait to be taken. */
    private static final int BYTES = 4 << 20;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final ClientCall<Q, A> call;
    private Deque<A> waiting = new ArrayDeque<>();
    private long bytes;
    private int underWay;
    private Status end;

    ReadAhead(Channel channel, MethodDescriptor<Q, A> method, Q request) {
        call = channel.newCall(method, CallOptions.DEFAULT);
        call.start(this, new Metadata());
        lock.lock();
        try {
            ask();
        } finally {
            lock.unlock();
        }
        call.sendMessage(request);
        call.halfClose();
    }

    /**
     * All that has come, at least one answer; empty at the end of the stream.
     *
     * @param emptied what the last call gave, to be filled again
     * @throws io.grpc.StatusRuntimeException when the stream failed, after all that came before was taken, or nothing came in time
     */
    Deque<A> take(Deque<A> emptied, Duration patience) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            long left = patience.toNanos();
            while (waiting.isEmpty() && end == null) {
                if (left <= 0) {
                    throw Status.DEADLINE_EXCEEDED
                            .withDescription("no answer within " + patience.toSeconds() + " s")
                            .asRuntimeException();
                }
                left = changed.awaitNanos(left);
            }
            if (waiting.isEmpty() && !end.isOk()) {
                throw end.asRuntimeException();
            }
            Deque<A> full = waiting;
            waiting = emptied;
            bytes = 0;
            ask();
            return full;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void onMessage(A answer) {
        lock.lock();
        try {
            waiting.add(answer);
            bytes += answer.getSerializedSize();
            underWay--;
            ask();
            changed.signal();
        } finally {
            lock.unlock();
        }
    }

    private void ask() {
        if (bytes < BYTES && underWay <= UNDER_WAY / 2 && end == null) {
            int more = UNDER_WAY - underWay;
            underWay = UNDER_WAY;
            call.request(more);
        }
    }

    @Override
    public void onClose(Status status, Metadata trailers) {
        lock.lock();
        try {
            end = status;
            changed.signal();
        } finally {
            lock.unlock();
        }
    }

    /** Ends the stream where it is. */
    void cancel() {
        call.cancel("enough was read", null);
    }
}
