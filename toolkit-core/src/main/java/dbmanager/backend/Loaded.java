package dbmanager.backend;

import dbmanager.problem.Finding;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a load did.
 *
 * @param records put in, by table or collection
 * @param keptAside where the database that was replaced lies now, when it could not be read and was set aside instead of thrown away
 * @param findings what somebody should know though it succeeded, such as references that still point at the old database
 */
public record Loaded(Map<String, Long> records, Optional<String> keptAside, List<Finding> findings) {
    public Loaded {
        records = Map.copyOf(records);
        findings = List.copyOf(findings);
    }

    public Loaded(Map<String, Long> records, Optional<String> keptAside) {
        this(records, keptAside, List.of());
    }
}
