package dbmanager.cli;

import dbmanager.backend.Progress;
import java.io.PrintStream;

/** One line that is written over, at most ten times a second, and wiped when the work is done. */
final class ProgressLine implements Progress {
    private static final long INTERVAL_NANOS = 100_000_000;
    private static final String WIPE = "\r\u001b[K";

    private final PrintStream err;
    private long shownAt;
    private boolean shown;

    ProgressLine(PrintStream err) {
        this.err = err;
    }

    @Override
    public void at(String what, long done, long total) {
        if (done == total) {
            wipe();
            return;
        }
        long now = System.nanoTime();
        if (now - shownAt >= INTERVAL_NANOS) {
            shownAt = now;
            shown = true;
            err.print(WIPE + what + " " + (total > 0 ? done * 100 / total + " %" : Long.toString(done)));
        }
    }

    /** Makes room for a line that stays. */
    void wipe() {
        if (shown) {
            err.print(WIPE);
            shown = false;
        }
    }
}
