package dbmanager.firestore;

import dbmanager.problem.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * Pieces of work that several threads do ahead, and whose results one thread takes in the order of the pieces. A thread that is too far ahead
 * waits, so that no more than {@value #PIECES_AHEAD} pieces with {@value #RESULTS_AHEAD} results each are in memory.
 *
 * @param <T> a result; a piece has any number of them
 */
final class ReadAhead<T> implements AutoCloseable {
    static final int PIECES_AHEAD = 16;
    static final int RESULTS_AHEAD = 8;

    /** Hands its results out one by one; that waits until there is room. */
    interface Piece<T> {
        void run(Consumer<T> results);
    }

    private final List<Piece<T>> pieces;
    private final List<BlockingQueue<Message<T>>> messages;
    private final AtomicInteger next = new AtomicInteger();
    private final Semaphore ahead = new Semaphore(PIECES_AHEAD);
    private final List<Thread> threads = new ArrayList<>();
    private volatile boolean closed;

    private ReadAhead(List<Piece<T>> pieces) {
        this.pieces = List.copyOf(pieces);
        this.messages = pieces.stream()
                .<BlockingQueue<Message<T>>>map(piece -> new ArrayBlockingQueue<>(RESULTS_AHEAD))
                .toList();
    }

    /** @param threads how many pieces are worked on at once */
    static <T> ReadAhead<T> start(List<Piece<T>> pieces, int threads) {
        ReadAhead<T> work = new ReadAhead<>(pieces);
        for (int i = 0; i < Math.min(threads, pieces.size()); i++) {
            Thread thread = new Thread(work::work, "read-ahead-" + i);
            thread.setDaemon(true);
            work.threads.add(thread);
            thread.start();
        }
        return work;
    }

    /** What a piece has to say: a result, that it failed, or that it is done. */
    private sealed interface Message<T> {
        record Result<T>(T value) implements Message<T> {}

        record Failed<T>(RuntimeException why) implements Message<T> {}

        record Done<T>() implements Message<T> {}
    }

    private void work() {
        try {
            ahead.acquire();
            for (int i = next.getAndIncrement(); i < pieces.size() && !closed; i = next.getAndIncrement()) {
                BlockingQueue<Message<T>> queue = messages.get(i);
                queue.put(ran(pieces.get(i), queue));
                ahead.acquire();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // closed: nobody takes results any more
        }
    }

    private Message<T> ran(Piece<T> piece, BlockingQueue<Message<T>> queue) throws InterruptedException {
        try {
            piece.run(result -> put(queue, result));
            return new Message.Done<>();
        } catch (Closed e) {
            throw new InterruptedException();
        } catch (RuntimeException e) {
            return new Message.Failed<>(e);
        } catch (Error e) { // such as memory that does not suffice; the thread that waits must hear of it
            return new Message.Failed<>(new CompletionException(e));
        }
    }

    private void put(BlockingQueue<Message<T>> queue, T result) {
        try {
            queue.put(new Message.Result<>(result));
        } catch (InterruptedException e) {
            throw new Closed();
        }
    }

    /** Takes every result, piece by piece; what a piece throws ends it. */
    void forEach(Consumer<T> taker) {
        try {
            for (BlockingQueue<Message<T>> queue : messages) {
                drain(queue, taker);
                ahead.release();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Interrupted();
        }
    }

    private void drain(BlockingQueue<Message<T>> queue, Consumer<T> taker) throws InterruptedException {
        while (true) {
            Message<T> message = queue.take();
            if (message instanceof Message.Result<T> result) {
                taker.accept(result.value());
            } else if (message instanceof Message.Failed<T> failed) {
                throw failed.why();
            } else {
                return;
            }
        }
    }

    /** Stops the work that is still going on, and waits until it has stopped. */
    @Override
    public void close() {
        closed = true;
        threads.forEach(Thread::interrupt);
        boolean interrupted = false;
        for (Thread thread : threads) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Ends a piece whose results nobody will take. */
    private static final class Closed extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Closed() {
            super(null, null, false, false);
        }
    }

    /** Somebody stopped the thread that takes the results. */
    static final class Interrupted extends Problem {
        private static final long serialVersionUID = 1L;

        Interrupted() {
            super(Kind.INTERRUPTED, "reading was interrupted", "nothing was changed", "run the command again");
        }
    }
}
