package dbmanager.firestore.session;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What becomes of a document, and of others on its account. All of it happens at once, or nothing. A value. */
public final class Edit {
    private static final Edit NONE = new Edit(List.of());

    private final List<Write> writes;

    private Edit(List<Write> writes) {
        this.writes = writes;
    }

    /** The document stays as it is. */
    public static Edit none() {
        return NONE;
    }

    /** It has these fields and no others. */
    public static Edit set(Map<String, ?> fields) {
        return NONE.and(new Write(Optional.empty(), Kind.SET, fields));
    }

    /** These fields, by field path, have these values; others stay. */
    public static Edit update(Map<String, ?> fields) {
        return NONE.and(new Write(Optional.empty(), Kind.UPDATE, fields));
    }

    /** The same for one field. */
    public static Edit update(String field, Object value) {
        return update(Collections.singletonMap(field, value));
    }

    /** These fields, by field path, are gone; others stay. */
    public static Edit remove(String... fields) {
        Map<String, Object> gone = new LinkedHashMap<>();
        for (String field : fields) {
            gone.put(field, null);
        }
        return NONE.and(new Write(Optional.empty(), Kind.REMOVE, gone));
    }

    /** The document is gone. */
    public static Edit delete() {
        return NONE.and(new Write(Optional.empty(), Kind.DELETE, Map.of()));
    }

    /** And another document has these fields and no others. */
    public Edit andSet(String document, Map<String, ?> fields) {
        return and(new Write(Optional.of(document), Kind.SET, fields));
    }

    /** And another document is gone. */
    public Edit andDelete(String document) {
        return and(new Write(Optional.of(document), Kind.DELETE, Map.of()));
    }

    private Edit and(Write write) {
        List<Write> longer = new ArrayList<>(writes);
        longer.add(write);
        return new Edit(List.copyOf(longer));
    }

    public List<Write> writes() {
        return writes;
    }

    public enum Kind {
        SET,
        UPDATE,
        REMOVE,
        DELETE
    }

    /**
     * @param document another one than that which is edited
     * @param fields by name for SET, by field path for UPDATE and REMOVE
     */
    public record Write(Optional<String> document, Kind kind, Map<String, ?> fields) {
        public Write {
            fields = Collections.unmodifiableMap(new LinkedHashMap<>(fields));
        }
    }
}
