package dbmanager.backend;

import dbmanager.migration.Direction;
import dbmanager.migration.MigrationKey;
import dbmanager.problem.Problem;
import java.util.List;

/** A migration, its undo, or a verify script failed. */
public final class StepFailed extends Problem {
    private static final long serialVersionUID = 1L;

    private final transient MigrationKey migration;

    /**
     * @param where script and line, such as {@code V2__prices.sql, line 3}
     * @param why what the database said
     * @param state what is left of the step; see {@link #rolledBack}
     */
    public StepFailed(
            MigrationKey migration, Direction direction, String where, String why, String state, Throwable cause) {
        this(
                migration,
                direction,
                where,
                why,
                state,
                "correct the script and run the command again; `db-manager status` shows where the database is",
                cause);
    }

    /** @param next the commands that lead out of it, on an engine where a step can stop half-way */
    public StepFailed(
            MigrationKey migration,
            Direction direction,
            String where,
            String why,
            String state,
            String next,
            Throwable cause) {
        super(
                Kind.FAILED,
                (direction == Direction.UP ? "migration " : "rollback of migration ") + migration + " failed at "
                        + where + ": " + why,
                state,
                next,
                cause);
        this.migration = migration;
    }

    /** A verify script returned rows, on an engine that runs a step as one transaction. */
    public static StepFailed verification(
            MigrationKey migration, Direction direction, String script, List<String> rows, long total) {
        return verification(migration, direction, script, rows, total, rolledBack());
    }

    /**
     * A verify script returned rows.
     *
     * @param rows the first few, as text
     * @param state what is left of the step
     */
    public static StepFailed verification(
            MigrationKey migration, Direction direction, String script, List<String> rows, long total, String state) {
        return new StepFailed(
                migration,
                direction,
                script,
                total + (total == 1 ? " row contradicts it: " : " rows contradict it: ") + String.join("; ", rows),
                state,
                null);
    }

    /** The state after a failure on an engine that runs a step as one transaction. */
    public static String rolledBack() {
        return "everything that this step did was rolled back, and the history does not have it; earlier steps stay";
    }

    public MigrationKey migration() {
        return migration;
    }
}
