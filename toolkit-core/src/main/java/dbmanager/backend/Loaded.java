package dbmanager.backend;

import java.util.Map;
import java.util.Optional;

/**
 * What a load did.
 *
 * @param records put in, by table or collection
 * @param keptAside where the database that was replaced lies now, when it could not be read and was set aside instead of thrown away
 */
public record Loaded(Map<String, Long> records, Optional<String> keptAside) {
    public Loaded {
        records = Map.copyOf(records);
    }
}
