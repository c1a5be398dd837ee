package dbmanager.emulator.embedded.store;

import com.google.protobuf.Timestamp;
import java.util.ArrayDeque;
import java.util.function.Consumer;

/** Tells one listener of commits, in a thread of its own. */
public final class Subscription implements AutoCloseable {
    private final Watchers watchers;
    private final long since;
    private final long room;
    private final Consumer<Commit> listener;
    private final Runnable lost;
    private final ArrayDeque<Waiting> waiting = new ArrayDeque<>();
    private long size;
    private boolean overrun;
    private boolean closed;

    /** @param size how many bytes it holds in memory */
    private record Waiting(long size, Runnable work) {}

    /** @param room in bytes, for what may wait */
    Subscription(Watchers watchers, long since, long room, Consumer<Commit> listener, Runnable lost) {
        this.watchers = watchers;
        this.since = since;
        this.room = room;
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

    /**
     * Runs something in the listener's thread: when the listener has been told of everything that can be seen at the time that it is given, and of
     * nothing later.
     */
    public void mark(Consumer<Timestamp> reached) {
        watchers.mark(this, reached);
    }

    void offer(Commit commit) {
        offer(new Waiting(commit.size(), () -> listener.accept(commit)));
    }

    void offerMark(Timestamp time, Consumer<Timestamp> reached) {
        offer(new Waiting(0, () -> reached.accept(time)));
    }

    private synchronized void offer(Waiting next) {
        if (closed || overrun) {
            return;
        }
        if (size > 0 && size + next.size() > room) {
            overrun = true;
            waiting.clear();
        } else {
            waiting.add(next);
            size += next.size();
        }
        notifyAll();
    }

    private void run() {
        try {
            for (Waiting next = take(); next != null; next = take()) {
                next.work().run();
            }
            if (isOverrun()) {
                lost.run();
            }
        } finally {
            close();
        }
    }

    /** Null at the end. */
    private synchronized Waiting take() {
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
        Waiting next = waiting.remove();
        size -= next.size();
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
