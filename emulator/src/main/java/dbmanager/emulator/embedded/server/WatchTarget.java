package dbmanager.emulator.embedded.server;

import com.google.protobuf.ByteString;
import com.google.protobuf.Timestamp;
import dbmanager.emulator.embedded.model.Key;
import dbmanager.emulator.embedded.store.Commit;
import dbmanager.emulator.embedded.store.Snapshot;
import dbmanager.emulator.embedded.store.Stored;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/** A set of documents that a client wants to be told of. Told of every commit in order, so that it may keep what it needs from one to the next. */
interface WatchTarget {
    /** What became of one document: it is in the target, new or changed; or it is not any more. */
    record Shift(Key key, Optional<ByteString> document, boolean exists) {
        static Shift in(Key key, ByteString document) {
            return new Shift(key, Optional.of(document), true);
        }

        static Shift out(Key key, boolean exists) {
            return new Shift(key, Optional.empty(), exists);
        }
    }

    /** All that are in it at a time, from which it goes on. */
    Iterator<Shift> begin(Snapshot snapshot);

    /** What differs between two times, to the second of which it goes on. */
    Iterator<Shift> resume(Snapshot before, Snapshot snapshot);

    /** How many are in it. */
    int count(Snapshot snapshot);

    List<Shift> after(Commit commit);

    /** Whether a version is newer than a time. */
    static boolean isNewer(Stored stored, Timestamp time) {
        return Long.compare(micros(stored.updated()), micros(time)) > 0;
    }

    static long micros(Timestamp time) {
        return time.getSeconds() * 1_000_000 + time.getNanos() / 1000;
    }
}
