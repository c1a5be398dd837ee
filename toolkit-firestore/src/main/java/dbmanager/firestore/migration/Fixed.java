package dbmanager.firestore.migration;

import com.google.firestore.v1.Document;
import com.google.firestore.v1.MapValue;
import com.google.firestore.v1.Value;
import dbmanager.firestore.document.DocumentPath;
import dbmanager.firestore.document.Fields;
import dbmanager.yaml.Place;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A step about one document that it names. */
public final class Fixed implements Step {
    private final String name;
    private final Place place;
    private final DocumentPath document;
    private final Act act;
    private final Map<String, Value> fields;

    /** What becomes of the document. */
    enum Act {
        /** Made where it is missing, else left alone. */
        ENSURE,
        /** Made; one that is there and differs is a failure. */
        CREATE,
        /** Made, or these fields added to it, maps by their keys. */
        MERGE,
        /** Made, or given exactly these fields. */
        REPLACE,
        DELETE
    }

    Fixed(String name, Place place, DocumentPath document, Act act, Map<String, Value> fields) {
        this.name = name;
        this.place = place;
        this.document = document;
        this.act = act;
        this.fields = fields;
    }

    /** The document to read before asking for the change. */
    public DocumentPath document() {
        return document;
    }

    /**
     * What is to become of it; nothing when it is as it should be already.
     *
     * @param present the document as it is, if it exists
     * @throws DocumentFailed when another document stands where this one is to be created
     */
    public Optional<Change> change(Optional<Document> present) {
        Optional<Map<String, Value>> before = present.map(Document::getFieldsMap);
        return switch (act) {
            case ENSURE -> before.isPresent() ? Optional.empty() : Optional.of(put(fields));
            case CREATE -> {
                if (before.filter(there -> !Fields.same(there, fields)).isPresent()) {
                    throw DocumentFailed.exists(document);
                }
                yield before.isPresent() ? Optional.empty() : Optional.of(put(fields));
            }
            case MERGE -> changed(before, merged(before.orElse(Map.of()), fields));
            case REPLACE -> changed(before, fields);
            case DELETE -> before.map(there -> new Change.Delete(document));
        };
    }

    private Optional<Change> changed(Optional<Map<String, Value>> before, Map<String, Value> after) {
        return before.filter(there -> Fields.same(there, after)).isPresent()
                ? Optional.empty()
                : Optional.of(put(after));
    }

    private Change put(Map<String, Value> after) {
        return new Change.Put(document, after, Existing.REPLACE);
    }

    private static Map<String, Value> merged(Map<String, Value> before, Map<String, Value> more) {
        Map<String, Value> all = new LinkedHashMap<>(before);
        more.forEach((name, value) -> all.merge(name, value, (old, added) -> {
            if (!old.hasMapValue() || !added.hasMapValue()) {
                return added;
            }
            Map<String, Value> inner =
                    merged(old.getMapValue().getFieldsMap(), added.getMapValue().getFieldsMap());
            return Value.newBuilder()
                    .setMapValue(MapValue.newBuilder().putAllFields(inner))
                    .build();
        }));
        return all;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public String summary() {
        return name + " " + document;
    }

    @Override
    public Place place() {
        return place;
    }

    /** What is to be created and is there as it should be changes nothing, so all are. */
    @Override
    public boolean idempotent() {
        return true;
    }

    @Override
    public List<String> creates() {
        return act == Act.DELETE ? List.of() : List.of(document.collection());
    }

    @Override
    public String toString() {
        return place + ": " + summary();
    }
}
