package dbmanager.environment;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Where what Casdoor lists goes in a database.
 *
 * @param table or collection
 * @param key the column that tells whom a row is of; one of the fields
 * @param fields of Casdoor, by the column that takes them
 * @param active the column that is true for who is listed, and false for who is not any more
 * @param fallback for applications, one that is there whether or not Casdoor lists it, as its fields
 * @param workspace for users, the column that new ones get the key of the fallback in
 */
public record CasdoorMapping(
        String table,
        String key,
        Map<String, String> fields,
        String active,
        Map<String, String> fallback,
        Optional<String> workspace) {
    public CasdoorMapping {
        fields = Collections.unmodifiableMap(new LinkedHashMap<>(fields));
        fallback = Collections.unmodifiableMap(new LinkedHashMap<>(fallback));
    }

    /** The field of Casdoor that the key is. */
    public String keyField() {
        return fields.get(key);
    }
}
