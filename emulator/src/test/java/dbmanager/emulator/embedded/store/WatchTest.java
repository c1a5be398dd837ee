package dbmanager.emulator.embedded.store;

import static dbmanager.emulator.embedded.model.Values.value;
import static dbmanager.emulator.embedded.store.Shop.delete;
import static dbmanager.emulator.embedded.store.Shop.set;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Timestamp;
import dbmanager.emulator.embedded.model.Key;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class WatchTest {
    private final Shop shop = new Shop();

    @Test
    void commits_are_told_in_order_with_both_versions_after_they_are_visible() throws InterruptedException {
        shop.commit(set("a/1", Map.of("n", value(1))));
        BlockingQueue<Commit> told = new LinkedBlockingQueue<>();
        BlockingQueue<Boolean> visible = new LinkedBlockingQueue<>();
        try (Subscription subscription = shop.database.watch(
                commit -> {
                    visible.add(Micros.of(shop.database.snapshot().time()) >= Micros.of(commit.time()));
                    told.add(commit);
                },
                () -> {})) {
            assertThat(shop.database.snapshot(subscription.since()).get(Key.of("a/1")))
                    .isPresent();
            Timestamp two = shop.commit(set("a/1", Map.of("n", value(2))), set("a/2", Map.of()))
                    .getCommitTime();
            shop.commit(set("a/1", Map.of("n", value(2))));
            Timestamp three = shop.commit(delete("a/1")).getCommitTime();

            Commit first = told.take();
            assertThat(first.time()).isEqualTo(two);
            assertThat(first.changes()).hasSize(2).anySatisfy(change -> {
                assertThat(change.key()).hasToString("a/1");
                assertThat(change.before().orElseThrow().document().getFieldsOrThrow("n"))
                        .isEqualTo(value(1));
                assertThat(change.after().orElseThrow().document().getFieldsOrThrow("n"))
                        .isEqualTo(value(2));
            });
            assertThat(first.changes()).anySatisfy(change -> {
                assertThat(change.key()).hasToString("a/2");
                assertThat(change.before()).isEmpty();
            });
            Commit second = told.take();
            assertThat(second.time()).isEqualTo(three);
            assertThat(second.changes())
                    .singleElement()
                    .satisfies(change -> assertThat(change.after()).isEmpty());
        }
        assertThat(visible).containsOnly(true);
    }

    @Test
    void nothing_is_missed_or_told_twice_by_who_starts_while_others_write() {
        int commits = 2_000;
        CompletableFuture<Void> writer = CompletableFuture.runAsync(() ->
                IntStream.rangeClosed(1, commits).forEach(i -> shop.commit(set("a/1", Map.of("n", value(i))))));
        while (shop.fields("a/1").isEmpty()) {
            Thread.onSpinWait();
        }
        BlockingQueue<Commit> told = new LinkedBlockingQueue<>();
        try (Subscription subscription = shop.database.watch(told::add, () -> {})) {
            long next = shop.database
                    .snapshot(subscription.since())
                    .get(Key.of("a/1"))
                    .orElseThrow()
                    .document()
                    .getFieldsOrThrow("n")
                    .getIntegerValue();
            writer.join();
            while (next < commits) {
                next++;
                Changed change = takeFrom(told).changes().get(0);
                assertThat(change.after().orElseThrow().document().getFieldsOrThrow("n"))
                        .isEqualTo(value(next));
            }
        }
    }

    private static Commit takeFrom(BlockingQueue<Commit> told) {
        try {
            return told.take();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void who_has_stopped_watching_is_told_nothing_more() {
        BlockingQueue<Commit> told = new LinkedBlockingQueue<>();
        shop.database.watch(told::add, () -> {}).close();
        shop.commit(set("a/1", Map.of()));
        BlockingQueue<Commit> later = new LinkedBlockingQueue<>();
        try (Subscription other = shop.database.watch(later::add, () -> {})) {
            shop.commit(set("a/2", Map.of()));
            assertThat(takeFrom(later).changes().get(0).key()).hasToString("a/2");
            assertThat(Micros.of(other.since())).isPositive();
        }
        assertThat(told).isEmpty();
    }

    @Test
    void a_listener_that_does_not_listen_holds_no_writer_up_and_is_told_that_it_lost() throws InterruptedException {
        CountDownLatch stuck = new CountDownLatch(1);
        CountDownLatch lost = new CountDownLatch(1);
        shop.database.watch(commit -> await(stuck), lost::countDown);
        for (int i = 0; i < 410; i++) {
            int round = i;
            shop.database.batchWrite(IntStream.range(0, 500)
                    .mapToObj(n -> set("a/" + n, Map.of("n", value(round))))
                    .toList());
        }
        stuck.countDown();
        lost.await();
        assertThat(shop.fields("a/0")).contains(Map.of("n", value(409)));
        assertThat(List.of(lost.getCount())).containsOnly(0L);
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void a_few_large_documents_are_too_much_to_wait_as_many_small_ones_are() throws InterruptedException {
        Shop small = new Shop(4_000_000);
        CountDownLatch stuck = new CountDownLatch(1);
        CountDownLatch lost = new CountDownLatch(1);
        small.database.watch(commit -> await(stuck), lost::countDown);
        for (int i = 0; i < 20; i++) {
            small.commit(set("a/1", Map.of("n", value(i), "text", value("x".repeat(100_000)))));
        }
        stuck.countDown();
        lost.await();
        assertThat(small.fields("a/1").orElseThrow()).containsEntry("n", value(19));
    }

    @Test
    void a_wipe_is_told_as_a_commit_that_deletes_everything() {
        shop.commit(set("a/1", Map.of()), set("b/1", Map.of()));
        BlockingQueue<Commit> told = new LinkedBlockingQueue<>();
        try (Subscription subscription = shop.database.watch(told::add, () -> {})) {
            shop.databases.wipe("p", "(default)");
            Commit wiped = takeFrom(told);
            assertThat(wiped.changes())
                    .hasSize(2)
                    .allMatch(change -> change.after().isEmpty());
            assertThat(Micros.of(wiped.time())).isGreaterThan(Micros.of(subscription.since()));
        }
    }
}
