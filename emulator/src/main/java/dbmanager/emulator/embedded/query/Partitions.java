package dbmanager.emulator.embedded.query;

import com.google.firestore.v1.Cursor;
import com.google.firestore.v1.Value;
import dbmanager.emulator.embedded.store.Snapshot;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/** Cuts what a query finds into parts of the same size. */
final class Partitions {
    private Partitions() {}

    /** @return at most {@code count} names, in order, each that of the first document of a part; none for the first part */
    static List<Cursor> of(Query query, long count, Snapshot snapshot) {
        long documents = 0;
        for (Results all = query.run(snapshot); all.hasNext(); all.next()) {
            documents++;
        }
        long parts = Math.min(count + 1, documents);
        List<Cursor> cursors = new ArrayList<>();
        Iterator<Result> again = query.run(snapshot);
        long at = 0;
        for (long part = 1; part < parts; part++) {
            for (long first = part * documents / parts; at < first; at++) {
                again.next();
            }
            Result first = again.next();
            at++;
            cursors.add(Cursor.newBuilder()
                    .addValues(Value.newBuilder()
                            .setReferenceValue(
                                    query.database().of(first.stored().key())))
                    .setBefore(true)
                    .build());
        }
        return List.copyOf(cursors);
    }
}
