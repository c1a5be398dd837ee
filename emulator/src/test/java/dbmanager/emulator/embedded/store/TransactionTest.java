package dbmanager.emulator.embedded.store;

import static dbmanager.emulator.embedded.model.Values.value;
import static dbmanager.emulator.embedded.store.Shop.delete;
import static dbmanager.emulator.embedded.store.Shop.set;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.firestore.v1.BatchWriteResponse;
import com.google.firestore.v1.TransactionOptions;
import com.google.firestore.v1.Value;
import com.google.firestore.v1.Write;
import com.google.protobuf.ByteString;
import com.google.protobuf.Timestamp;
import dbmanager.emulator.embedded.model.Key;
import dbmanager.emulator.embedded.model.Refused;
import io.grpc.Status;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class TransactionTest {
    private static final String CONTENTION = "Too much contention on these documents. Please try again.";
    private static final String OVER = "The referenced transaction has expired or is no longer valid.";

    private final Shop shop = new Shop();

    private static Map<String, Value> number(long n) {
        return Map.of("n", value(n));
    }

    private static long number(Snapshot snapshot, String path) {
        return snapshot.get(Key.of(path))
                .map(stored -> stored.document().getFieldsOrThrow("n").getIntegerValue())
                .orElse(0L);
    }

    private static long read(Transaction transaction, String path) {
        return number(transaction.read(List.of(Key.of(path))), path);
    }

    private Transaction retry(Transaction lost) {
        TransactionOptions.Builder options = TransactionOptions.newBuilder();
        options.getReadWriteBuilder().setRetryTransaction(lost.id());
        return shop.database.begin(options.build());
    }

    private static void assertRefused(Status.Code code, String text, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOf(Refused.class)
                .hasMessage(text)
                .extracting(refused -> ((Refused) refused).code())
                .isEqualTo(code);
    }

    @Test
    void no_increment_is_lost() {
        List<CompletableFuture<Void>> all = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            all.add(CompletableFuture.runAsync(() -> {
                for (int n = 0; n < 1_000; n++) {
                    increment(Optional.empty());
                }
            }));
        }
        all.forEach(CompletableFuture::join);
        assertThat(number(shop.database.snapshot(), "a/1")).isEqualTo(4_000);
    }

    private void increment(Optional<Transaction> lost) {
        Transaction transaction = lost.map(this::retry).orElseGet(shop::begin);
        try {
            shop.commit(transaction, set("a/1", number(read(transaction, "a/1") + 1)));
        } catch (Refused refused) {
            assertThat(refused.code()).isEqualTo(Status.Code.ABORTED);
            increment(Optional.of(transaction));
        }
    }

    @Test
    void the_older_of_two_that_read_the_same_goes_first() {
        shop.commit(set("a/1", number(1)));
        Transaction older = shop.begin();
        Transaction younger = shop.begin();
        assertThat(read(younger, "a/1")).isEqualTo(1);
        assertThat(read(older, "a/1")).isEqualTo(1);
        shop.commit(older, set("a/1", number(2)));
        assertRefused(Status.Code.ABORTED, CONTENTION, () -> shop.commit(younger, set("a/1", number(3))));
        assertRefused(Status.Code.ABORTED, CONTENTION, () -> read(younger, "a/1"));
        younger.rollback();
        assertThat(number(shop.database.snapshot(), "a/1")).isEqualTo(2);
    }

    @Test
    void a_retry_keeps_its_place_before_those_that_began_after_its_first_try() {
        Transaction first = shop.begin();
        Transaction lost = shop.begin();
        read(lost, "a/1");
        read(first, "a/1");
        shop.commit(first, set("a/1", number(1)));
        Transaction young = shop.begin();
        Transaction again = retry(lost);
        read(young, "a/1");
        assertThat(read(again, "a/1")).isEqualTo(1);
        shop.commit(again, set("a/1", number(2)));
        assertRefused(Status.Code.ABORTED, CONTENTION, () -> shop.commit(young, set("a/1", number(9))));
    }

    @Test
    void who_began_later_waits_for_who_has_read_what_it_changes() throws InterruptedException {
        Transaction transaction = shop.begin();
        CountDownLatch wanted = lockAll(transaction);
        CompletableFuture<Timestamp> outside = CompletableFuture.supplyAsync(
                () -> shop.commit(set("a/1", number(10))).getCommitTime());
        wanted.await();
        Timestamp inside = shop.commit(transaction, set("a/1", number(1))).getCommitTime();
        assertThat(Micros.of(outside.join())).isGreaterThan(Micros.of(inside));
        assertThat(number(shop.database.snapshot(inside), "a/1")).isEqualTo(1);
        assertThat(number(shop.database.snapshot(), "a/1")).isEqualTo(10);
    }

    /** Locks everything; opens when somebody else wants to change something. */
    private static CountDownLatch lockAll(Transaction transaction) {
        CountDownLatch wanted = new CountDownLatch(1);
        transaction.read(change -> {
            wanted.countDown();
            return true;
        });
        return wanted;
    }

    @Test
    void a_write_gives_up_when_a_lock_is_held_for_too_long() throws InterruptedException {
        CountDownLatch wanted = lockAll(shop.begin());
        CompletableFuture<Void> outside = CompletableFuture.runAsync(() -> shop.commit(set("a/1", number(1))));
        wanted.await();
        shop.clock.forward(Duration.ofSeconds(21));
        assertThatThrownBy(outside::join)
                .isInstanceOf(CompletionException.class)
                .hasCauseInstanceOf(Refused.class)
                .hasRootCauseMessage("Transaction lock timeout.");
        assertThat(shop.fields("a/1")).isEmpty();
    }

    @Test
    void a_deadlock_ends_with_the_older_one_done() throws InterruptedException {
        shop.commit(set("a/1", number(1)), set("a/2", number(2)));
        Transaction older = shop.begin();
        Transaction younger = shop.begin();
        CountDownLatch wanted = lockAll(older);
        read(younger, "a/2");
        CompletableFuture<Void> waiting =
                CompletableFuture.runAsync(() -> shop.commit(younger, set("a/1", number(20))));
        wanted.await();
        shop.commit(older, set("a/2", number(10)));
        assertThatThrownBy(waiting::join).hasRootCauseMessage(CONTENTION);
        assertThat(number(shop.database.snapshot(), "a/1")).isEqualTo(1);
        assertThat(number(shop.database.snapshot(), "a/2")).isEqualTo(10);
    }

    @Test
    void a_query_is_locked_against_documents_that_would_join_it() {
        Transaction older = shop.begin();
        Transaction younger = shop.begin();
        Key orders = Key.of("orders");
        Snapshot none = younger.read(change -> change.key().isChildOf(orders));
        assertThat(none.documents(orders, orders, orders.beyond(), false)).isExhausted();
        shop.commit(older, set("orders/1", number(1)));
        assertRefused(Status.Code.ABORTED, CONTENTION, () -> shop.commit(younger, set("sum/1", number(0))));
        Transaction again = retry(younger);
        assertThat(again.read(change -> change.key().isChildOf(orders))
                        .documents(orders, orders, orders.beyond(), false))
                .hasNext();
        shop.commit(again, set("sum/1", number(1)));
    }

    @Test
    void a_locked_query_is_asked_about_both_versions_of_what_would_change() throws InterruptedException {
        shop.commit(set("a/1", number(1)), set("a/2", number(2)));
        Transaction reader = shop.begin();
        BlockingQueue<Changed> asked = new LinkedBlockingQueue<>();
        reader.read(asked::add);
        CompletableFuture<Void> waiting =
                CompletableFuture.runAsync(() -> shop.commit(delete("a/1"), set("a/2", number(3))));
        Changed change = asked.take();
        assertThat(change.before()).isPresent();
        assertThat(change.after().isPresent()).isEqualTo(change.key().equals(Key.of("a/2")));
        reader.rollback();
        waiting.join();
        assertThat(shop.fields("a/1")).isEmpty();
    }

    @Test
    void a_batch_does_what_it_can_and_waits_for_the_rest() {
        shop.commit(set("a/1", number(1)));
        Transaction transaction = shop.begin();
        read(transaction, "a/1");
        CompletableFuture<BatchWriteResponse> batch = CompletableFuture.supplyAsync(
                () -> shop.database.batchWrite(List.<Write>of(set("a/1", number(5)), set("a/2", number(5)))));
        while (shop.fields("a/2").isEmpty()) {
            Thread.onSpinWait();
        }
        assertThat(shop.fields("a/1")).contains(number(1));
        transaction.rollback();
        assertThat(batch.join().getStatusList()).allMatch(status -> status.getCode() == 0);
        assertThat(shop.fields("a/1")).contains(number(5));
    }

    @Test
    void a_transaction_is_over_60_idle_seconds_or_270_in_all_after_it_began() {
        Transaction idle = shop.begin();
        Transaction busy = shop.begin();
        for (int i = 0; i < 26; i++) {
            shop.clock.forward(Duration.ofSeconds(10));
            read(busy, "a/1");
        }
        assertRefused(Status.Code.INVALID_ARGUMENT, OVER, () -> read(idle, "a/1"));
        assertRefused(Status.Code.INVALID_ARGUMENT, OVER, () -> shop.database.transaction(idle.id()));
        assertThat(shop.database.transaction(busy.id())).isSameAs(busy);
        shop.clock.forward(Duration.ofSeconds(10));
        assertRefused(Status.Code.INVALID_ARGUMENT, OVER, () -> shop.commit(busy, set("a/1", number(1))));
        shop.commit(set("a/1", number(2)));
    }

    @Test
    void an_abandoned_transaction_holds_others_up_only_until_it_expires() throws InterruptedException {
        CountDownLatch wanted = lockAll(shop.begin());
        shop.clock.forward(Duration.ofSeconds(59));
        CompletableFuture<Void> waiting = CompletableFuture.runAsync(() -> shop.commit(set("a/1", number(1))));
        wanted.await();
        shop.clock.forward(Duration.ofSeconds(2));
        waiting.join();
        assertThat(shop.fields("a/1")).contains(number(1));
    }

    @Test
    void what_has_ended_is_refused_and_what_is_not_from_here_too() {
        Transaction done = shop.begin();
        shop.commit(done);
        assertRefused(Status.Code.INVALID_ARGUMENT, OVER, () -> shop.database.transaction(done.id()));
        assertRefused(Status.Code.INVALID_ARGUMENT, OVER, done::rollback);
        assertRefused(
                Status.Code.INVALID_ARGUMENT,
                "Invalid transaction.",
                () -> shop.database.transaction(ByteString.copyFromUtf8("from elsewhere")));
        Transaction foreign = shop.databases.open("q", "(default)").begin(TransactionOptions.getDefaultInstance());
        assertRefused(
                Status.Code.INVALID_ARGUMENT, "Invalid transaction.", () -> shop.database.transaction(foreign.id()));
    }

    @Test
    void a_refused_commit_leaves_the_transaction_as_it_was() {
        Transaction transaction = shop.begin();
        read(transaction, "a/1");
        assertThatThrownBy(() -> shop.commit(transaction, Write.getDefaultInstance()))
                .isInstanceOf(Refused.class);
        shop.commit(transaction, set("a/1", number(1)));
        assertThat(shop.fields("a/1")).contains(number(1));
    }

    @Test
    void a_read_only_transaction_reads_one_time_and_holds_nobody_up() {
        Timestamp before = shop.commit(set("a/1", number(1))).getCommitTime();
        Transaction now = shop.database.begin(TransactionOptions.newBuilder()
                .setReadOnly(TransactionOptions.ReadOnly.getDefaultInstance())
                .build());
        assertThat(read(now, "a/1")).isEqualTo(1);
        shop.commit(set("a/1", number(2)));
        assertThat(read(now, "a/1")).isEqualTo(1);
        Transaction past = shop.database.begin(TransactionOptions.newBuilder()
                .setReadOnly(TransactionOptions.ReadOnly.newBuilder().setReadTime(before))
                .build());
        assertThat(read(past, "a/1")).isEqualTo(1);
        assertRefused(
                Status.Code.INVALID_ARGUMENT,
                "Cannot modify entities in a read-only transaction.",
                () -> shop.commit(now, set("a/1", number(3))));
        shop.commit(now);
    }
}
