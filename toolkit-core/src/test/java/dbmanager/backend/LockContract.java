package dbmanager.backend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dbmanager.migration.MigrationLock;
import dbmanager.problem.Problem;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Of two that would change one database, one does. */
abstract class LockContract extends ContentContract {
    private static final Set<Thread.State> RESTING =
            EnumSet.of(Thread.State.WAITING, Thread.State.TIMED_WAITING, Thread.State.TERMINATED);

    @Test
    void a_lock_keeps_others_out_and_names_its_owner() {
        shop.initialise();
        DatabaseBackend other = another("shop");
        try (MigrationLock lock = shop.lock("anna@laptop", Duration.ZERO)) {
            MigrationLock.Held refused = refusal(
                    MigrationLock.Held.class,
                    () -> other.lock("ci", Duration.ZERO).close());

            assertThat(refused).hasMessageContaining("anna@laptop");
            assertThat(refused.kind()).isEqualTo(Problem.Kind.LOCKED);
            lock.ensureHeld();
        }
    }

    @Test
    void a_lock_is_free_after_it_is_closed() {
        shop.initialise();
        DatabaseBackend other = another("shop");
        shop.lock("anna@laptop", Duration.ZERO).close();

        MigrationLock second = other.lock("ci", Duration.ZERO);
        MigrationLock.Held refused = refusal(
                MigrationLock.Held.class,
                () -> shop.lock("anna@laptop", Duration.ZERO).close());
        second.close();

        assertThat(refused).hasMessageContaining("ci");
    }

    @Test
    void a_lock_is_not_held_after_it_is_closed() {
        shop.initialise();
        MigrationLock lock = shop.lock("anna@laptop", Duration.ZERO);
        lock.ensureHeld();
        lock.close();

        refusal(MigrationLock.Lost.class, lock::ensureHeld);
        assertThatCode(lock::close).doesNotThrowAnyException();
    }

    @Test
    void closing_a_lock_twice_does_not_take_it_from_the_next() {
        shop.initialise();
        DatabaseBackend other = another("shop");
        MigrationLock first = shop.lock("anna@laptop", Duration.ZERO);
        first.close();

        try (MigrationLock second = other.lock("ci", Duration.ZERO)) {
            first.close();
            second.ensureHeld();
            refusal(
                    MigrationLock.Held.class,
                    () -> another("shop").lock("eve", Duration.ZERO).close());
        }
    }

    @Test
    void a_lock_waits_for_its_turn() throws Exception {
        shop.initialise();
        DatabaseBackend other = another("shop");
        MigrationLock first = shop.lock("anna@laptop", Duration.ZERO);

        FutureTask<Boolean> second = new FutureTask<>(() -> {
            try (MigrationLock lock = other.lock("ci", Duration.ofSeconds(30))) {
                lock.ensureHeld();
                return true;
            }
        });
        Thread waiting = new Thread(second);
        waiting.start();
        awaitRest(waiting);
        assertThat(second).isNotDone();
        first.close();

        assertThat(second.get(30, TimeUnit.SECONDS)).isTrue();
    }

    /** Until it waits for something, or is through; one that waits inside a driver counts as running, and gets ten seconds. */
    private static void awaitRest(Thread thread) throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        while (!RESTING.contains(thread.getState()) && System.nanoTime() < deadline) {
            thread.join(1);
        }
    }

    @Test
    void a_lock_waits_no_longer_than_it_was_told() {
        shop.initialise();
        DatabaseBackend other = another("shop");
        try (MigrationLock lock = shop.lock("anna@laptop", Duration.ZERO)) {
            lock.ensureHeld();
            long begun = System.nanoTime();
            refusal(
                    MigrationLock.Held.class,
                    () -> other.lock("ci", Duration.ofMillis(300)).close());
            assertThat(Duration.ofNanos(System.nanoTime() - begun))
                    .isBetween(Duration.ofMillis(250), Duration.ofSeconds(20));
        }
    }

    @Test
    void the_owner_of_a_lock_works_and_others_read() {
        shipShop();
        shop.initialise();
        DatabaseBackend other = another("shop");
        try (MigrationLock lock = shop.lock("anna@laptop", Duration.ZERO)) {
            up(shop, "1");
            lock.ensureHeld();
            assertThat(current(other)).isEqualTo("1");
            assertThat(products(other)).containsExactly("1 Tea", "2 Coffee");
            down(shop, "1");
            lock.ensureHeld();
        }
    }

    @Test
    void a_lock_is_for_one_database() {
        shop.initialise();
        DatabaseBackend other = another("other");
        other.initialise();
        try (MigrationLock one = shop.lock("anna@laptop", Duration.ZERO);
                MigrationLock two = other.lock("anna@laptop", Duration.ZERO)) {
            one.ensureHeld();
            two.ensureHeld();
        }
    }

    @Test
    void closing_a_backend_gives_its_lock_back() {
        shop.initialise();
        MigrationLock lock = shop.lock("anna@laptop", Duration.ZERO);
        lock.ensureHeld();
        shop.close();

        another("shop").lock("ci", Duration.ZERO).close();
    }
}
