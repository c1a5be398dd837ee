package dbmanager.backend;

import dbmanager.migration.MigrationLock;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;

/** A database in memory, as a server would keep it: absent until a backend initialises or loads it, and there for every backend opened on it. */
public final class MemoryDatabase {
    private final String name;
    private final boolean transactional;
    private MemoryState state;
    private boolean ruined;
    private Lock lock;

    private MemoryDatabase(String name, boolean transactional) {
        this.name = name;
        this.transactional = transactional;
    }

    /** One that runs and records a step as one transaction, as SQL databases do. */
    public static MemoryDatabase named(String name) {
        return new MemoryDatabase(name, true);
    }

    /** One whose steps are done statement by statement, as in Firestore: a failed one leaves what it did, and a record. */
    public static MemoryDatabase withoutTransactions(String name) {
        return new MemoryDatabase(name, false);
    }

    public MemoryBackend open(Path migrations, Clock clock) {
        return new MemoryBackend(this, migrations, clock);
    }

    /** Something is there afterwards that no backend can read. */
    public synchronized void ruin() {
        ruined = true;
    }

    String name() {
        return name;
    }

    boolean isTransactional() {
        return transactional;
    }

    MemoryDatabase sibling(String suffix) {
        return new MemoryDatabase(name + suffix, transactional);
    }

    synchronized Presence presence() {
        if (ruined) {
            return Presence.UNREADABLE;
        }
        if (state == null) {
            return Presence.ABSENT;
        }
        return state.tables.isEmpty() ? Presence.EMPTY : Presence.FILLED;
    }

    /** Empty when absent. */
    synchronized Optional<MemoryState> peek() {
        if (ruined) {
            throw DatabaseUnavailable.unreadable(location(), "it was ruined", null);
        }
        return Optional.ofNullable(state);
    }

    MemoryState read() {
        return peek().orElseThrow(() -> DatabaseUnavailable.absent(location()));
    }

    synchronized void publish(MemoryState next) {
        state = next;
        ruined = false;
    }

    /** Everything in it. */
    @Override
    public synchronized String toString() {
        return presence() + (state == null ? "" : "\n" + MemoryJson.write(state));
    }

    String location() {
        return "memory:" + name;
    }

    synchronized Lock lock(String owner, Duration wait) {
        long deadline = System.nanoTime() + wait.toNanos();
        while (lock != null) {
            long left = Duration.ofNanos(deadline - System.nanoTime()).toMillis();
            if (left <= 0) {
                throw new MigrationLock.Held(location(), lock.owner);
            }
            try {
                wait(left);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new MigrationLock.Held(location(), lock.owner);
            }
        }
        lock = new Lock(owner);
        return lock;
    }

    /** Held until it is closed. */
    final class Lock implements MigrationLock {
        private final String owner;

        private Lock(String owner) {
            this.owner = owner;
        }

        @Override
        public void ensureHeld() {
            synchronized (MemoryDatabase.this) {
                if (lock != this) {
                    throw new Lost(location());
                }
            }
        }

        @Override
        public void close() {
            synchronized (MemoryDatabase.this) {
                if (lock == this) {
                    lock = null;
                    MemoryDatabase.this.notifyAll();
                }
            }
        }
    }
}
