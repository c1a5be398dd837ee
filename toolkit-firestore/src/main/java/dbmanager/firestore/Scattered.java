package dbmanager.firestore;

import com.google.firestore.v1.Write;
import dbmanager.firestore.gateway.Outflow;
import java.util.ArrayList;
import java.util.List;

/**
 * Hands writes on in another order than they come. Documents that are next to each other are kept by the same server, which is best not asked to
 * take them one after the other.
 *
 * @see <a href="https://cloud.google.com/firestore/docs/best-practices#hotspots">Avoid hotspots</a>
 */
final class Scattered {
    private static final int MOST = 5_000;
    private static final long MOST_BYTES = 16 << 20;
    /** As many as a batch has, so that each batch is spread over all that waits. */
    private static final int BATCH = 500;

    private final Outflow out;
    private final List<Write> waiting = new ArrayList<>();
    private long bytes;

    Scattered(Outflow out) {
        this.out = out;
    }

    void put(Write write) {
        waiting.add(write);
        bytes += write.getSerializedSize();
        if (waiting.size() == MOST || bytes >= MOST_BYTES) {
            end();
        }
    }

    /** Hands on what still waits. */
    void end() {
        int stride = Math.max(1, waiting.size() / BATCH);
        for (int first = 0; first < stride; first++) {
            for (int i = first; i < waiting.size(); i += stride) {
                out.put(waiting.get(i));
            }
        }
        waiting.clear();
        bytes = 0;
    }
}
