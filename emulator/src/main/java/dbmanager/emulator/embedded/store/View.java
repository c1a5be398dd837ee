package dbmanager.emulator.embedded.store;

import com.google.protobuf.Timestamp;
import dbmanager.emulator.embedded.model.FieldPath;
import dbmanager.emulator.embedded.model.Key;
import java.util.Iterator;
import java.util.Optional;

/** What a database holds at one time. */
final class View implements Snapshot {
    /** After so many documents of other collections in a row a search is cheaper than another step. */
    private static final int PATIENCE = 8;

    private final Database database;
    private final Documents documents;
    private final History history;
    private final long time;

    View(Database database, Documents documents, History history, long time) {
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
        Iterator<Stored> all = documents.range(from, to, descending);
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
            private Iterator<Stored> rest = documents.range(first, last, descending);

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
                        rest = descending
                                ? documents.range(first, over.next(), true)
                                : documents.range(over.beyond(), last, false);
                    }
                }
                return null;
            }
        };
    }

    @Override
    public Iterator<Key> children(Key parent, Key from) {
        return new Walk<>() {
            private Key at = from.compareTo(parent) > 0 ? from : parent.next();

            @Override
            Key advance() {
                for (Iterator<Stored> next = documents.from(at); next.hasNext(); next = documents.from(at)) {
                    Key key = next.next().key();
                    if (!key.isBelow(parent)) {
                        return null;
                    }
                    Key child = key.belowOf(parent);
                    at = child.beyond();
                    if (child.compareTo(from) >= 0 && range(child, at, false).hasNext()) {
                        return child;
                    }
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
