package dbmanager.emulator.embedded.server;

import com.google.firestore.v1.StructuredQuery;
import com.google.firestore.v1.Target;
import com.google.protobuf.ByteString;
import com.google.protobuf.MessageLite;
import dbmanager.emulator.embedded.model.DatabaseName;
import dbmanager.emulator.embedded.model.Key;
import dbmanager.emulator.embedded.model.Refused;
import dbmanager.emulator.embedded.model.ResourceName;
import dbmanager.emulator.embedded.query.Query;
import dbmanager.emulator.embedded.query.Result;
import dbmanager.emulator.embedded.query.Results;
import dbmanager.emulator.embedded.store.Changed;
import dbmanager.emulator.embedded.store.Commit;
import dbmanager.emulator.embedded.store.Database;
import dbmanager.emulator.embedded.store.Snapshot;
import dbmanager.emulator.embedded.store.Stored;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What a query finds. */
final class QueryTarget {
    private QueryTarget() {}

    static WatchTarget of(Target.QueryTarget wanted, DatabaseName name, Database database) {
        if (!wanted.hasStructuredQuery()) {
            throw Refused.invalid("A query target has a structured query.");
        }
        ResourceName parent = ResourceName.parent(wanted.getParent());
        parent.in(name);
        StructuredQuery structured = wanted.getStructuredQuery();
        Query query = Query.of(structured, parent);
        boolean alone = !structured.hasLimit()
                && structured.getOffset() == 0
                && !structured.hasFindNearest()
                && structured.getSelect().getFieldsCount() == 0;
        return alone ? new Matching(query) : new Window(query, database);
    }

    private static ByteString bytes(Result result) {
        return result.shaped()
                .map(MessageLite::toByteString)
                .orElseGet(() -> result.stored().bytes());
    }

    /** Each document is in it or not, whatever others there are. Keeps nothing. */
    private static final class Matching implements WatchTarget {
        private final Query query;

        Matching(Query query) {
            this.query = query;
        }

        @Override
        public Iterator<Shift> begin(Snapshot snapshot) {
            return Streams.map(
                    query.run(snapshot),
                    result -> Shift.in(result.stored().key(), result.stored().bytes()));
        }

        @Override
        public Iterator<Shift> resume(Snapshot before, Snapshot snapshot) {
            Iterator<Shift> now = Streams.map(
                    Streams.filter(query.run(snapshot), result -> WatchTarget.isNewer(result.stored(), before.time())),
                    result -> Shift.in(result.stored().key(), result.stored().bytes()));
            Iterator<Shift> gone = Streams.map(
                    Streams.filter(
                            query.run(before),
                            result -> snapshot.get(result.stored().key())
                                    .filter(query::matches)
                                    .isEmpty()),
                    result -> out(result.stored().key(), snapshot));
            return Streams.both(now, gone);
        }

        @Override
        public int count(Snapshot snapshot) {
            int count = 0;
            for (Results all = query.run(snapshot); all.hasNext(); all.next()) {
                count++;
            }
            return count;
        }

        @Override
        public List<Shift> after(Commit commit) {
            List<Shift> shifts = new ArrayList<>();
            for (Changed change : commit.changes()) {
                Optional<Stored> in = change.after().filter(query::matches);
                if (in.isPresent()) {
                    shifts.add(Shift.in(change.key(), in.get().bytes()));
                } else if (change.before().filter(query::matches).isPresent()) {
                    shifts.add(Shift.out(change.key(), change.after().isPresent()));
                }
            }
            return shifts;
        }
    }

    private static WatchTarget.Shift out(Key key, Snapshot snapshot) {
        return WatchTarget.Shift.out(key, snapshot.get(key).isPresent());
    }

    /** So many in an order, or a part of their fields: found anew when a commit may have made a difference. Keeps the names of what is in it. */
    private static final class Window implements WatchTarget {
        private final Query query;
        private final Database database;
        private Map<Key, Stored> members = Map.of();

        Window(Query query, Database database) {
            this.query = query;
            this.database = database;
        }

        @Override
        public Iterator<Shift> begin(Snapshot snapshot) {
            members = Map.of();
            return move(snapshot).iterator();
        }

        @Override
        public Iterator<Shift> resume(Snapshot before, Snapshot snapshot) {
            move(before);
            return move(snapshot).iterator();
        }

        private List<Shift> move(Snapshot snapshot) {
            Map<Key, Stored> now = new HashMap<>();
            List<Shift> shifts = new ArrayList<>();
            for (Results found = query.run(snapshot); found.hasNext(); ) {
                Result result = found.next();
                Stored stored = result.stored();
                now.put(stored.key(), stored);
                Stored before = members.get(stored.key());
                if (before == null || WatchTarget.isNewer(stored, before.updated())) {
                    shifts.add(Shift.in(stored.key(), bytes(result)));
                }
            }
            for (Key key : members.keySet()) {
                if (!now.containsKey(key)) {
                    shifts.add(out(key, snapshot));
                }
            }
            members = now;
            return shifts;
        }

        @Override
        public int count(Snapshot snapshot) {
            return members.size();
        }

        @Override
        public List<Shift> after(Commit commit) {
            boolean touched = commit.changes().stream()
                    .anyMatch(change -> members.containsKey(change.key())
                            || change.before().filter(query::matches).isPresent()
                            || change.after().filter(query::matches).isPresent());
            return touched ? move(database.snapshot(commit.time())) : List.of();
        }
    }
}
