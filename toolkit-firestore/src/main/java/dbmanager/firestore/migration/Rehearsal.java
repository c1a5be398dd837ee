package dbmanager.firestore.migration;

import dbmanager.backend.DryRun;
import dbmanager.migration.Direction;
import dbmanager.migration.Migration;

/** What a plan would change, step by step, each on the database as the steps before would leave it. */
public final class Rehearsal implements DryRun, AutoCloseable {
    private final MigrationRunner runner;
    private final Overlay overlay;

    Rehearsal(MigrationRunner runner, Overlay overlay) {
        this.runner = runner;
        this.overlay = overlay;
    }

    @Override
    public Preview preview(Migration migration, Direction direction) {
        return runner.preview(overlay, migration, direction);
    }

    @Override
    public void close() {
        overlay.close();
    }
}
