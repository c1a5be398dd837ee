package dbmanager.emulator.embedded.store;

import static dbmanager.emulator.embedded.model.Values.value;
import static dbmanager.emulator.embedded.store.Shop.delete;
import static dbmanager.emulator.embedded.store.Shop.paths;
import static dbmanager.emulator.embedded.store.Shop.set;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.firestore.v1.Value;
import com.google.protobuf.Timestamp;
import com.google.protobuf.util.Timestamps;
import dbmanager.emulator.embedded.model.Key;
import dbmanager.emulator.embedded.model.Refused;
import io.grpc.Status;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class SnapshotTest {
    private final Shop shop = new Shop();

    private static Map<String, Value> number(long n) {
        return Map.of("n", value(n));
    }

    private static Timestamp justBefore(Timestamp time) {
        return Micros.timestamp(Micros.of(time) - 1);
    }

    /** -1 where there is no document. */
    private static long number(Snapshot snapshot, String path) {
        return snapshot.get(Key.of(path))
                .map(stored -> stored.document().getFieldsOrThrow("n").getIntegerValue())
                .orElse(-1L);
    }

    private long at(Timestamp time) {
        return number(shop.database.snapshot(time), "a/1");
    }

    @Test
    void every_version_of_the_last_hour_can_be_read_at_its_time() {
        Timestamp one = shop.commit(set("a/1", number(1))).getCommitTime();
        Timestamp two = shop.commit(set("a/1", number(2))).getCommitTime();
        Timestamp gone = shop.commit(delete("a/1")).getCommitTime();
        Timestamp again = shop.commit(set("a/1", number(4))).getCommitTime();
        assertThat(Stream.of(one, two, gone, again).map(Micros::of)).isSorted().doesNotHaveDuplicates();
        assertThat(at(justBefore(one))).isEqualTo(-1);
        assertThat(at(one)).isEqualTo(1);
        assertThat(at(two)).isEqualTo(2);
        assertThat(at(gone)).isEqualTo(-1);
        assertThat(at(again)).isEqualTo(4);
    }

    @Test
    void what_was_read_at_a_time_stays_true_while_the_clock_stands_still() {
        Snapshot first = shop.database.snapshot();
        shop.commit(set("a/1", number(1)));
        assertThat(number(first, "a/1")).isEqualTo(-1);
        assertThat(number(shop.database.snapshot(first.time()), "a/1")).isEqualTo(-1);
        assertThat(number(shop.database.snapshot(), "a/1")).isEqualTo(1);
    }

    @Test
    void commit_times_never_go_back_even_if_the_clock_does() {
        Timestamp one = shop.commit(set("a/1", number(1))).getCommitTime();
        shop.clock.forward(Duration.ofMinutes(-10));
        Timestamp two = shop.commit(set("a/1", number(2))).getCommitTime();
        assertThat(Timestamps.compare(one, two)).isNegative();
        assertThat(number(shop.database.snapshot(), "a/1")).isEqualTo(2);
    }

    @Test
    void a_time_outside_the_window_or_still_to_come_is_refused() {
        Timestamp one = shop.commit(set("a/1", number(1))).getCommitTime();
        shop.clock.forward(Duration.ofMinutes(59));
        assertThat(at(one)).isEqualTo(1);
        shop.clock.forward(Duration.ofMinutes(2));
        assertThatThrownBy(() -> shop.database.snapshot(one))
                .isInstanceOf(Refused.class)
                .hasMessage("The requested snapshot version is too old.")
                .extracting(refused -> ((Refused) refused).code())
                .isEqualTo(Status.Code.FAILED_PRECONDITION);
        Timestamp tomorrow = Micros.timestamp(Micros.of(shop.clock.instant().plus(Duration.ofDays(1))));
        assertThatThrownBy(() -> shop.database.snapshot(tomorrow))
                .extracting(refused -> ((Refused) refused).code())
                .isEqualTo(Status.Code.INVALID_ARGUMENT);
    }

    @Test
    void an_open_snapshot_ends_with_a_refusal_when_its_versions_are_dropped() {
        shop.commit(set("a/1", number(1)), set("a/2", number(1)));
        Snapshot old = shop.database.snapshot();
        Iterator<Stored> walk = old.range(Key.of("a"), Key.of("a").beyond(), false);
        assertThat(walk.next().key()).hasToString("a/1");
        shop.clock.forward(Duration.ofMinutes(1));
        shop.commit(set("a/1", number(2)), set("a/2", number(2)));
        shop.clock.forward(Duration.ofMinutes(61));
        shop.commit(set("b/1", number(1)));
        assertThatThrownBy(walk::next).isInstanceOf(Refused.class);
        assertThatThrownBy(() -> old.get(Key.of("a/2"))).isInstanceOf(Refused.class);
        assertThat(number(shop.database.snapshot(), "a/2")).isEqualTo(2);
    }

    @Test
    void a_document_deleted_twice_keeps_what_it_was_between_until_that_leaves_the_window() {
        shop.commit(set("a/1", number(1)));
        shop.commit(delete("a/1"));
        shop.clock.forward(Duration.ofMinutes(30));
        Timestamp between = shop.commit(set("a/1", number(2))).getCommitTime();
        shop.commit(delete("a/1"));
        shop.clock.forward(Duration.ofMinutes(40));
        shop.commit(set("b/1", number(1)));
        assertThat(at(between)).isEqualTo(2);
        shop.clock.forward(Duration.ofMinutes(40));
        shop.commit(set("b/2", number(1)));
        assertThat(shop.fields("a/1")).isEmpty();
    }

    @Test
    void old_versions_are_dropped_early_when_there_is_no_room_for_them() {
        Shop small = new Shop(10_000);
        Timestamp first = small.commit(set("a/1", number(0))).getCommitTime();
        Timestamp last = first;
        for (int i = 1; i <= 1_000; i++) {
            last = small.commit(set("a/1", number(i))).getCommitTime();
        }
        assertThatThrownBy(() -> small.database.snapshot(first))
                .hasMessage("The requested snapshot version is too old.");
        assertThat(number(small.database.snapshot(justBefore(last)), "a/1")).isEqualTo(999);
    }

    @Test
    void documents_come_in_the_order_of_keys_or_the_other_way_round() {
        shop.commit(Stream.of("a/1", "a/10", "a/9", "a/9/b/1", "a b/1", "a/__id7__", "a/__id10__")
                .map(path -> set(path, number(1)))
                .toArray(com.google.firestore.v1.Write[]::new));
        Snapshot snapshot = shop.database.snapshot();
        List<String> all = List.of("a/__id7__", "a/__id10__", "a/1", "a/10", "a/9", "a/9/b/1", "a b/1");
        assertThat(paths(snapshot.range(Key.ROOT, Key.ROOT.beyond(), false))).isEqualTo(all);
        List<String> reversed = new ArrayList<>(all);
        java.util.Collections.reverse(reversed);
        assertThat(paths(snapshot.range(Key.ROOT, Key.ROOT.beyond(), true))).isEqualTo(reversed);
        assertThat(paths(snapshot.range(Key.of("a/1"), Key.of("a/9"), false))).containsExactly("a/1", "a/10");
        assertThat(paths(snapshot.range(Key.of("a/9"), Key.of("a/1"), false))).isEmpty();
    }

    @Test
    void the_documents_of_a_collection_are_found_between_those_below_them() {
        shop.commit(IntStream.range(0, 20)
                .mapToObj(i -> set("a/1/b/" + i, number(i)))
                .toArray(com.google.firestore.v1.Write[]::new));
        shop.commit(set("a/0", number(0)), set("a/2", number(2)), set("a/2/b/1", number(2)), set("a/3", number(3)));
        Snapshot snapshot = shop.database.snapshot();
        Key a = Key.of("a");
        assertThat(paths(snapshot.documents(a, a, a.beyond(), false))).containsExactly("a/0", "a/2", "a/3");
        assertThat(paths(snapshot.documents(a, a, a.beyond(), true))).containsExactly("a/3", "a/2", "a/0");
        assertThat(paths(snapshot.documents(a, Key.ROOT, Key.ROOT.beyond(), true)))
                .containsExactly("a/3", "a/2", "a/0");
        assertThat(paths(snapshot.documents(a, Key.of("a/0").next(), Key.of("a/3"), false)))
                .containsExactly("a/2");
        assertThat(paths(snapshot.documents(a, Key.of("a/0").next(), Key.of("a/1/b/15"), true)))
                .isEmpty();
        assertThat(paths(snapshot.documents(a, Key.of("a/1/b/3"), Key.of("a/1/b/9"), false)))
                .isEmpty();
        Key b = Key.of("a/1/b");
        assertThat(paths(snapshot.documents(b, b, b.beyond(), false))).hasSize(20);
    }

    @Test
    void children_are_collections_and_documents_missing_ones_too_but_not_what_is_empty() {
        shop.commit(
                set("a/1", number(1)),
                set("a/2/b/1", number(1)),
                set("a/2/c/1/d/1", number(1)),
                set("e/1", number(1)),
                set("f/1", number(1)));
        shop.commit(delete("e/1"));
        Snapshot snapshot = shop.database.snapshot();
        assertThat(children(snapshot, Key.ROOT, Key.ROOT)).containsExactly("a", "f");
        assertThat(children(snapshot, Key.of("a"), Key.of("a"))).containsExactly("a/1", "a/2");
        assertThat(children(snapshot, Key.of("a/2"), Key.of("a/2"))).containsExactly("a/2/b", "a/2/c");
        assertThat(children(snapshot, Key.of("a/2"), Key.of("a/2/b").next())).containsExactly("a/2/c");
        assertThat(children(snapshot, Key.of("a/2"), Key.of("a/2/c"))).containsExactly("a/2/c");
        assertThat(children(snapshot, Key.of("x"), Key.of("x"))).isEmpty();
    }

    private static List<String> children(Snapshot snapshot, Key parent, Key from) {
        List<String> paths = new ArrayList<>();
        snapshot.children(parent, from).forEachRemaining(key -> paths.add(key.path()));
        return paths;
    }

    @Test
    void a_snapshot_holds_whole_commits_while_others_write() {
        AtomicBoolean done = new AtomicBoolean();
        shop.commit(set("a/1", number(0)), set("a/2", number(0)), set("z/1", number(0)));
        CompletableFuture<Void> writer = CompletableFuture.runAsync(() -> {
            for (int i = 1; i <= 20_000; i++) {
                shop.commit(set("a/1", number(i)), set("z/1", number(i)), set("a/2", number(i)));
            }
            done.set(true);
        });
        long seen = 0;
        long reads = 0;
        while (!done.get() || reads == 0) {
            Snapshot snapshot = shop.database.snapshot();
            long one = number(snapshot, "a/1");
            long[] all = Stream.of("a/2", "z/1", "a/1")
                    .mapToLong(path -> number(snapshot, path))
                    .toArray();
            assertThat(all).containsOnly(one);
            assertThat(number(shop.database.snapshot(snapshot.time()), "z/1")).isEqualTo(one);
            assertThat(one).isGreaterThanOrEqualTo(seen);
            seen = one;
            reads++;
        }
        writer.join();
        assertThat(number(shop.database.snapshot(), "z/1")).isEqualTo(20_000);
    }

    @Test
    void a_wiped_database_is_empty_and_its_times_go_on() {
        Timestamp one =
                shop.commit(set("a/1", number(1)), set("b/1", number(1))).getCommitTime();
        shop.databases.wipe("p", "(default)");
        assertThat(children(shop.database.snapshot(), Key.ROOT, Key.ROOT)).isEmpty();
        Timestamp two = shop.commit(set("a/1", number(2))).getCommitTime();
        assertThat(Timestamps.compare(one, two)).isNegative();
        assertThat(at(two)).isEqualTo(2);
    }
}
