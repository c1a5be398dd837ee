package dbmanager.firestore.document;

import com.google.firestore.v1.Document;
import com.google.firestore.v1.Value;
import dbmanager.backend.References;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;

/**
 * Moves documents from the database that a backup is of into another one: their names, and their references as the policy says. References that
 * lead into neither stay as they are. When both databases are the same, nothing changes and nothing is refused. May be used by several threads.
 */
public final class ReferenceRewriting {
    private final String source;
    private final String target;
    private final References policy;
    private final LongAdder inside = new LongAdder();
    private final LongAdder elsewhere = new LongAdder();

    public ReferenceRewriting(DatabaseName source, DatabaseName target, References policy) {
        this.source = source.documents() + '/';
        this.target = target.documents() + '/';
        this.policy = policy;
    }

    /**
     * How many references have been met.
     *
     * @param inside into the database that the backup is of: kept or repointed, as the policy says
     * @param elsewhere into any other, and so kept
     */
    public record Met(long inside, long elsewhere) {}

    public Met met() {
        return new Met(inside.sum(), elsewhere.sum());
    }

    /**
     * The document as it is to be in the target.
     *
     * @throws ForeignReference when the policy is {@link References#FAIL}, the databases differ, and a field refers into the old one
     */
    public Document move(Document document) {
        long all = count(document.getFieldsMap(), "");
        long here = all == 0 ? 0 : count(document.getFieldsMap(), source);
        inside.add(here);
        elsewhere.add(all - here);
        if (source.equals(target)) {
            return document;
        }
        String path = DocumentPath.of(document.getName()).text();
        if (here > 0 && policy == References.FAIL) {
            throw new ForeignReference(path, first(document.getFieldsMap()), source);
        }
        Document.Builder moved = document.toBuilder().setName(target + path);
        if (here > 0 && policy == References.REPOINT) {
            moved.clearFields();
            document.getFieldsMap().forEach((name, value) -> moved.putFields(name, repointed(value)));
        }
        return moved.build();
    }

    /** How many references begin so. */
    private static long count(Map<String, Value> fields, String prefix) {
        long count = 0;
        for (Value value : fields.values()) {
            count += count(value, prefix);
        }
        return count;
    }

    private static long count(Value value, String prefix) {
        return switch (value.getValueTypeCase()) {
            case REFERENCE_VALUE -> value.getReferenceValue().startsWith(prefix) ? 1 : 0;
            case ARRAY_VALUE ->
                value.getArrayValue().getValuesList().stream()
                        .mapToLong(element -> count(element, prefix))
                        .sum();
            case MAP_VALUE -> count(value.getMapValue().getFieldsMap(), prefix);
            default -> 0;
        };
    }

    private Value repointed(Value value) {
        Value.Builder copy = value.toBuilder();
        switch (value.getValueTypeCase()) {
            case REFERENCE_VALUE -> {
                String name = value.getReferenceValue();
                if (name.startsWith(source)) {
                    copy.setReferenceValue(target + name.substring(source.length()));
                }
            }
            case ARRAY_VALUE -> {
                copy.getArrayValueBuilder().clearValues();
                value.getArrayValue()
                        .getValuesList()
                        .forEach(element -> copy.getArrayValueBuilder().addValues(repointed(element)));
            }
            case MAP_VALUE ->
                value.getMapValue()
                        .getFieldsMap()
                        .forEach((name, field) -> copy.getMapValueBuilder().putFields(name, repointed(field)));
            default -> {}
        }
        return copy.build();
    }

    /** The deepest field, seen through maps, that holds a reference into the source. */
    private FieldPath first(Map<String, Value> fields) {
        for (Map.Entry<String, Value> field : fields.entrySet()) {
            Optional<FieldPath> found = first(FieldPath.of(field.getKey()), field.getValue());
            if (found.isPresent()) {
                return found.get();
            }
        }
        throw new IllegalStateException("a reference was counted and is not there");
    }

    private Optional<FieldPath> first(FieldPath at, Value value) {
        if (!value.hasMapValue()) {
            return count(value, source) > 0 ? Optional.of(at) : Optional.empty();
        }
        return value.getMapValue().getFieldsMap().entrySet().stream()
                .flatMap(field -> first(at.then(field.getKey()), field.getValue()).stream())
                .findFirst();
    }
}
