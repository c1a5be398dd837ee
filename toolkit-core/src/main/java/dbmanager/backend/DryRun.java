package dbmanager.backend;

import dbmanager.migration.Direction;
import dbmanager.migration.Migration;
import dbmanager.problem.Finding;
import java.util.List;
import java.util.Optional;

/** Says what a migration would change, on engines that can tell without changing it. */
public non-sealed interface DryRun extends Feature {
    /**
     * Of the steps of a plan, asked for in their order: sees what the steps would change for which this object was asked before. Cannot write.
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
     * @param findings what it would leave alone
     * @param caveat why the real run may come to something else, where that is known
     */
    record StepPreview(
            String step, long changes, List<String> samples, List<Finding> findings, Optional<String> caveat) {
        public StepPreview {
            samples = List.copyOf(samples);
            findings = List.copyOf(findings);
        }
    }
}
