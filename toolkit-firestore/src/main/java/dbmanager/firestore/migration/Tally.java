package dbmanager.firestore.migration;

import dbmanager.backend.Progress;

/** What has been done so far; told by several threads. */
final class Tally {
    private final Progress progress;
    private String step = "";
    private long scanned;
    private long changed;

    /** @param changed documents that an earlier attempt of the same run changed */
    Tally(Progress progress, long changed) {
        this.progress = progress;
        this.changed = changed;
    }

    synchronized void begin(String name) {
        step = name;
        scanned = 0;
    }

    /** What is being done; empty before the first step. */
    synchronized String step() {
        return step;
    }

    synchronized void scanned(long documents) {
        scanned += documents;
        progress.at(step, scanned, -1);
    }

    synchronized void changed(long documents) {
        changed += documents;
    }

    synchronized long changed() {
        return changed;
    }
}
