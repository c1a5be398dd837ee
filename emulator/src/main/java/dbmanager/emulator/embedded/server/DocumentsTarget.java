package dbmanager.emulator.embedded.server;

import dbmanager.emulator.embedded.model.Key;
import dbmanager.emulator.embedded.store.Changed;
import dbmanager.emulator.embedded.store.Commit;
import dbmanager.emulator.embedded.store.Snapshot;
import dbmanager.emulator.embedded.store.Stored;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Documents by name. One that is missing is told of as deleted. */
final class DocumentsTarget implements WatchTarget {
    private final Set<Key> keys;

    DocumentsTarget(Set<Key> keys) {
        this.keys = keys;
    }

    private static Shift shift(Key key, Optional<Stored> stored) {
        return stored.map(document -> Shift.in(key, document.bytes())).orElseGet(() -> Shift.out(key, false));
    }

    @Override
    public Iterator<Shift> begin(Snapshot snapshot) {
        return keys.stream().map(key -> shift(key, snapshot.get(key))).iterator();
    }

    @Override
    public Iterator<Shift> resume(Snapshot before, Snapshot snapshot) {
        return keys.stream()
                .filter(key -> !snapshot.get(key).equals(before.get(key)))
                .map(key -> shift(key, snapshot.get(key)))
                .iterator();
    }

    @Override
    public int count(Snapshot snapshot) {
        return Math.toIntExact(
                keys.stream().filter(key -> snapshot.get(key).isPresent()).count());
    }

    @Override
    public List<Shift> after(Commit commit) {
        List<Shift> shifts = new ArrayList<>();
        for (Changed change : commit.changes()) {
            if (keys.contains(change.key())) {
                shifts.add(shift(change.key(), change.after()));
            }
        }
        return shifts;
    }
}
