package dbmanager.emulator.embedded.store;

import com.google.protobuf.Timestamp;
import java.util.ArrayDeque;
import java.util.function.Consumer;

/** Tells one listener of commits, in a thread of its own. */
public final class Subscription implements AutoCloseable {
    /** So many documents may wait for a listener. */
    private static final int ROOM = 1_000_000;

    private final Watchers watchers;
    private final long since;
    private final Consumer<Commit> listener;
    private final Runnable lost;
    private final ArrayDeque<Commit> waiting = new ArrayDeque<>();
    private int size;
    private boolean overrun;
    private boolean closed;

    Subscription(Watchers watchers, long since, Consumer<Commit> listener, Runnable lost) {
        this.watchers = watchers;
        this.since = since;
        this.listener = listener;
        this.lost = lost;
    }

    /** The listener is told of everything that comes after this time, and of nothing before it. */
    public Timestamp since() {
        return Micros.timestamp(since);
    }

    void start(String name) {
        Thread thread = new Thread(this::run, "watch " + name);
        thread.setDaemon(true);
        thread.start();
    }

    synchronized void offer(Commit commit) {
        if (closed || overrun) {
            return;
        }
        if (size > 0 && size + commit.changes().size() > ROOM) {
            overrun = true;
            waiting.clear();
        } else {
            waiting.add(commit);
            size += commit.changes().size();
        }
        notifyAll();
    }

    private void run() {
        try {
            for (Commit next = take(); next != null; next = take()) {
                listener.accept(next);
            }
            if (isOverrun()) {
                lost.run();
            }
        } finally {
            close();
        }
    }

    /** Null at the end. */
    private synchronized Commit take() {
        try {
            while (waiting.isEmpty() && !closed && !overrun) {
                wait();
            }
        } catch (InterruptedException e) {
            return null;
        }
        if (closed || overrun) {
            return null;
        }
        Commit next = waiting.remove();
        size -= next.changes().size();
        return next;
    }

    private synchronized boolean isOverrun() {
        return overrun && !closed;
    }

    /** The listener is told nothing more; a call that runs already may still be running. */
    @Override
    public void close() {
        watchers.remove(this);
        synchronized (this) {
            closed = true;
            waiting.clear();
            notifyAll();
        }
    }
}
