package dbmanager.backend;

import dbmanager.migration.Direction;
import dbmanager.migration.Migration;
import java.util.List;

/** Says what a migration would change, on engines that can tell without changing it. */
public non-sealed interface DryRun extends Feature {
    /**
     * Reads the database as it is now, so what earlier migrations of the same plan would change first is not in it. Cannot write.
     *
     * @throws StepFailed when the migration would fail on what is there
     */
    Preview preview(Migration migration, Direction direction);

    /** @param steps in order */
    record Preview(List<StepPreview> steps) {
        public Preview {
            steps = List.copyOf(steps);
        }
    }

    /**
     * @param step as the script calls it
     * @param changes how many documents it would write or delete
     * @param samples the first few, a line each: where, what was, what would be
     */
    record StepPreview(String step, long changes, List<String> samples) {
        public StepPreview {
            samples = List.copyOf(samples);
        }
    }
}
