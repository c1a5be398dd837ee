package dbmanager.firestore.document;

import com.google.firestore.v1.Document;
import com.google.firestore.v1.Value;
import dbmanager.backend.References;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Moves documents from the database that a backup is of into another one: their names, and their references as the policy says. References that
 * lead into neither stay as they are. When both databases are the same, nothing changes, and nothing is counted or refused. May be used by several
 * threads.
 */
public final class ReferenceRewriting {
    private final String source;
    private final String target;
    private final References policy;
    private final LongAdder inside = new LongAdder();
    private final LongAdder elsewhere = new LongAdder();
    private final AtomicReference<Outward> outward = new AtomicReference<>();

    public ReferenceRewriting(DatabaseName source, DatabaseName target, References policy) {
        this.source = source.documents() + '/';
        this.target = target.documents() + '/';
        this.policy = policy;
    }

    /**
     * How many references have been met on the way into another database.
     *
     * @param inside into the database that the backup is of: kept or repointed, as the policy says
     * @param elsewhere into any other, and so kept
     */
    public record Met(long inside, long elsewhere) {}

    /** Each as {@link #move} makes it. */
    public Stream<Document> move(Stream<Document> documents) {
        return source.equals(target) ? documents : documents.map(this::move);
    }

    public Met met() {
        return new Met(inside.sum(), elsewhere.sum());
    }

    /**
     * A reference of a moved document that leads out of the target.
     *
     * @param inside whether it leads into the database that the backup is of, so that it could be repointed
     */
    public record Outward(String document, FieldPath field, String reference, boolean inside) {}

    /** The first that has been met. */
    public Optional<Outward> outward() {
        return Optional.ofNullable(outward.get());
    }

    /**
     * The document as it is to be in the target.
     *
     * @throws ForeignReference when the policy is {@link References#FAIL}, the databases differ, and a field refers into the old one
     */
    public Document move(Document document) {
        if (source.equals(target)) {
            lookOutward(document);
            return document;
        }
        long all = count(document.getFieldsMap().values(), "");
        long here = all == 0 ? 0 : count(document.getFieldsMap().values(), source);
        inside.add(here);
        elsewhere.add(all - here);
        String path = DocumentPath.of(document.getName()).text();
        if (here > 0 && policy == References.FAIL) {
            FieldPath field = first(document.getFieldsMap(), name -> name.startsWith(source))
                    .orElseThrow()
                    .field();
            throw new ForeignReference(path, field, DatabaseName.parse(source));
        }
        Document.Builder moved = document.toBuilder().setName(target + path);
        if (here > 0 && policy == References.REPOINT) {
            moved.clearFields();
            document.getFieldsMap().forEach((name, value) -> moved.putFields(name, repointed(value)));
        }
        Document there = moved.build();
        if (all > 0) {
            lookOutward(there);
        }
        return there;
    }

    private void lookOutward(Document moved) {
        if (outward.get() == null && refers(moved.getFieldsMap().values())) {
            first(moved.getFieldsMap(), name -> !name.startsWith(target))
                    .map(found -> new Outward(
                            DocumentPath.of(moved.getName()).text(),
                            found.field(),
                            found.reference(),
                            found.reference().startsWith(source)))
                    .ifPresent(found -> outward.compareAndSet(null, found));
        }
    }

    private static boolean refers(Iterable<Value> values) {
        for (Value value : values) {
            boolean found = switch (value.getValueTypeCase()) {
                case REFERENCE_VALUE -> true;
                case ARRAY_VALUE -> refers(value.getArrayValue().getValuesList());
                case MAP_VALUE -> refers(value.getMapValue().getFieldsMap().values());
                default -> false;
            };
            if (found) {
                return true;
            }
        }
        return false;
    }

    /** How many references begin so. */
    private static long count(Iterable<Value> values, String prefix) {
        long count = 0;
        for (Value value : values) {
            count += count(value, prefix);
        }
        return count;
    }

    private static long count(Value value, String prefix) {
        return switch (value.getValueTypeCase()) {
            case REFERENCE_VALUE -> value.getReferenceValue().startsWith(prefix) ? 1 : 0;
            case ARRAY_VALUE -> count(value.getArrayValue().getValuesList(), prefix);
            case MAP_VALUE -> count(value.getMapValue().getFieldsMap().values(), prefix);
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

    /** @param field the deepest one, seen through maps that are in no array */
    private record Found(FieldPath field, String reference) {}

    private static Optional<Found> first(Map<String, Value> fields, Predicate<String> wanted) {
        return fields.entrySet().stream()
                .flatMap(field -> first(FieldPath.of(field.getKey()), field.getValue(), wanted).stream())
                .findFirst();
    }

    private static Optional<Found> first(FieldPath at, Value value, Predicate<String> wanted) {
        return switch (value.getValueTypeCase()) {
            case REFERENCE_VALUE ->
                Optional.of(new Found(at, value.getReferenceValue())).filter(found -> wanted.test(found.reference()));
            case ARRAY_VALUE ->
                value.getArrayValue().getValuesList().stream()
                        .flatMap(element -> first(at, element, wanted).stream())
                        .findFirst()
                        .map(found -> new Found(at, found.reference()));
            case MAP_VALUE ->
                value.getMapValue().getFieldsMap().entrySet().stream()
                        .flatMap(field -> first(at.then(field.getKey()), field.getValue(), wanted).stream())
                        .findFirst();
            default -> Optional.empty();
        };
    }
}
