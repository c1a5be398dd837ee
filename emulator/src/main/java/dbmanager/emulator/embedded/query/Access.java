package dbmanager.emulator.embedded.query;

import com.google.firestore.v1.Value;
import dbmanager.emulator.embedded.model.FieldPath;
import dbmanager.emulator.embedded.model.Key;
import dbmanager.emulator.embedded.model.ValueOrder;
import dbmanager.emulator.embedded.store.Snapshot;
import dbmanager.emulator.embedded.store.Stored;
import java.util.Comparator;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** A way to the candidates of a query, among which are all its results. */
sealed interface Access {
    Iterator<Stored> open(Snapshot snapshot);

    /** Whether the candidates are in the order of keys. */
    default boolean isByKey() {
        return true;
    }

    /** What Firestore would call the index: {@code (a ASC, __name__ ASC)}. */
    String index();

    private static String direction(boolean descending) {
        return descending ? " DESC" : " ASC";
    }

    /** Single documents, in the order of keys. */
    record Names(List<Key> keys, boolean descending) implements Access {
        public Names {
            Comparator<Key> order = descending ? Comparator.reverseOrder() : Comparator.naturalOrder();
            keys = keys.stream().distinct().sorted(order).toList();
        }

        @Override
        public Iterator<Stored> open(Snapshot snapshot) {
            return keys.stream().map(snapshot::get).flatMap(Optional::stream).iterator();
        }

        @Override
        public String index() {
            return "(__name__" + direction(descending) + ")";
        }
    }

    /** What there is, in the order of keys. */
    record Scan(Source source, KeyRange range, boolean descending) implements Access {
        @Override
        public Iterator<Stored> open(Snapshot snapshot) {
            return source.scan(snapshot, range, descending);
        }

        @Override
        public String index() {
            return "(__name__" + direction(descending) + ")";
        }
    }

    /** By the values of a field, then by keys. */
    record ByField(Snapshot.Scope scope, FieldPath field, Interval interval, boolean descending) implements Access {
        @Override
        public boolean isByKey() {
            return interval.isOneValue();
        }

        @Override
        public Iterator<Stored> open(Snapshot snapshot) {
            return snapshot.byField(scope, field, interval.bounds(), descending);
        }

        @Override
        public String index() {
            return "(" + field + direction(descending) + ", __name__" + direction(descending) + ")";
        }
    }

    /** By an element of an array, in the order of keys. */
    record ByElement(Snapshot.Scope scope, FieldPath field, Value element) implements Access {
        @Override
        public Iterator<Stored> open(Snapshot snapshot) {
            return snapshot.byElement(scope, field, ValueOrder.encode(element, Integer.MAX_VALUE));
        }

        @Override
        public String index() {
            return "(" + field + " CONTAINS, __name__ ASC)";
        }
    }

    /** Several, each document once. */
    record Union(List<Access> parts, boolean descending) implements Access {
        @Override
        public Iterator<Stored> open(Snapshot snapshot) {
            if (isByKey()) {
                return new Merged(
                        parts.stream().map(part -> part.open(snapshot)).toList(), descending);
            }
            Set<Key> seen = new HashSet<>();
            return new Chosen<>(
                    new Joined<>(parts.iterator(), part -> part.open(snapshot)), document -> seen.add(document.key()));
        }

        @Override
        public boolean isByKey() {
            return parts.stream().allMatch(Access::isByKey);
        }

        @Override
        public String index() {
            return parts.stream().map(Access::index).distinct().collect(Collectors.joining(", "));
        }
    }
}
