package dbmanager.backend;

import dbmanager.migration.History;
import dbmanager.problem.Finding;
import java.util.List;

/**
 * What a step did.
 *
 * @param entry as it stands in the history
 * @param findings what somebody should look at though the step succeeded, such as documents that a rollback left alone because they were
 *     changed since
 */
public record StepDone(History.Entry entry, List<Finding> findings) {
    public StepDone {
        findings = List.copyOf(findings);
    }

    public static StepDone of(History.Entry entry) {
        return new StepDone(entry, List.of());
    }
}
