package dbmanager.emulator.embedded.query;

import dbmanager.emulator.embedded.model.FieldPath;
import dbmanager.emulator.embedded.model.Refused;
import io.grpc.Status;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Refuses the queries that production would refuse for want of an index, going by the indexes that a project deploys. Equalities are answered by any
 * indexes that are merged; what is ordered needs one whose fields end with just that order, or several that all do and begin with the equalities.
 *
 * @see <a href="https://firebase.google.com/docs/firestore/query-data/index-overview">Index types</a>
 */
public final class NeededIndex {
    private final Optional<IndexFile> file;

    private NeededIndex(Optional<IndexFile> file) {
        this.file = file;
    }

    /** Every query has the index that it needs. */
    public static NeededIndex none() {
        return new NeededIndex(Optional.empty());
    }

    /**
     * @param json the text of a {@code firestore.indexes.json}
     * @throws IllegalArgumentException where it is not one
     */
    public static NeededIndex read(String json) {
        return new NeededIndex(Optional.of(IndexFile.read(json)));
    }

    /** @throws Refused FAILED_PRECONDITION with the index to create */
    public void check(Query query) {
        check(query, Set.of());
    }

    /** @throws Refused FAILED_PRECONDITION with the index to create */
    public void check(Aggregation aggregation) {
        check(aggregation.query(), aggregation.fields());
    }

    private void check(Query query, Set<FieldPath> summed) {
        if (file.isEmpty() || query.source().collection().isEmpty()) {
            return;
        }
        for (List<Filter.Leaf> disjunction : disjunctions(query.filter())) {
            new Need(file.get(), query, disjunction, summed).check();
        }
    }

    /** In disjunctive normal form; lists of alternatives stay together, as one index answers them all. */
    private static List<List<Filter.Leaf>> disjunctions(Filter filter) {
        if (filter instanceof Filter.Leaf leaf) {
            return List.of(List.of(leaf));
        }
        if (filter instanceof Filter.Any any) {
            return any.filters().stream()
                    .map(NeededIndex::disjunctions)
                    .flatMap(Collection::stream)
                    .toList();
        }
        List<List<Filter.Leaf>> all = List.of(List.of());
        for (Filter one : ((Filter.All) filter).filters()) {
            List<List<Filter.Leaf>> product = new ArrayList<>();
            for (List<Filter.Leaf> left : all) {
                for (List<Filter.Leaf> right : disjunctions(one)) {
                    List<Filter.Leaf> both = new ArrayList<>(left);
                    both.addAll(right);
                    product.add(both);
                }
            }
            all = product;
        }
        return all;
    }

    /** What one disjunction needs. */
    private static final class Need {
        private final IndexFile file;
        private final Query query;
        private final String collection;
        private final boolean group;
        /** What indexes may begin with, in any order; for equalities in either direction. */
        private final Map<FieldPath, IndexDefinition.Mode> prefix = new LinkedHashMap<>();
        /** What they have to end with. */
        private final List<IndexDefinition.Part> suffix = new ArrayList<>();

        private final boolean nameDescending;

        Need(IndexFile file, Query query, List<Filter.Leaf> filters, Set<FieldPath> summed) {
            this.file = file;
            this.query = query;
            collection = query.source().collection().orElseThrow();
            group = query.source().deep();
            for (Filter.Leaf filter : filters) {
                if (filter.operator().looksIntoArrays()) {
                    prefix.put(filter.field(), IndexDefinition.Mode.CONTAINS);
                } else if (!filter.operator().isInequality() && !filter.field().isName()) {
                    prefix.putIfAbsent(filter.field(), IndexDefinition.Mode.ASCENDING);
                }
            }
            List<Order> orders = query.orders();
            nameDescending = orders.get(orders.size() - 1).descending();
            for (Order order : orders.subList(0, orders.size() - 1)) {
                if (prefix.get(order.field()) != IndexDefinition.Mode.ASCENDING) {
                    suffix.add(IndexDefinition.Part.of(order));
                }
            }
            for (FieldPath field : summed) {
                if (!prefix.containsKey(field)
                        && suffix.stream().noneMatch(part -> part.field().equals(field))) {
                    suffix.add(new IndexDefinition.Part(field, direction(nameDescending)));
                }
            }
            query.search()
                    .ifPresent(search -> suffix.add(
                            new IndexDefinition.Part(search.field(), IndexDefinition.Mode.VECTOR, search.dimension())));
        }

        private static IndexDefinition.Mode direction(boolean descending) {
            return descending ? IndexDefinition.Mode.DESCENDING : IndexDefinition.Mode.ASCENDING;
        }

        void check() {
            Set<FieldPath> answered = new HashSet<>();
            boolean ordered = suffix.isEmpty();
            for (IndexDefinition index : file.indexes()) {
                if (serves(index)) {
                    ordered = true;
                    index.fields().stream()
                            .map(IndexDefinition.Part::field)
                            .filter(prefix::containsKey)
                            .forEach(answered::add);
                }
            }
            if (prefix.isEmpty() && suffix.size() == 1) {
                IndexDefinition.Part only = suffix.get(0);
                if (!ordered && isVector()) {
                    throw missing();
                }
                boolean sameWay = only.mode() == direction(nameDescending);
                if (!ordered && !(sameWay && hasSingle(only.field(), only.mode()))) {
                    throw sameWay ? missing(only.field(), only.mode()) : missing();
                }
                return;
            }
            if (suffix.isEmpty()) {
                checkSingles(answered);
            } else if (!ordered || !answered.containsAll(prefix.keySet())) {
                throw missing();
            }
        }

        /** With no order, each equality is answered by the index of its own field, or with others in a composite one. */
        private void checkSingles(Set<FieldPath> answered) {
            for (Map.Entry<FieldPath, IndexDefinition.Mode> one : prefix.entrySet()) {
                boolean contains = one.getValue() == IndexDefinition.Mode.CONTAINS;
                IndexDefinition.Mode mode = contains ? one.getValue() : direction(nameDescending);
                boolean single = hasSingle(one.getKey(), mode) && !(contains && nameDescending);
                if (!single && !answered.contains(one.getKey())) {
                    if (contains && nameDescending) {
                        throw missing();
                    }
                    throw missing(one.getKey(), mode);
                }
            }
        }

        private boolean isVector() {
            return query.search().isPresent();
        }

        private boolean hasSingle(FieldPath field, IndexDefinition.Mode mode) {
            return file.single(collection, field).has(mode, group);
        }

        /** Whether it is over these collections, has equalities first and then just what is needed at the end. */
        private boolean serves(IndexDefinition index) {
            if (!index.collection().equals(collection)
                    || index.group() != group
                    || namesDescend(index) != nameDescending) {
                return false;
            }
            List<IndexDefinition.Part> parts = index.fields().stream()
                    .filter(part -> !part.field().isName())
                    .toList();
            int first = parts.size() - suffix.size();
            if (first < 0 || !parts.subList(first, parts.size()).equals(suffix)) {
                return false;
            }
            for (IndexDefinition.Part part : parts.subList(0, first)) {
                IndexDefinition.Mode asked = prefix.get(part.field());
                boolean contains = part.mode() == IndexDefinition.Mode.CONTAINS;
                if (asked == null || contains != (asked == IndexDefinition.Mode.CONTAINS)) {
                    return false;
                }
            }
            return true;
        }

        private static boolean namesDescend(IndexDefinition index) {
            return index.fields().get(index.fields().size() - 1).mode() == IndexDefinition.Mode.DESCENDING;
        }

        private Refused missing() {
            List<IndexDefinition.Part> fields = new ArrayList<>();
            prefix.forEach((field, mode) -> fields.add(new IndexDefinition.Part(field, mode)));
            fields.addAll(suffix);
            boolean last = fields.get(fields.size() - 1).mode() == IndexDefinition.Mode.DESCENDING;
            if (last != nameDescending) {
                fields.add(new IndexDefinition.Part(FieldPath.NAME, direction(nameDescending)));
            }
            IndexDefinition needed = new IndexDefinition(collection, group, List.copyOf(fields));
            String text = isVector()
                    ? "Missing vector index configuration. Please create the required index with the following gcloud command: "
                            + needed.gcloud(query.database().project())
                    : "The query requires an index. You can create it here: " + needed.link(query.database());
            return new Refused(
                    Status.Code.FAILED_PRECONDITION,
                    text + "\nnext: add to \"indexes\" of firestore.indexes.json: " + needed.json());
        }

        private Refused missing(FieldPath field, IndexDefinition.Mode mode) {
            String scope = group ? "COLLECTION_GROUP" : "COLLECTION";
            String suffixed = switch (mode) {
                case ASCENDING -> "_ASC";
                case DESCENDING -> "_DESC";
                case CONTAINS, VECTOR -> "_CONTAINS";
            };
            String config = mode == IndexDefinition.Mode.CONTAINS
                    ? "\"arrayConfig\": \"CONTAINS\""
                    : "\"order\": \"" + mode + "\"";
            return new Refused(
                    Status.Code.FAILED_PRECONDITION,
                    "The query requires a " + scope + suffixed + " index for collection " + collection + " and field "
                            + field
                            + ".\nnext: add {" + config + ", \"queryScope\": \"" + scope
                            + "\"} to the indexes of that field in \"fieldOverrides\" of firestore.indexes.json");
        }
    }
}
