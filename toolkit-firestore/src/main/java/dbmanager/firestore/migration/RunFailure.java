package dbmanager.firestore.migration;

import dbmanager.backend.StepFailed;
import dbmanager.migration.Direction;
import dbmanager.migration.Migration;
import dbmanager.problem.Problem;
import java.util.Optional;

/** How the failure of a run is told. */
final class RunFailure {
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
                new StepFailed(migration.key(), direction, where(migration, tally), cause.getMessage(), state, cause);
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
