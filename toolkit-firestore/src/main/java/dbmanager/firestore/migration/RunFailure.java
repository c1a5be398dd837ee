package dbmanager.firestore.migration;

import dbmanager.backend.StepFailed;
import dbmanager.migration.Direction;
import dbmanager.migration.Migration;
import dbmanager.problem.Problem;
import java.util.Optional;

/** How the failure of a run is told. */
final class RunFailure {
    /** In the order in which they work: a script that was edited is not gone on with. */
    private static final String OUT_OF_FAILURE = "correct the data and run `db-manager migrate`; or, where the script"
            + " has to be corrected, first run `db-manager rollback`, then correct it and run `db-manager migrate`";

    private static final String OUT_OF_ROLLBACK = "correct the data and run `db-manager rollback` again";

    private RunFailure() {}

    /** @param noted whether the history says FAILED; else it still says STARTED */
    static Problem of(Migration migration, Direction direction, Tally tally, Problem cause, boolean noted) {
        String again = direction == Direction.UP ? "migrate" : "rollback";
        String state = tally.changed() + (tally.changed() == 1 ? " document is" : " documents are") + " changed"
                + (direction == Direction.UP ? ", and images of what was there before are kept" : " back")
                + "; the history says " + (noted ? "FAILED" : "STARTED") + "; `db-manager " + again
                + "` goes on where it stopped"
                + (direction == Direction.UP
                        ? ", `db-manager rollback` takes back what was done, which comes first where the script has to be corrected"
                        : "");
        return switch (cause.kind()) {
            case LOCKED, UNREACHABLE, INTERRUPTED -> new RunStopped(migration, direction, cause, state);
            default ->
                new StepFailed(
                        migration.key(),
                        direction,
                        where(migration, tally),
                        cause.getMessage(),
                        state,
                        direction == Direction.UP ? OUT_OF_FAILURE : OUT_OF_ROLLBACK,
                        cause);
        };
    }

    /** @param forgotten why an earlier step may be what is missing */
    static Problem inDryRun(Migration migration, Direction direction, Problem cause, Optional<String> forgotten) {
        return switch (cause.kind()) {
            case LOCKED, UNREACHABLE, INTERRUPTED, CONFIGURATION, CONFLICT -> cause;
            default ->
                new StepFailed(
                        migration.key(),
                        direction,
                        migration.script().path(),
                        cause.getMessage()
                                + forgotten
                                        .map(why -> " (on the database as it is: " + why + " before)")
                                        .orElse(""),
                        "nothing was changed: this is a dry run",
                        cause);
        };
    }

    private static String where(Migration migration, Tally tally) {
        String step = tally.step();
        return migration.script().path() + (step.isEmpty() ? "" : ", " + step);
    }
}
