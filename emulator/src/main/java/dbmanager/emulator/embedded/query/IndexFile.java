package dbmanager.emulator.embedded.query;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.ListValue;
import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import com.google.protobuf.util.JsonFormat;
import dbmanager.emulator.embedded.model.FieldPath;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What a {@code firestore.indexes.json} says.
 *
 * @param overrides what single-field indexes a field has, where not the automatic ones; the field may be {@code *}
 */
record IndexFile(List<IndexDefinition> indexes, Map<Field, Single> overrides) {
    private static final String EVERY_FIELD = "*";

    /** @param path as written, or {@code *} */
    record Field(String collection, String path) {}

    /** The single-field indexes of a field. */
    record Single(Set<IndexDefinition.Mode> collection, Set<IndexDefinition.Mode> group) {
        /** <a href="https://firebase.google.com/docs/firestore/query-data/index-overview#automatic_indexing">Automatic indexing</a>. */
        static final Single AUTOMATIC = new Single(
                EnumSet.of(
                        IndexDefinition.Mode.ASCENDING, IndexDefinition.Mode.DESCENDING, IndexDefinition.Mode.CONTAINS),
                EnumSet.noneOf(IndexDefinition.Mode.class));

        boolean has(IndexDefinition.Mode mode, boolean ofGroup) {
            return (ofGroup ? group : collection).contains(mode);
        }
    }

    /** @throws IllegalArgumentException where it is not such a file; the message says what is wrong */
    static IndexFile read(String json) {
        Struct.Builder file = Struct.newBuilder();
        try {
            JsonFormat.parser().merge(json, file);
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalArgumentException("the index file is not JSON: " + e.getMessage(), e);
        }
        List<IndexDefinition> indexes = new ArrayList<>();
        for (Struct index : structs(file.build(), "indexes")) {
            List<IndexDefinition.Part> fields =
                    structs(index, "fields").stream().map(IndexFile::part).toList();
            if (fields.isEmpty()) {
                throw new IllegalArgumentException("the index file has an index without fields");
            }
            indexes.add(new IndexDefinition(text(index, "collectionGroup"), isOfGroup(index), fields));
        }
        Map<Field, Single> overrides = new HashMap<>();
        for (Struct override : structs(file.build(), "fieldOverrides")) {
            if (override.containsFields("indexes")) {
                overrides.put(
                        new Field(text(override, "collectionGroup"), text(override, "fieldPath")), single(override));
            }
        }
        return new IndexFile(List.copyOf(indexes), Map.copyOf(overrides));
    }

    private static IndexDefinition.Part part(Struct field) {
        FieldPath path = FieldPath.parse(text(field, "fieldPath"));
        if (field.containsFields("vectorConfig")) {
            Struct vector = field.getFieldsOrThrow("vectorConfig").getStructValue();
            double dimension = vector.getFieldsOrDefault("dimension", Value.getDefaultInstance())
                    .getNumberValue();
            return new IndexDefinition.Part(path, IndexDefinition.Mode.VECTOR, (int) dimension);
        }
        return new IndexDefinition.Part(path, mode(field));
    }

    private static IndexDefinition.Mode mode(Struct field) {
        if (field.containsFields("arrayConfig")) {
            return IndexDefinition.Mode.CONTAINS;
        }
        String order = field.containsFields("order") ? text(field, "order") : text(field, "mode");
        return switch (order) {
            case "ASCENDING" -> IndexDefinition.Mode.ASCENDING;
            case "DESCENDING" -> IndexDefinition.Mode.DESCENDING;
            default ->
                throw new IllegalArgumentException(
                        "the index file has the order " + order + "; it is ASCENDING or DESCENDING");
        };
    }

    private static Single single(Struct override) {
        Set<IndexDefinition.Mode> collection = EnumSet.noneOf(IndexDefinition.Mode.class);
        Set<IndexDefinition.Mode> group = EnumSet.noneOf(IndexDefinition.Mode.class);
        for (Struct index : structs(override, "indexes")) {
            (isOfGroup(index) ? group : collection).add(mode(index));
        }
        return new Single(collection, group);
    }

    private static boolean isOfGroup(Struct index) {
        return index.containsFields("queryScope") && text(index, "queryScope").equals("COLLECTION_GROUP");
    }

    private static List<Struct> structs(Struct holder, String name) {
        ListValue list =
                holder.getFieldsOrDefault(name, Value.getDefaultInstance()).getListValue();
        return list.getValuesList().stream().map(Value::getStructValue).toList();
    }

    private static String text(Struct holder, String name) {
        String text =
                holder.getFieldsOrDefault(name, Value.getDefaultInstance()).getStringValue();
        if (text.isEmpty()) {
            throw new IllegalArgumentException("the index file lacks \"" + name + "\" in "
                    + holder.getFieldsMap().keySet());
        }
        return text;
    }

    /** What a field has: what is said of it, or of a map that it is in, or of every field of the collection. */
    Single single(String collection, FieldPath field) {
        for (int length = field.segments().size(); length > 0; length--) {
            FieldPath path = new FieldPath(field.segments().subList(0, length));
            Optional<Single> override = Optional.ofNullable(overrides.get(new Field(collection, path.toString())));
            if (override.isPresent()) {
                return override.get();
            }
        }
        return overrides.getOrDefault(new Field(collection, EVERY_FIELD), Single.AUTOMATIC);
    }
}
