package dbmanager.firestore;

import com.google.firestore.v1.Write;
import dbmanager.firestore.gateway.Gateway;
import dbmanager.firestore.gateway.Outflow;
import dbmanager.firestore.gateway.Pace;
import dbmanager.firestore.gateway.Rejections;
import dbmanager.firestore.gateway.Written;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes documents one by one, in another order than they come: documents that are next to each other are kept by the same server, which is best
 * not asked to take them one after the other.
 *
 * @see <a href="https://cloud.google.com/firestore/docs/best-practices#hotspots">Avoid hotspots</a>
 */
final class Scattered implements AutoCloseable {
    private static final int MOST = 5_000;
    private static final long MOST_BYTES = 16 << 20;
    /** As many as a batch has, so that each batch is spread over all that waits. */
    private static final int BATCH = 500;

    private final Rejections rejections;
    private final Outflow out;
    private final List<Write> waiting = new ArrayList<>();
    private long bytes;

    /**
     * @param fence runs before each batch; what it throws ends the writing
     * @param lists the folder for a list of what the server rejects, where it is long
     */
    Scattered(Gateway gateway, Runnable fence, Path lists) {
        this.rejections = Rejections.listedIn(lists);
        this.out = gateway.outflow(gateway.emulator() ? Pace.unlimited() : Pace.ramped(), fence, rejections);
    }

    void put(Write write) {
        waiting.add(write);
        bytes += write.getSerializedSize();
        if (waiting.size() == MOST || bytes >= MOST_BYTES) {
            handOn();
        }
    }

    private void handOn() {
        int stride = Math.max(1, waiting.size() / BATCH);
        for (int first = 0; first < stride; first++) {
            for (int i = first; i < waiting.size(); i += stride) {
                out.put(waiting.get(i));
            }
        }
        waiting.clear();
        bytes = 0;
    }

    /** Waits until the last write has been answered. */
    Written finish() {
        handOn();
        return out.finish();
    }

    @Override
    public void close() {
        out.close();
        rejections.close();
    }
}
