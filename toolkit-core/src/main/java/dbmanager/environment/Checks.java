package dbmanager.environment;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What {@code check-data} asks of a database.
 *
 * @param required tables or collections that must exist
 * @param minRows how many rows or documents a table or collection must have at least
 * @param assertions queries by name, each of which must return no row
 */
public record Checks(List<String> required, Map<String, Long> minRows, Map<String, String> assertions) {
    public Checks {
        required = List.copyOf(required);
        minRows = Collections.unmodifiableMap(new LinkedHashMap<>(minRows));
        assertions = Collections.unmodifiableMap(new LinkedHashMap<>(assertions));
    }

    public static Checks none() {
        return new Checks(List.of(), Map.of(), Map.of());
    }

    public boolean isEmpty() {
        return required.isEmpty() && minRows.isEmpty() && assertions.isEmpty();
    }
}
