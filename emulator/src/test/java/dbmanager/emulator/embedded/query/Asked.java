package dbmanager.emulator.embedded.query;

import com.google.firestore.v1.Cursor;
import com.google.firestore.v1.StructuredQuery;
import com.google.firestore.v1.StructuredQuery.CompositeFilter;
import com.google.firestore.v1.StructuredQuery.FieldFilter;
import com.google.firestore.v1.StructuredQuery.FieldReference;
import com.google.firestore.v1.StructuredQuery.UnaryFilter;
import com.google.firestore.v1.Value;
import com.google.protobuf.Int32Value;
import dbmanager.emulator.embedded.store.Snapshot;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Requests as short as tests want them. */
final class Asked {
    private Asked() {}

    static StructuredQuery.Builder from(String collection) {
        StructuredQuery.Builder query = StructuredQuery.newBuilder();
        query.addFromBuilder().setCollectionId(collection);
        return query;
    }

    static StructuredQuery.Builder group(String collection) {
        StructuredQuery.Builder query = StructuredQuery.newBuilder();
        query.addFromBuilder().setCollectionId(collection).setAllDescendants(true);
        return query;
    }

    static StructuredQuery.Filter field(String path, FieldFilter.Operator operator, Value value) {
        return StructuredQuery.Filter.newBuilder()
                .setFieldFilter(FieldFilter.newBuilder()
                        .setField(reference(path))
                        .setOp(operator)
                        .setValue(value))
                .build();
    }

    static StructuredQuery.Filter unary(String path, UnaryFilter.Operator operator) {
        return StructuredQuery.Filter.newBuilder()
                .setUnaryFilter(
                        UnaryFilter.newBuilder().setField(reference(path)).setOp(operator))
                .build();
    }

    static StructuredQuery.Filter all(StructuredQuery.Filter... filters) {
        return composite(CompositeFilter.Operator.AND, List.of(filters));
    }

    static StructuredQuery.Filter any(StructuredQuery.Filter... filters) {
        return composite(CompositeFilter.Operator.OR, List.of(filters));
    }

    static StructuredQuery.Filter composite(CompositeFilter.Operator operator, List<StructuredQuery.Filter> filters) {
        return StructuredQuery.Filter.newBuilder()
                .setCompositeFilter(CompositeFilter.newBuilder().setOp(operator).addAllFilters(filters))
                .build();
    }

    static FieldReference reference(String path) {
        return FieldReference.newBuilder().setFieldPath(path).build();
    }

    /** @param fields with a minus before those that are descending */
    static List<StructuredQuery.Order> by(String... fields) {
        return Arrays.stream(fields)
                .map(field -> StructuredQuery.Order.newBuilder()
                        .setField(reference(field.startsWith("-") ? field.substring(1) : field))
                        .setDirection(
                                field.startsWith("-")
                                        ? StructuredQuery.Direction.DESCENDING
                                        : StructuredQuery.Direction.ASCENDING)
                        .build())
                .toList();
    }

    static Cursor before(Value... values) {
        return Cursor.newBuilder().addAllValues(List.of(values)).setBefore(true).build();
    }

    static Cursor after(Value... values) {
        return Cursor.newBuilder().addAllValues(List.of(values)).build();
    }

    static Int32Value limit(int limit) {
        return Int32Value.of(limit);
    }

    static List<String> paths(StructuredQuery.Builder query, Snapshot snapshot) {
        return paths(Query.of(query.build(), Documents.PARENT).run(snapshot));
    }

    static List<String> paths(Results results) {
        List<String> paths = new ArrayList<>();
        results.forEachRemaining(result -> paths.add(result.stored().key().path()));
        return paths;
    }
}
