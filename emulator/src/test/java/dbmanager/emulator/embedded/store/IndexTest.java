package dbmanager.emulator.embedded.store;

import static dbmanager.emulator.embedded.model.Values.array;
import static dbmanager.emulator.embedded.model.Values.map;
import static dbmanager.emulator.embedded.model.Values.value;
import static dbmanager.emulator.embedded.store.Shop.delete;
import static dbmanager.emulator.embedded.store.Shop.paths;
import static dbmanager.emulator.embedded.store.Shop.set;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.firestore.v1.Value;
import com.google.firestore.v1.Write;
import dbmanager.emulator.embedded.model.FieldPath;
import dbmanager.emulator.embedded.model.Key;
import dbmanager.emulator.embedded.model.ValueOrder;
import dbmanager.emulator.embedded.model.Values;
import dbmanager.emulator.embedded.store.Snapshot.Bounds;
import dbmanager.emulator.embedded.store.Snapshot.Scope;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IndexTest {
    private static final Scope A = new Scope(Key.ROOT, "a", false);
    private static final FieldPath N = FieldPath.of("n");

    private final Shop shop = new Shop();

    private static byte[] encoded(Value value) {
        return ValueOrder.encode(value, 1500);
    }

    private List<String> all(Scope scope, FieldPath field, boolean descending) {
        return paths(shop.database.snapshot().byField(scope, field, Bounds.none(), descending));
    }

    @Test
    void documents_come_in_the_order_of_the_field_and_those_without_it_do_not() {
        shop.commit(
                set("a/1", Map.of("n", value(3))),
                set("a/2", Map.of("n", value(1))),
                set("a/3", Map.of("n", value("x"))),
                set("a/4", Map.of("m", value(1))),
                set("a/5", Map.of("n", value(1.0))),
                set("a/1/a/1", Map.of("n", value(2))));
        assertThat(all(A, N, false)).containsExactly("a/2", "a/5", "a/1", "a/3");
        assertThat(all(A, N, true)).containsExactly("a/3", "a/1", "a/5", "a/2");
        Scope group = new Scope(Key.ROOT, "a", true);
        assertThat(all(group, N, false)).containsExactly("a/2", "a/5", "a/1/a/1", "a/1", "a/3");
        assertThat(all(new Scope(Key.of("a/1"), "a", true), N, false)).containsExactly("a/1/a/1");
        assertThat(all(new Scope(Key.of("a/1"), "a", false), N, false)).containsExactly("a/1/a/1");
        assertThat(all(new Scope(Key.of("a/2"), "a", false), N, false)).isEmpty();
    }

    @Test
    void bounds_take_the_lower_one_in_and_leave_the_upper_one_out() {
        shop.commit(Stream.of(1, 2, 3, 4)
                .map(n -> set("a/" + n, Map.of("n", value(n))))
                .toArray(Write[]::new));
        Snapshot snapshot = shop.database.snapshot();
        Bounds bounds = new Bounds(Optional.of(encoded(value(2))), Optional.of(encoded(value(4))));
        assertThat(paths(snapshot.byField(A, N, bounds, false))).containsExactly("a/2", "a/3");
        assertThat(paths(snapshot.byField(A, N, bounds, true))).containsExactly("a/3", "a/2");
        Bounds none = new Bounds(bounds.to(), bounds.from());
        assertThat(paths(snapshot.byField(A, N, none, false))).isEmpty();
    }

    @Test
    void an_index_is_kept_up_and_still_answers_for_the_past() {
        shop.commit(set("a/1", Map.of("n", value(1))), set("a/2", Map.of("n", value(2))));
        Snapshot first = shop.database.snapshot();
        assertThat(all(A, N, false)).containsExactly("a/1", "a/2");
        shop.commit(set("a/1", Map.of("n", value(3))), set("a/3", Map.of("n", value(0))));
        Snapshot second = shop.database.snapshot();
        shop.commit(delete("a/2"), set("a/1", Map.of("n", value(1))));
        assertThat(paths(first.byField(A, N, Bounds.none(), false))).containsExactly("a/1", "a/2");
        assertThat(paths(second.byField(A, N, Bounds.none(), false))).containsExactly("a/3", "a/2", "a/1");
        assertThat(all(A, N, false)).containsExactly("a/3", "a/1");
    }

    @Test
    void an_index_that_is_built_late_knows_the_versions_before() {
        shop.commit(set("a/1", Map.of("n", value(1))), set("a/2", Map.of("n", value(2))));
        Snapshot first = shop.database.snapshot();
        shop.commit(set("a/1", Map.of("n", value(3))));
        shop.commit(delete("a/2"));
        assertThat(paths(first.byField(A, N, Bounds.none(), false))).containsExactly("a/1", "a/2");
        assertThat(all(A, N, false)).containsExactly("a/1");
    }

    @Test
    void elements_of_arrays_are_found_once() {
        shop.commit(
                set("a/1", Map.of("n", array(value(1), value(2), value(1.0)))),
                set("a/2", Map.of("n", array(value(2)))),
                set("a/3", Map.of("n", value(2))),
                set("b/1/a/1", Map.of("n", array(value(2)))),
                set("a/4", Map.of("n", array(array(value(2))))));
        Snapshot snapshot = shop.database.snapshot();
        assertThat(paths(snapshot.byElement(A, N, encoded(value(2))))).containsExactly("a/1", "a/2");
        assertThat(paths(snapshot.byElement(A, N, encoded(value(1))))).containsExactly("a/1");
        assertThat(paths(snapshot.byElement(new Scope(Key.ROOT, "a", true), N, encoded(value(2)))))
                .containsExactly("a/1", "a/2", "b/1/a/1");
        assertThat(paths(snapshot.byElement(new Scope(Key.of("b/1"), "a", true), N, encoded(value(2)))))
                .containsExactly("b/1/a/1");
    }

    @Test
    void fields_in_maps_have_indexes_too() {
        shop.commit(
                set("a/1", Map.of("m", map(Map.of("k", value(2))))),
                set("a/2", Map.of("m", map(Map.of("k", value(1))))));
        assertThat(all(A, FieldPath.of("m", "k"), false)).containsExactly("a/2", "a/1");
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void whatever_is_written_an_index_says_what_a_scan_says(long seed) {
        Random random = new Random(seed);
        Values values = new Values(random);
        List<Snapshot> past = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            String path = "a/" + random.nextInt(10);
            shop.commit(random.nextInt(4) == 0 ? delete(path) : set(path, Map.of("n", values.any())));
            past.add(shop.database.snapshot());
            if (i == 100) {
                all(A, N, false);
            }
            if (i == 200) {
                shop.clock.forward(Duration.ofMinutes(30));
            }
        }
        for (Snapshot snapshot : past) {
            assertThat(paths(snapshot.byField(A, N, Bounds.none(), false))).isEqualTo(scanned(snapshot));
        }
        shop.clock.forward(Duration.ofMinutes(45));
        shop.commit(set("b/1", Map.of()));
        assertThat(all(A, N, false)).isEqualTo(scanned(shop.database.snapshot()));
    }

    private static List<String> scanned(Snapshot snapshot) {
        Comparator<Stored> byValue =
                Comparator.comparing(stored -> stored.document().getFieldsOrThrow("n"), ValueOrder.COMPARATOR);
        List<Stored> all = new ArrayList<>();
        Iterator<Stored> scan = snapshot.documents(Key.of("a"), Key.ROOT, Key.ROOT.beyond(), false);
        scan.forEachRemaining(all::add);
        return paths(all.stream()
                .filter(stored -> stored.document().containsFields("n"))
                .sorted(byValue.thenComparing(Stored::key))
                .iterator());
    }
}
