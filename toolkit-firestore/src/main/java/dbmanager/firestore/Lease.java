package dbmanager.firestore;

import dbmanager.firestore.gateway.Gateway;
import dbmanager.firestore.migration.LeaseLock;
import dbmanager.migration.MigrationLock;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;

/** What a backend has of the migration lock: nothing, or a lease that must still be its own before each write. */
final class Lease implements AutoCloseable {
    /** The server's clock decides, and it is asked every half second. */
    private static final Duration MARGIN = Duration.ofSeconds(2);

    private final Supplier<Gateway> gateway;
    private Optional<LeaseLock> held = Optional.empty();

    /** @param gateway asked for when somebody wants the lock */
    Lease(Supplier<Gateway> gateway) {
        this.gateway = gateway;
    }

    /** As {@link dbmanager.backend.DatabaseBackend#lock} says. */
    MigrationLock take(String owner, Duration wait) {
        LeaseLock taken = LeaseLock.take(gateway.get(), owner, wait);
        held = Optional.of(taken);
        return new MigrationLock() {
            @Override
            public void ensureHeld() {
                taken.ensureHeld();
            }

            @Override
            public void close() {
                taken.close();
                held = held.filter(other -> other != taken);
            }
        };
    }

    /** A runner that has taken the lock must still have it. */
    void ensureHeld() {
        held.ifPresent(LeaseLock::ensureHeld);
    }

    /** Keeps migrations out meanwhile. Who was killed with the lock has it for its term yet; who is alive renews it, and is named after that. */
    <T> T alone(String purpose, Supplier<T> work) {
        if (held.isPresent()) {
            return work.get();
        }
        try (MigrationLock taken = take(purpose, LeaseLock.TERM.plus(MARGIN))) {
            taken.ensureHeld();
            return work.get();
        }
    }

    @Override
    public void close() {
        held.ifPresent(LeaseLock::close);
    }
}
