package dbmanager.firestore.migration;

import dbmanager.migration.MigrationKey;
import dbmanager.problem.Problem;

/** A migration is to be taken back from images that are not there. */
final class NothingKept extends Problem {
    private static final long serialVersionUID = 1L;

    private NothingKept(String happened) {
        super(
                Kind.CONFLICT,
                happened,
                "nothing was taken back",
                "restore the backup taken before it (`db-manager list-backups`); or undo it by hand and run"
                        + " `db-manager stamp`");
    }

    static NothingKept neverRan(MigrationKey key) {
        return new NothingKept("migration " + key + " has no run in the history that could be taken back");
    }

    static NothingKept of(Tracked up, MigrationKey key) {
        return new NothingKept(
                up.mode() == dbmanager.migration.Mode.RECORD_ONLY
                        ? "migration " + key + " was stamped, not run, so nothing was kept to take it back"
                        : "what was kept to take migration " + key + " back was dropped: only the newest "
                                + Pruning.KEPT + " are kept");
    }
}
