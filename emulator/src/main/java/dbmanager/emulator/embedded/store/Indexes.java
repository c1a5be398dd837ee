package dbmanager.emulator.embedded.store;

import dbmanager.emulator.embedded.model.FieldPath;
import dbmanager.emulator.embedded.model.Key;
import dbmanager.emulator.embedded.store.Snapshot.Scope;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/**
 * The indexes that somebody has asked for: over one collection, or over all of one id. Built at the first question, and kept up from then on.
 * Whoever changes them holds the lock of the database.
 */
final class Indexes {
    private final Map<Key, List<FieldIndex>> byCollection = new ConcurrentHashMap<>();
    private final Map<String, List<FieldIndex>> byGroup = new ConcurrentHashMap<>();

    Optional<FieldIndex> find(Scope scope, FieldPath field, boolean elements) {
        List<FieldIndex> indexes = scope.group()
                ? byGroup.get(scope.collection())
                : byCollection.get(scope.parent().child(scope.collection()));
        return indexes == null
                ? Optional.empty()
                : indexes.stream().filter(index -> index.isOf(field, elements)).findAny();
    }

    void add(Scope scope, FieldIndex index) {
        List<FieldIndex> indexes = scope.group()
                ? byGroup.computeIfAbsent(scope.collection(), id -> new CopyOnWriteArrayList<>())
                : byCollection.computeIfAbsent(
                        scope.parent().child(scope.collection()), key -> new CopyOnWriteArrayList<>());
        indexes.add(index);
    }

    /** @param before null where there was none */
    void change(Stored before, Stored after) {
        if (byCollection.isEmpty() && byGroup.isEmpty()) {
            return;
        }
        Key collection = after.key().parent().orElseThrow();
        byCollection.getOrDefault(collection, List.of()).forEach(index -> index.change(before, after));
        byGroup.getOrDefault(collection.id(), List.of()).forEach(index -> index.change(before, after));
    }

    void forget(long before) {
        Consumer<List<FieldIndex>> forget = indexes -> indexes.forEach(index -> index.forget(before));
        byCollection.values().forEach(forget);
        byGroup.values().forEach(forget);
    }
}
