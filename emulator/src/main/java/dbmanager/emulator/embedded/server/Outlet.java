package dbmanager.emulator.embedded.server;

import dbmanager.emulator.embedded.Fault;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.Status;
import java.util.Optional;

/** Sends the answers of a stream that one thread makes: it waits while the client does not read. */
final class Outlet {
    private final ServerCall<byte[], Answer> call;
    private final Optional<Fault> fault;
    private long sent;
    private boolean closed;

    Outlet(ServerCall<byte[], Answer> call, Optional<Fault> fault) {
        this.call = call;
        this.fault = fault;
    }

    /** Nobody reads any more. Thrown out of what makes answers. */
    private static final class Gone extends RuntimeException {
        private static final long serialVersionUID = 1;

        Gone() {
            super("the stream has ended", null, false, false);
        }
    }

    /** Does something that sends; whatever goes wrong ends the stream. */
    void run(Runnable work) {
        try {
            ensureOpen();
            work.run();
        } catch (Gone e) {
            // nobody is there to be told
        } catch (RuntimeException | StackOverflowError e) {
            close(Calls.status(e));
        }
    }

    private synchronized void ensureOpen() {
        if (!closed && Calls.strikes(fault, sent, call)) {
            closed = true;
        }
        if (closed) {
            throw new Gone();
        }
    }

    synchronized void send(Answer answer) {
        try {
            while (!closed && !call.isReady()) {
                wait();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Gone();
        }
        if (closed) {
            throw new Gone();
        }
        call.sendMessage(answer);
        sent++;
        ensureOpen();
    }

    /** The client may have read. */
    synchronized void wake() {
        notifyAll();
    }

    synchronized void close(Status status) {
        if (!closed) {
            abandon();
            call.close(status, new Metadata());
        }
    }

    /** The client has gone. */
    synchronized void abandon() {
        closed = true;
        notifyAll();
    }
}
