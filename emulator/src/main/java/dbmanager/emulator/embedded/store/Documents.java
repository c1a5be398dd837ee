package dbmanager.emulator.embedded.store;

import dbmanager.emulator.embedded.model.Key;
import java.util.Arrays;
import java.util.Collections;
import java.util.Iterator;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;

/**
 * The newest version of every document, in the order of keys. One thread at a time writes; anybody reads without a lock, and sees at least what was
 * there when its snapshot was taken.
 *
 * <p>Documents lie in blocks of neighbours, because a million of them in one skip list cost a node each and a walk through half of the memory for each
 * search. A block never changes but for a newer version in the place of an older one; where one comes in or goes, another block takes its place. When
 * a block is split its upper half is put in before it is taken away below: a reader may meet it twice, and one that has come to the end of a block looks
 * whether it was split on the way.
 */
final class Documents {
    private static final int LARGEST = 128;
    private static final Stored[] NONE = {};

    /** By the first key that belongs in the block. There is always one at the root, maybe empty. */
    private final ConcurrentSkipListMap<Key, Stored[]> blocks = new ConcurrentSkipListMap<>();

    Documents() {
        blocks.put(Key.ROOT, NONE);
    }

    /** Null where there is none. */
    Stored get(Key key) {
        Map.Entry<Key, Stored[]> place = blocks.floorEntry(key);
        while (true) {
            Stored[] block = place.getValue();
            int at = lower(block, key);
            if (at < block.length) {
                return block[at].key().equals(key) ? block[at] : null;
            }
            Map.Entry<Key, Stored[]> again = blocks.floorEntry(key);
            if (again.getKey().equals(place.getKey())) {
                return null;
            }
            place = again;
        }
    }

    void put(Stored version) {
        Map.Entry<Key, Stored[]> place = blocks.floorEntry(version.key());
        Stored[] block = place.getValue();
        int at = lower(block, version.key());
        if (at < block.length && block[at].key().equals(version.key())) {
            block[at] = version;
        } else if (block.length < LARGEST) {
            Stored[] larger = Arrays.copyOf(block, block.length + 1);
            System.arraycopy(block, at, larger, at + 1, block.length - at);
            larger[at] = version;
            blocks.put(place.getKey(), larger);
        } else if (at == LARGEST) {
            blocks.put(version.key(), new Stored[] {version});
        } else {
            Stored[] upper = Arrays.copyOfRange(block, LARGEST / 2, LARGEST);
            blocks.put(upper[0].key(), upper);
            blocks.put(place.getKey(), Arrays.copyOf(block, LARGEST / 2));
            put(version);
        }
    }

    /** Does nothing where there is a newer version. */
    void remove(Stored version) {
        Map.Entry<Key, Stored[]> place = blocks.floorEntry(version.key());
        Stored[] block = place.getValue();
        int at = lower(block, version.key());
        if (at == block.length || !block[at].equals(version)) {
            return;
        }
        if (block.length == 1 && !place.getKey().equals(Key.ROOT)) {
            blocks.remove(place.getKey());
        } else {
            Stored[] smaller = Arrays.copyOf(block, block.length - 1);
            System.arraycopy(block, at + 1, smaller, at, smaller.length - at);
            blocks.put(place.getKey(), smaller);
        }
    }

    /** From one place (inclusive) to another (exclusive), in the order of keys or the other way round. */
    Iterator<Stored> range(Key from, Key to, boolean descending) {
        if (from.compareTo(to) >= 0) {
            return Collections.emptyIterator();
        }
        return descending ? new Down(from, to) : new Up(from, to);
    }

    /** The first one that is not before a key. */
    Iterator<Stored> from(Key key) {
        return range(key, Key.ROOT.beyond(), false);
    }

    /** Where the first key is that is not before this one. */
    private static int lower(Stored[] block, Key key) {
        int low = 0;
        int high = block.length;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (block[middle].key().compareTo(key) < 0) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    private final class Up extends Walk<Stored> {
        private final Key to;
        private Key from;
        private Map.Entry<Key, Stored[]> place;
        private int at;
        private int end;

        Up(Key from, Key to) {
            this.from = from;
            this.to = to;
            enter(blocks.floorEntry(from));
        }

        private void enter(Map.Entry<Key, Stored[]> next) {
            place = next;
            at = lower(next.getValue(), from);
            end = lower(next.getValue(), to);
        }

        @Override
        Stored advance() {
            while (at >= end) {
                Stored[] block = place.getValue();
                Map.Entry<Key, Stored[]> next = end < block.length ? null : blocks.higherEntry(place.getKey());
                if (next == null) {
                    return null;
                }
                if (block.length > 0 && block[block.length - 1].key().compareTo(from) >= 0) {
                    from = block[block.length - 1].key().next();
                }
                enter(next);
            }
            return place.getValue()[at++];
        }
    }

    private final class Down extends Walk<Stored> {
        private final Key from;
        private Map.Entry<Key, Stored[]> place;
        private int at;
        private int first;

        Down(Key from, Key to) {
            this.from = from;
            enterBelow(to);
        }

        /** Where there is a block below. */
        private boolean enterBelow(Key to) {
            Map.Entry<Key, Stored[]> next = blocks.lowerEntry(to);
            while (next != null) {
                place = next;
                at = lower(next.getValue(), to) - 1;
                first = lower(next.getValue(), from);
                next = at + 1 < next.getValue().length ? null : blocks.lowerEntry(to);
                if (next == null || next.getKey().equals(place.getKey())) {
                    return true;
                }
            }
            return false;
        }

        @Override
        Stored advance() {
            while (at < first) {
                if (first > 0 || !enterBelow(place.getKey())) {
                    return null;
                }
            }
            return place.getValue()[at--];
        }
    }
}
