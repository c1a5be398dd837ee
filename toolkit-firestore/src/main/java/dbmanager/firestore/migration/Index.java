package dbmanager.firestore.migration;

import java.util.List;
import java.util.stream.Collectors;

/**
 * A composite index, as {@code firestore.indexes.json} has it.
 *
 * @param collectionGroup the id of the collections that it is about
 * @param group whether it serves queries over all collections of this id, else over each by itself
 * @see <a href="https://firebase.google.com/docs/reference/firestore/indexes">the file's format</a>
 */
public record Index(String collectionGroup, boolean group, List<Field> fields) {
    public Index {
        fields = List.copyOf(fields);
    }

    /** How a field is indexed. */
    public enum Order {
        ASCENDING,
        DESCENDING,
        /** Its elements, for {@code array-contains}. */
        CONTAINS,
        /** For nearest neighbours. */
        VECTOR
    }

    /**
     * @param path as a field path, quoted where need be
     * @param dimension of a vector, else 0
     */
    public record Field(String path, Order order, int dimension) {}

    @Override
    public String toString() {
        return (group ? "group " : "")
                + collectionGroup
                + fields.stream()
                        .map(field -> field.path() + " " + field.order().name().toLowerCase(java.util.Locale.ROOT))
                        .collect(Collectors.joining(", ", " (", ")"));
    }
}
