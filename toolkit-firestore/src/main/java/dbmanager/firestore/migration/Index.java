package dbmanager.firestore.migration;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * A composite index, as {@code firestore.indexes.json} has it.
 *
 * @param collectionGroup the id of the collections that it is about
 * @param group whether it serves queries over all collections of this id, else over each by itself
 * @see <a href="https://firebase.google.com/docs/reference/firestore/indexes">the file's format</a>
 */
public record Index(String collectionGroup, boolean group, List<Field> fields) {
    private static final String NAME = "__name__";

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
    public record Field(String path, Order order, int dimension) {
        static Field of(String path, Order order) {
            return new Field(path, order, 0);
        }

        @Override
        public String toString() {
            return path + " " + order.name().toLowerCase(Locale.ROOT) + (dimension == 0 ? "" : " " + dimension);
        }
    }

    /**
     * Whether both serve the same queries: Firestore ends every index by the document's name, in the order of the last field that has one, and
     * shows that or not.
     *
     * @see <a href="https://firebase.google.com/docs/firestore/query-data/index-overview#default_ordering_and_the_name_field">the name field</a>
     */
    public boolean sameAs(Index other) {
        return bare().equals(other.bare());
    }

    private Index bare() {
        int last = fields.size() - 1;
        if (last < 1 || !fields.get(last).path().equals(NAME)) {
            return this;
        }
        Order before = fields.get(last - 1).order();
        Order implied = before == Order.DESCENDING ? Order.DESCENDING : Order.ASCENDING;
        return fields.get(last).order() == implied ? new Index(collectionGroup, group, fields.subList(0, last)) : this;
    }

    @Override
    public String toString() {
        return (group ? "group " : "")
                + collectionGroup
                + fields.stream().map(Field::toString).collect(Collectors.joining(", ", " (", ")"));
    }
}
