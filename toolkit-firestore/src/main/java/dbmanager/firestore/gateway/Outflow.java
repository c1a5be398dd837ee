package dbmanager.firestore.gateway;

import com.google.firestore.v1.Write;
import dbmanager.firestore.document.DatabaseName;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Writes of single documents, many at once: each is applied or rejected by itself, those of one document in the order in which they were put,
 * those of several in any order. A write may be sent twice where an answer was lost; one that creates is then compared with what is there.
 *
 * <p>For several threads. {@link #finish} is the only word that the writes are done; {@link #close} without it gives up what is not under way.
 */
public final class Outflow implements AutoCloseable {
    /** Documents in one request; Google's own Beam connector keeps to this too. */
    static final int COUNT = 500;

    private final BatchSender sender;
    private final DatabaseName database;
    private final int mostInFlight;
    private final long mostBytes;
    private final ExecutorService threads;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition settled = lock.newCondition();
    /** Names of documents that were put and have no answer yet. */
    private final Set<String> pending = new HashSet<>();

    private List<Write> batch = new ArrayList<>();
    private long bytes;
    private int inFlight;
    private long written;
    private long uncertain;
    private long unwritten;
    private final Rejections rejections;
    private RuntimeException failure;

    Outflow(BatchSender sender, DatabaseName database, int mostInFlight, long mostBytes, Rejections rejections) {
        this.sender = sender;
        this.database = database;
        this.mostInFlight = mostInFlight;
        this.mostBytes = mostBytes;
        this.rejections = rejections;
        threads = Executors.newCachedThreadPool(task -> {
            Thread thread = new Thread(task, "firestore-write");
            thread.setDaemon(true);
            return thread;
        });
    }

    /**
     * Takes a write on; waits while as much is under way as may be.
     *
     * @throws WritesInterrupted when one that was put before could not be sent; nothing more is sent then
     */
    public void put(Write write) {
        String name = BatchSender.name(write);
        int size = write.getSerializedSize() + 8; // and its tag and length in the request
        lock.lock();
        try {
            check();
            if (pending.contains(name)) {
                depart();
                await(() -> pending.contains(name));
            }
            if (batch.size() == COUNT || bytes + size > mostBytes) {
                depart();
            }
            pending.add(name);
            batch.add(write);
            bytes += size;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Waits until all that was put is written or rejected.
     *
     * @throws WritesInterrupted when something could not be sent
     */
    public Written finish() {
        lock.lock();
        try {
            check();
            depart();
            await(() -> inFlight > 0);
            return Written.of(written, rejections);
        } finally {
            lock.unlock();
        }
    }

    /** Hands the batch to a thread. */
    private void depart() {
        if (batch.isEmpty()) {
            return;
        }
        await(() -> inFlight == mostInFlight);
        List<Write> writes = batch;
        batch = new ArrayList<>();
        bytes = 0;
        threads.execute(() -> {
            BatchSender.Outcome outcome = BatchSender.Outcome.unknown(writes.size());
            try {
                outcome = sender.send(writes, this::mayGoOn);
            } finally {
                settle(writes, outcome);
            }
        });
        inFlight++;
    }

    private boolean mayGoOn() {
        lock.lock();
        try {
            return failure == null;
        } finally {
            lock.unlock();
        }
    }

    private void settle(List<Write> writes, BatchSender.Outcome outcome) {
        lock.lock();
        try {
            inFlight--;
            written += outcome.written();
            uncertain += outcome.uncertain();
            unwritten += outcome.unwritten();
            rejections.add(outcome.rejected());
            if (failure == null) {
                failure = outcome.failure().orElse(null);
            }
            writes.forEach(write -> pending.remove(BatchSender.name(write)));
            settled.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private interface Waiting {
        boolean goesOn();
    }

    private void await(Waiting waiting) {
        try {
            while (waiting.goesOn() && failure == null) {
                settled.await();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            failure = new Interrupted(Diagnosis.SOME_WRITTEN);
        }
        check();
    }

    /** Once all threads have stopped, so that the figures are the last ones. */
    private void check() {
        if (failure != null) {
            while (inFlight > 0) {
                settled.awaitUninterruptibly();
            }
            throw new WritesInterrupted(
                    database, Written.of(written, rejections), uncertain, unwritten + batch.size(), failure);
        }
    }

    /** Sends nothing more, also in the background. */
    @Override
    public void close() {
        lock.lock();
        try {
            if (failure == null) {
                failure = new IllegalStateException("this outflow is closed");
            }
        } finally {
            lock.unlock();
        }
        threads.shutdownNow();
        try {
            threads.awaitTermination(Duration.ofMinutes(2).toSeconds(), TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
