package dbmanager.emulator.embedded.store;

import static org.assertj.core.api.Assertions.assertThat;

import dbmanager.emulator.embedded.model.Key;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NavigableMap;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DocumentsTest {
    private final Documents documents = new Documents();

    private static Key key(int n) {
        return Key.of("a/" + n);
    }

    private static Stored version(Key key, long time) {
        return new Stored(key, new byte[] {1}, time, time, null);
    }

    private static List<Stored> all(Iterator<Stored> iterator) {
        List<Stored> all = new ArrayList<>();
        iterator.forEachRemaining(all::add);
        return all;
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void they_are_what_a_sorted_map_would_be(long seed) {
        Random random = new Random(seed);
        NavigableMap<Key, Stored> expected = new TreeMap<>();
        for (int i = 0; i < 20_000; i++) {
            Key key = key(random.nextInt(2_000));
            if (random.nextInt(i < 10_000 ? 4 : 2) == 0) {
                Stored there = expected.remove(key);
                if (there != null) {
                    documents.remove(version(key, -1));
                    assertThat(documents.get(key)).isSameAs(there);
                    documents.remove(there);
                }
            } else {
                Stored version = version(key, i);
                documents.put(version);
                expected.put(key, version);
            }
            assertThat(documents.get(key)).isSameAs(expected.get(key));
        }
        for (int i = 0; i < 500; i++) {
            Key from = key(random.nextInt(2_000));
            Key to = random.nextInt(5) == 0 ? Key.ROOT.beyond() : key(random.nextInt(2_000));
            List<Stored> between = from.compareTo(to) < 0
                    ? List.copyOf(expected.subMap(from, to).values())
                    : List.of();
            assertThat(all(documents.range(from, to, false))).isEqualTo(between);
            List<Stored> down = all(documents.range(from, to, true));
            java.util.Collections.reverse(down);
            assertThat(down).isEqualTo(between);
        }
        assertThat(all(documents.from(Key.ROOT))).isEqualTo(List.copyOf(expected.values()));
        List.copyOf(expected.values()).forEach(documents::remove);
        assertThat(documents.from(Key.ROOT)).isExhausted();
    }

    @Test
    void readers_meet_every_document_once_and_in_order_while_blocks_are_split() {
        IntStream.range(0, 1_000).map(i -> i * 50).forEach(i -> documents.put(version(key(i), 0)));
        AtomicBoolean done = new AtomicBoolean();
        CompletableFuture<Void> writer = CompletableFuture.runAsync(() -> {
            new Random(1).ints(30_000, 0, 50_000).forEach(i -> {
                if (i % 50 != 0) {
                    documents.put(version(key(i), 1));
                }
            });
            done.set(true);
        });
        int walks = 0;
        while (!done.get() || walks < 2) {
            boolean descending = walks++ % 2 == 1;
            List<Key> seen = new ArrayList<>();
            long old = 0;
            for (Stored stored : all(documents.range(Key.ROOT, Key.ROOT.beyond(), descending))) {
                seen.add(stored.key());
                old += stored.updatedMicros() == 0 ? 1 : 0;
            }
            assertThat(old).isEqualTo(1_000);
            if (descending) {
                java.util.Collections.reverse(seen);
            }
            assertThat(seen).isSorted().doesNotHaveDuplicates();
        }
        writer.join();
    }
}
