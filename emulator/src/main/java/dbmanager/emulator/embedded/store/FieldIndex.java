package dbmanager.emulator.embedded.store;

import com.google.firestore.v1.Value;
import dbmanager.emulator.embedded.model.FieldPath;
import dbmanager.emulator.embedded.model.Key;
import dbmanager.emulator.embedded.model.ValueOrder;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListSet;

/**
 * Which documents have which value in one field, or which elements in the array there, and from when to when: so a snapshot of any time in the window
 * reads it without looking at the documents. Changed by one writer at a time, read by anybody without a lock.
 */
final class FieldIndex {
    /** As Firestore cuts index entries: <a href="https://cloud.google.com/firestore/quotas#indexes">quotas</a>. */
    private static final int LONGEST_VALUE = 1500;

    private static final long OPEN = Long.MAX_VALUE;
    private static final Comparator<byte[]> UNSIGNED = Arrays::compareUnsigned;

    private final FieldPath field;
    private final boolean elements;
    private final ConcurrentSkipListSet<Entry> entries = new ConcurrentSkipListSet<>();
    private final PriorityQueue<Entry> closed = new PriorityQueue<>(Comparator.comparingLong(entry -> entry.until));

    FieldIndex(FieldPath field, boolean elements) {
        this.field = field;
        this.elements = elements;
    }

    boolean isOf(FieldPath asked, boolean ofElements) {
        return elements == ofElements && field.equals(asked);
    }

    /** A document had a value from one commit to another. */
    private static final class Entry implements Comparable<Entry> {
        private final byte[] value;
        private final Key key;
        private final long since;
        private volatile long until = OPEN;
        /** The last version with this value; those before it hang on it. Null in what is only compared with. */
        private volatile Stored newest;

        Entry(byte[] value, Key key, long since) {
            this.value = value;
            this.key = key;
            this.since = since;
        }

        Entry(byte[] value, Stored version) {
            this(value, version.key(), version.updatedMicros());
            newest = version;
        }

        @Override
        public int compareTo(Entry other) {
            int byValue = Arrays.compareUnsigned(value, other.value);
            if (byValue != 0) {
                return byValue;
            }
            int byKey = key.compareTo(other.key);
            return byKey != 0 ? byKey : Long.compare(since, other.since);
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Entry that && compareTo(that) == 0;
        }

        @Override
        public int hashCode() {
            return Arrays.hashCode(value) * 31 + key.hashCode();
        }
    }

    /** All versions of a document, the newest first. */
    void build(Stored newest) {
        long until = OPEN;
        for (Stored version = newest; version != null; version = version.older()) {
            for (byte[] value : values(version)) {
                Entry entry = new Entry(value, version);
                entries.add(entry);
                close(entry, until);
            }
            until = version.updatedMicros();
        }
    }

    private void close(Entry entry, long until) {
        if (until != OPEN) {
            entry.until = until;
            closed.add(entry);
        }
    }

    /** @param before null where there was none */
    void change(Stored before, Stored after) {
        NavigableSet<byte[]> old = before == null ? new TreeSet<>(UNSIGNED) : values(before);
        for (byte[] value : values(after)) {
            if (old.remove(value)) {
                open(value, after.key()).newest = after;
            } else {
                entries.add(new Entry(value, after));
            }
        }
        for (byte[] value : old) {
            close(open(value, after.key()), after.updatedMicros());
        }
    }

    private Entry open(byte[] value, Key key) {
        return entries.floor(new Entry(value, key, OPEN));
    }

    /** What nobody asks for from this time on. */
    void forget(long before) {
        while (!closed.isEmpty() && closed.peek().until <= before) {
            entries.remove(closed.poll());
        }
    }

    private NavigableSet<byte[]> values(Stored version) {
        NavigableSet<byte[]> values = new TreeSet<>(UNSIGNED);
        if (!version.isGone()) {
            Optional<Value> value = field.in(version.document());
            if (elements) {
                value.map(array -> array.getArrayValue().getValuesList())
                        .orElse(List.of())
                        .forEach(element -> values.add(ValueOrder.encode(element, LONGEST_VALUE)));
            } else {
                value.ifPresent(held -> values.add(ValueOrder.encode(held, LONGEST_VALUE)));
            }
        }
        return values;
    }

    /**
     * The documents that are there at a time, between two values, in the order of values and keys or the other way round. Each as a version that is as
     * new as that time or newer.
     */
    Iterator<Stored> read(Snapshot.Bounds bounds, long time, boolean descending) {
        NavigableSet<Entry> range = entries;
        if (bounds.from().isPresent()) {
            range = range.tailSet(lowest(bounds.from().get()), true);
        }
        if (bounds.to().isPresent()) {
            if (bounds.from().isPresent()
                    && Arrays.compareUnsigned(bounds.from().get(), bounds.to().get()) >= 0) {
                return Collections.emptyIterator();
            }
            range = range.headSet(lowest(bounds.to().get()), false);
        }
        return at(time, descending ? range.descendingIterator() : range.iterator());
    }

    /** The documents at a time with exactly this value, in the order of keys; as versions like above. */
    Iterator<Stored> read(byte[] value, Key from, Key to, long time) {
        byte[] cut = value.length > LONGEST_VALUE ? Arrays.copyOf(value, LONGEST_VALUE) : value;
        return at(
                time,
                entries.subSet(new Entry(cut, from, Long.MIN_VALUE), new Entry(cut, to, Long.MIN_VALUE))
                        .iterator());
    }

    private static Entry lowest(byte[] value) {
        return new Entry(value, Key.ROOT, Long.MIN_VALUE);
    }

    private static Iterator<Stored> at(long time, Iterator<Entry> all) {
        return new Walk<>() {
            @Override
            Stored advance() {
                while (all.hasNext()) {
                    Entry entry = all.next();
                    if (entry.since <= time && time < entry.until) {
                        return entry.newest;
                    }
                }
                return null;
            }
        };
    }
}
