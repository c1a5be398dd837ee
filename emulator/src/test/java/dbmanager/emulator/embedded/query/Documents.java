package dbmanager.emulator.embedded.query;

import com.google.firestore.v1.Document;
import com.google.firestore.v1.Value;
import com.google.protobuf.ByteString;
import com.google.protobuf.Timestamp;
import dbmanager.emulator.embedded.model.FieldPath;
import dbmanager.emulator.embedded.model.Key;
import dbmanager.emulator.embedded.model.ResourceName;
import dbmanager.emulator.embedded.model.ValueOrder;
import dbmanager.emulator.embedded.store.Snapshot;
import dbmanager.emulator.embedded.store.Stored;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Iterator;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/** A snapshot that promises no more than the port does: its index keeps little of a value. Counts the documents that it hands out. */
final class Documents implements Snapshot {
    static final String DATABASE = "projects/p/databases/(default)";
    static final String ROOT = DATABASE + "/documents";
    static final ResourceName PARENT = ResourceName.parent(ROOT);

    private static final int KEPT = 1500;

    private final NavigableMap<Key, Stored> all = new TreeMap<>();
    private long read;

    Documents put(String path, Map<String, Value> fields) {
        Timestamp time = Timestamp.newBuilder().setSeconds(7).build();
        Document document = Document.newBuilder()
                .setName(ROOT + "/" + path)
                .putAllFields(fields)
                .setCreateTime(time)
                .setUpdateTime(time)
                .build();
        return put(new Stored(Key.of(path), document.toByteString(), time, time));
    }

    Documents put(Stored document) {
        all.put(document.key(), document);
        return this;
    }

    /** How many documents were handed out since this was last asked. */
    long read() {
        long before = read;
        read = 0;
        return before;
    }

    Stream<Stored> stream() {
        return all.values().stream();
    }

    @Override
    public Timestamp time() {
        return Timestamp.newBuilder().setSeconds(8).build();
    }

    @Override
    public Optional<Stored> get(Key document) {
        read++;
        return Optional.ofNullable(all.get(document));
    }

    @Override
    public Iterator<Stored> range(Key from, Key to, boolean descending) {
        NavigableMap<Key, Stored> range = all.subMap(from, true, to, false);
        return counted((descending ? range.descendingMap() : range).values().stream());
    }

    @Override
    public Iterator<Stored> documents(Key collection, Key from, Key to, boolean descending) {
        NavigableMap<Key, Stored> range = all.subMap(from, true, to, false);
        return counted((descending ? range.descendingMap() : range)
                .values().stream()
                        .filter(document ->
                                document.key().parent().orElseThrow().equals(collection)));
    }

    @Override
    public Iterator<Key> children(Key parent, Key from) {
        TreeSet<Key> children = new TreeSet<>();
        for (Key key : all.keySet()) {
            for (Key place = key;
                    !place.equals(Key.ROOT);
                    place = place.parent().orElseThrow()) {
                if (place.parent().orElseThrow().equals(parent)) {
                    children.add(place);
                }
            }
        }
        return children.tailSet(from, true).iterator();
    }

    private record Entry(ByteString value, Stored document) {}

    @Override
    public Iterator<Stored> byField(Scope scope, FieldPath field, Bounds bounds, boolean descending) {
        Comparator<Entry> ascending = Comparator.<Entry, ByteString>comparing(
                        Entry::value, ByteString.unsignedLexicographicalComparator())
                .thenComparing(entry -> entry.document.key());
        return counted(all.values().stream()
                .filter(document -> scope.holds(document.key()))
                .flatMap(document -> field.in(document.document()).stream()
                        .filter(value -> isWithin(ValueOrder.encode(value, KEPT), bounds))
                        .map(value -> new Entry(ByteString.copyFrom(coarse(value)), document)))
                .sorted(descending ? ascending.reversed() : ascending)
                .map(Entry::document));
    }

    private static byte[] coarse(Value value) {
        return value.hasArrayValue() || value.hasMapValue()
                ? ValueOrder.Type.of(value).prefix()
                : ValueOrder.encode(value, KEPT);
    }

    private static boolean isWithin(byte[] value, Bounds bounds) {
        return bounds.from()
                        .map(from -> Arrays.compareUnsigned(value, from) >= 0)
                        .orElse(true)
                && bounds.to().map(to -> Arrays.compareUnsigned(value, to) < 0).orElse(true);
    }

    @Override
    public Iterator<Stored> byElement(Scope scope, FieldPath field, byte[] element) {
        return counted(all.values().stream()
                .filter(document -> scope.holds(document.key()))
                .filter(document -> field.in(document.document()).stream()
                        .flatMap(value -> value.getArrayValue().getValuesList().stream())
                        .anyMatch(value -> begins(ValueOrder.encode(value, KEPT), element))));
    }

    private static boolean begins(byte[] whole, byte[] beginning) {
        return Arrays.equals(
                Arrays.copyOf(whole, Math.min(whole.length, KEPT)),
                Arrays.copyOf(beginning, Math.min(beginning.length, KEPT)));
    }

    private Iterator<Stored> counted(Stream<Stored> documents) {
        return new Mapped<>(documents.toList().iterator(), document -> {
            read++;
            return document;
        });
    }
}
