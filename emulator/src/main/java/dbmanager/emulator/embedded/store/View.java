package dbmanager.emulator.embedded.store;

import com.google.protobuf.Timestamp;
import dbmanager.emulator.embedded.model.FieldPath;
import dbmanager.emulator.embedded.model.Key;
import java.util.Collections;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentNavigableMap;

/** What a database holds at one time. */
final class View implements Snapshot {
    /** After so many documents of other collections in a row a search is cheaper than another step. */
    private static final int PATIENCE = 8;

    private final Database database;
    private final ConcurrentNavigableMap<Key, Stored> documents;
    private final History history;
    private final long time;

    View(Database database, ConcurrentNavigableMap<Key, Stored> documents, History history, long time) {
        this.database = database;
        this.documents = documents;
        this.history = history;
        this.time = time;
    }

    @Override
    public Timestamp time() {
        return Micros.timestamp(time);
    }

    @Override
    public Optional<Stored> get(Key document) {
        return Optional.ofNullable(visible(documents.get(document)));
    }

    /** Null where there was none. */
    private Stored visible(Stored newest) {
        Stored version = newest;
        while (version != null && version.updatedMicros() > time) {
            version = version.older();
        }
        history.check(time);
        return version == null || version.isGone() ? null : version;
    }

    @Override
    public Iterator<Stored> range(Key from, Key to, boolean descending) {
        Iterator<Stored> all = newest(from, to, descending);
        return new Walk<>() {
            @Override
            Stored advance() {
                while (all.hasNext()) {
                    Stored version = visible(all.next());
                    if (version != null) {
                        return version;
                    }
                }
                return null;
            }
        };
    }

    @Override
    public Iterator<Stored> documents(Key collection, Key from, Key to, boolean descending) {
        Key first = from.compareTo(collection) < 0 ? collection : from;
        Key last = to.compareTo(collection.beyond()) > 0 ? collection.beyond() : to;
        return new Walk<>() {
            private Iterator<Stored> rest = newest(first, last, descending);

            @Override
            Stored advance() {
                int deeper = 0;
                while (rest.hasNext()) {
                    Stored newest = rest.next();
                    if (newest.key().isChildOf(collection)) {
                        Stored version = visible(newest);
                        if (version != null) {
                            return version;
                        }
                    } else if (++deeper == PATIENCE) {
                        deeper = 0;
                        Key over = newest.key().belowOf(collection);
                        rest = descending ? newest(first, over.next(), true) : newest(over.beyond(), last, false);
                    }
                }
                return null;
            }
        };
    }

    private Iterator<Stored> newest(Key from, Key to, boolean descending) {
        if (from.compareTo(to) >= 0) {
            return Collections.emptyIterator();
        }
        ConcurrentNavigableMap<Key, Stored> range = documents.subMap(from, to);
        return (descending ? range.descendingMap() : range).values().iterator();
    }

    @Override
    public Iterator<Key> children(Key parent, Key from) {
        return new Walk<>() {
            private Key at = from.compareTo(parent) > 0 ? from : parent.next();

            @Override
            Key advance() {
                Map.Entry<Key, Stored> next = documents.ceilingEntry(at);
                while (next != null && next.getKey().isBelow(parent)) {
                    Key child = next.getKey().belowOf(parent);
                    at = child.beyond();
                    if (child.compareTo(from) >= 0 && range(child, at, false).hasNext()) {
                        return child;
                    }
                    next = documents.ceilingEntry(at);
                }
                return null;
            }
        };
    }

    @Override
    public Iterator<Stored> byField(Scope scope, FieldPath field, Bounds bounds, boolean descending) {
        return versions(scope, database.index(scope, field, false).read(bounds, time, descending));
    }

    @Override
    public Iterator<Stored> byElement(Scope scope, FieldPath field, byte[] element) {
        Key parent = scope.parent();
        return versions(scope, database.index(scope, field, true).read(element, parent, parent.beyond(), time));
    }

    private Iterator<Stored> versions(Scope scope, Iterator<Stored> all) {
        return new Walk<>() {
            @Override
            Stored advance() {
                while (all.hasNext()) {
                    Stored newest = all.next();
                    if (!scope.group() || newest.key().isBelow(scope.parent())) {
                        return visible(newest);
                    }
                }
                history.check(time);
                return null;
            }
        };
    }
}
