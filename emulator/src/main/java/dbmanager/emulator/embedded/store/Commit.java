package dbmanager.emulator.embedded.store;

import com.google.protobuf.Timestamp;
import java.util.List;

/**
 * A commit that changed something, as whoever watches a database is told of it.
 *
 * @param changes one for each document, in no order
 */
public record Commit(Timestamp time, List<Changed> changes) {
    public Commit {
        changes = List.copyOf(changes);
    }

    /** How many bytes of memory it holds, its versions included. */
    long size() {
        return changes.stream().mapToLong(Changed::size).sum();
    }
}
