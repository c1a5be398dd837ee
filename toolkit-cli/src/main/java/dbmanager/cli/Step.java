package dbmanager.cli;

import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * One step of a command that is over, for the journal.
 *
 * @param outcome {@code done} or {@code failed}
 * @param facts ids and counts; never a secret
 */
public record Step(String name, String outcome, Duration took, Map<String, String> facts) {
    public Step {
        facts = Collections.unmodifiableMap(new LinkedHashMap<>(facts));
    }
}
