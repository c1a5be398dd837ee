package dbmanager.migration;

import dbmanager.problem.Problem;

/** A way down has a step that cannot be taken back. */
public final class Irreversible extends Problem {
    private static final long serialVersionUID = 1L;

    private Irreversible(String happened, String next) {
        super(Kind.CONFLICT, happened, "nothing was undone", next);
    }

    Irreversible(Migration migration, int planned) {
        this(
                "migration " + migration + " cannot be taken back: it has no undo script"
                        + (planned > 1 ? " (one of " + planned + " steps, so none was taken)" : ""),
                "write " + MigrationFolder.UNDO + "/U" + migration.version().orElseThrow() + "__"
                        + migration.description().replace(' ', '_')
                        + ".sql, or restore the backup taken before it: `db-manager list-backups`");
    }

    static Irreversible baseline(MigrationKey key) {
        return new Irreversible(
                key + " is the baseline that the history began with; there is nothing before it",
                "give a target above it");
    }
}
