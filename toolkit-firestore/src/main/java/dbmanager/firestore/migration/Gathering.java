package dbmanager.firestore.migration;

import com.google.firestore.v1.Document;
import dbmanager.firestore.document.DocumentPath;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Collects turns until they are worth a commit. */
final class Gathering {
    /** Writes and images of one commit; one turn alone may be more. Leaves room below the 4 MiB that Google's emulator takes. */
    private static final long BYTES = 5 << 19;

    private static final int DOCUMENTS = 400;

    private final Planner planner;
    private final Lane lane;
    private final List<Chunk.Read> reads;
    private final List<Turn> turns = new ArrayList<>();
    private final Set<DocumentPath> paths = new HashSet<>();
    private long bytes;

    /** @param reads goes with the first commit, and is empty after it */
    Gathering(Planner planner, Lane lane, List<Chunk.Read> reads) {
        this.planner = planner;
        this.lane = lane;
        this.reads = reads;
    }

    void add(List<Ask> asks, Map<DocumentPath, Optional<Document>> known) {
        for (Turn turn : planner.plan(asks, known)) {
            if (turn.paths().stream().anyMatch(paths::contains)) {
                commit();
                planner.plan(List.of(turn.ask()), new HashMap<>()).forEach(this::add);
            } else {
                add(turn);
            }
        }
    }

    private void add(Turn turn) {
        long size = turn.bytes();
        if (!turns.isEmpty()
                && (bytes + size > BYTES || paths.size() + turn.touches().size() > DOCUMENTS)) {
            commit();
        }
        turns.add(turn);
        paths.addAll(turn.paths());
        bytes += size;
    }

    void commit() {
        lane.commit(List.copyOf(turns), List.copyOf(reads));
        if (!turns.isEmpty()) {
            reads.clear();
        }
        turns.clear();
        paths.clear();
        bytes = 0;
    }
}
