package dbmanager.firestore.migration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.firestore.v1.Write;
import dbmanager.emulator.FreshProject;
import dbmanager.emulator.OnEveryEmulator;
import dbmanager.firestore.document.DocumentPath;
import dbmanager.migration.MigrationLock;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@OnEveryEmulator
class LeaseLockTest {
    private static final Duration LONG = Duration.ofMinutes(2);
    private static final Duration SHORT = Duration.ofSeconds(2);

    private final TestDatabase shop;

    LeaseLockTest(FreshProject project, @TempDir Path folder) {
        shop = TestDatabase.on(project, folder);
    }

    @AfterEach
    void close() {
        shop.close();
    }

    @Test
    void who_comes_second_is_refused_by_the_name_of_the_first() {
        try (LeaseLock first = LeaseLock.take(shop.gateway, "anna@laptop", Duration.ZERO)) {
            assertThatThrownBy(() -> LeaseLock.take(shop.gateway, "ben@ci", Duration.ZERO))
                    .isInstanceOf(MigrationLock.Held.class)
                    .hasMessageContaining("anna@laptop");
            first.ensureHeld();
        }
        LeaseLock.take(shop.gateway, "ben@ci", Duration.ZERO).close();
    }

    @Test
    void who_waits_gets_it_when_it_is_given_back() throws Exception {
        LeaseLock first = LeaseLock.take(shop.gateway, "anna", Duration.ZERO);
        CompletableFuture<LeaseLock> second =
                CompletableFuture.supplyAsync(() -> LeaseLock.take(shop.gateway, "ben", LONG));

        first.close();
        first.close();

        LeaseLock taken = second.get(LONG.toSeconds(), TimeUnit.SECONDS);
        taken.ensureHeld();
        taken.close();
        assertThatThrownBy(first::ensureHeld).isInstanceOf(MigrationLock.Lost.class);
    }

    @Test
    void a_lease_is_renewed_past_its_term() {
        try (LeaseLock first = LeaseLock.take(shop.gateway, "anna", Duration.ZERO, Duration.ofSeconds(6))) {
            assertThatThrownBy(() -> LeaseLock.take(shop.gateway, "ben", Duration.ofSeconds(9)))
                    .isInstanceOf(MigrationLock.Held.class);
            first.ensureHeld();
        }
    }

    @Test
    void the_lease_of_a_killed_runner_ends_by_itself() {
        LeaseLock first = LeaseLock.take(shop.gateway, "anna", Duration.ZERO, SHORT);
        Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals("db-manager lease"))
                .forEach(Thread::interrupt);

        try (LeaseLock second = LeaseLock.take(shop.gateway, "ben", LONG)) {
            second.ensureHeld();
            assertThatThrownBy(first::ensureHeld).isInstanceOf(MigrationLock.Lost.class);
        }
    }

    @Test
    void a_lease_that_somebody_took_away_is_lost() {
        LeaseLock first = LeaseLock.take(shop.gateway, "anna", Duration.ZERO, SHORT);
        shop.gateway.commit(List.of(Write.newBuilder()
                .setDelete(new DocumentPath("_db_manager/lease").in(shop.gateway.database()))
                .build()));

        long deadline = System.nanoTime() + LONG.toNanos();
        while (System.nanoTime() < deadline) {
            try {
                first.ensureHeld();
                Thread.onSpinWait();
            } catch (MigrationLock.Lost e) {
                first.close();
                assertThat(shop.find("_db_manager/lease")).isEmpty();
                return;
            }
        }
        throw new AssertionError("still held");
    }
}
