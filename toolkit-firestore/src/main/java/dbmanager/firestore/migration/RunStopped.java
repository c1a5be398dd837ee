package dbmanager.firestore.migration;

import dbmanager.migration.Direction;
import dbmanager.migration.Migration;
import dbmanager.problem.Problem;

/** A run ended for a reason that lies outside of it: the lock or the connection was lost, or it was interrupted. */
public final class RunStopped extends Problem {
    private static final long serialVersionUID = 1L;

    RunStopped(Migration migration, Direction direction, Problem cause, String state) {
        super(
                cause.kind(),
                (direction == Direction.UP ? "migration " : "rollback of migration ") + migration + " stopped: "
                        + cause.getMessage(),
                state,
                cause.next(),
                cause);
    }
}
