package dbmanager.emulator.embedded.differential;

import static dbmanager.emulator.embedded.model.Values.array;
import static dbmanager.emulator.embedded.model.Values.value;
import static dbmanager.emulator.embedded.model.Values.vector;

import com.google.firestore.v1.Cursor;
import com.google.firestore.v1.StructuredAggregationQuery;
import com.google.firestore.v1.StructuredAggregationQuery.Aggregation;
import com.google.firestore.v1.StructuredQuery;
import com.google.firestore.v1.StructuredQuery.CollectionSelector;
import com.google.firestore.v1.StructuredQuery.CompositeFilter;
import com.google.firestore.v1.StructuredQuery.Direction;
import com.google.firestore.v1.StructuredQuery.FieldFilter;
import com.google.firestore.v1.StructuredQuery.FieldReference;
import com.google.firestore.v1.StructuredQuery.Filter;
import com.google.firestore.v1.StructuredQuery.FindNearest;
import com.google.firestore.v1.StructuredQuery.Order;
import com.google.firestore.v1.StructuredQuery.Projection;
import com.google.firestore.v1.StructuredQuery.UnaryFilter;
import com.google.firestore.v1.Value;
import com.google.protobuf.DoubleValue;
import com.google.protobuf.Int32Value;
import com.google.protobuf.Int64Value;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** Queries of every operator over every type, most of them well formed. */
final class Questions {
    private static final String NAME = "__name__";
    private static final List<FieldFilter.Operator> OPERATORS = Arrays.stream(FieldFilter.Operator.values())
            .filter(operator -> operator != FieldFilter.Operator.UNRECOGNIZED
                    && operator != FieldFilter.Operator.OPERATOR_UNSPECIFIED)
            .toList();
    private static final List<UnaryFilter.Operator> UNARY = Arrays.stream(UnaryFilter.Operator.values())
            .filter(operator -> operator != UnaryFilter.Operator.UNRECOGNIZED
                    && operator != UnaryFilter.Operator.OPERATOR_UNSPECIFIED)
            .toList();

    private final Pool pool;

    Questions(Pool pool) {
        this.pool = pool;
    }

    StructuredQuery query() {
        return pool.chance(12) ? kindless() : pool.chance(15) ? nearest() : of(from());
    }

    /** All of a collection, or the first of it. */
    StructuredQuery whole() {
        StructuredQuery.Builder query = StructuredQuery.newBuilder()
                .addFrom(CollectionSelector.newBuilder().setCollectionId(pool.one("c", "d", "s")));
        if (pool.chance(2)) {
            query.setLimit(Int32Value.of(2));
        }
        return query.build();
    }

    private CollectionSelector.Builder from() {
        return CollectionSelector.newBuilder()
                .setCollectionId(pool.one("c", "c", "c", "s", "d"))
                .setAllDescendants(pool.chance(3));
    }

    private StructuredQuery kindless() {
        StructuredQuery.Builder query = StructuredQuery.newBuilder()
                .addFrom(CollectionSelector.newBuilder().setAllDescendants(!pool.chance(10)));
        if (pool.chance(2)) {
            query.addOrderBy(order(NAME, pool.chance(8)));
            if (pool.chance(2)) {
                query.setStartAt(cursor(query, 1));
            }
        }
        if (pool.chance(3)) {
            query.setWhere(onName());
        }
        if (pool.chance(2)) {
            query.setSelect(Projection.newBuilder().addFields(reference(NAME)));
        }
        return cut(query).build();
    }

    private StructuredQuery of(CollectionSelector.Builder from) {
        StructuredQuery.Builder query = StructuredQuery.newBuilder().addFrom(from);
        if (!pool.chance(4)) {
            query.setWhere(filter(pool.chance(2) ? 0 : 2));
        }
        if (pool.chance(2)) {
            for (int i = 1 + pool.upTo(1); i > 0; i--) {
                query.addOrderBy(order(pool.chance(4) ? NAME : pool.fieldPath(), pool.chance(2)));
            }
            if (pool.chance(3)) {
                query.setStartAt(cursor(query, query.getOrderByCount()));
            }
            if (pool.chance(3)) {
                query.setEndAt(cursor(query, query.getOrderByCount()));
            }
        }
        if (pool.chance(4)) {
            Projection.Builder fields = query.getSelectBuilder();
            for (int i = pool.upTo(2); i > 0; i--) {
                fields.addFields(reference(pool.chance(3) ? NAME : pool.fieldPath()));
            }
        }
        return cut(query).build();
    }

    private StructuredQuery.Builder cut(StructuredQuery.Builder query) {
        if (pool.chance(3)) {
            query.setLimit(Int32Value.of(pool.chance(20) ? -1 : pool.upTo(4)));
        }
        if (pool.chance(5)) {
            query.setOffset(pool.chance(20) ? -1 : pool.upTo(3));
        }
        return query;
    }

    private StructuredQuery nearest() {
        FindNearest.Builder search = FindNearest.newBuilder()
                .setVectorField(reference(pool.one("v", "v", "v", "a", NAME)))
                .setQueryVector(
                        pool.chance(10) ? pool.any() : pool.one(vector(1, 2), vector(1), vector(0, 0), vector(2, -1)))
                .setDistanceMeasure(pool.one(
                        FindNearest.DistanceMeasure.EUCLIDEAN,
                        FindNearest.DistanceMeasure.COSINE,
                        FindNearest.DistanceMeasure.DOT_PRODUCT))
                .setLimit(Int32Value.of(pool.chance(20) ? pool.one(0, -1, 1_001) : 1 + pool.upTo(3)));
        if (pool.chance(3)) {
            search.setDistanceThreshold(DoubleValue.of(pool.one(0.0, 1.0, 2.0)));
        }
        if (pool.chance(3)) {
            search.setDistanceResultField(pool.one("distance", "a", "m.x"));
        }
        StructuredQuery.Builder query =
                StructuredQuery.newBuilder().addFrom(from()).setFindNearest(search);
        if (pool.chance(3)) {
            query.setWhere(leaf());
        }
        return query.build();
    }

    StructuredAggregationQuery aggregation() {
        if (pool.chance(12)) {
            return sumOfSome();
        }
        StructuredAggregationQuery.Builder query =
                StructuredAggregationQuery.newBuilder().setStructuredQuery(query());
        int count = pool.chance(30) ? pool.one(0, 6) : 1 + pool.upTo(2);
        for (int i = 0; i < count; i++) {
            Aggregation.Builder one = query.addAggregationsBuilder();
            switch (pool.upTo(2)) {
                case 0 -> one.getCountBuilder().mergeFrom(count());
                case 1 -> one.getSumBuilder().setField(reference(pool.fieldPath()));
                default -> one.getAvgBuilder().setField(reference(pool.fieldPath()));
            }
            if (pool.chance(3)) {
                one.setAlias(pool.chance(20) ? "__x__" : "alias" + i);
            }
        }
        return query.build();
    }

    /** Of documents that are not all that there are. */
    private StructuredAggregationQuery sumOfSome() {
        StructuredQuery some =
                whole().toBuilder().setLimit(Int32Value.of(1 + pool.upTo(1))).build();
        StructuredAggregationQuery.Builder query =
                StructuredAggregationQuery.newBuilder().setStructuredQuery(some);
        query.addAggregationsBuilder().getCountBuilder();
        query.addAggregationsBuilder().getSumBuilder().setField(reference(pool.one("n", "a", "b")));
        return query.build();
    }

    private Aggregation.Count count() {
        return pool.chance(3)
                ? Aggregation.Count.newBuilder()
                        .setUpTo(Int64Value.of(pool.one(1L, 2L, 0L)))
                        .build()
                : Aggregation.Count.getDefaultInstance();
    }

    private Filter filter(int depth) {
        if (depth == 0 || pool.chance(3)) {
            return leaf();
        }
        CompositeFilter.Builder composite = CompositeFilter.newBuilder()
                .setOp(pool.chance(3) ? CompositeFilter.Operator.OR : CompositeFilter.Operator.AND);
        for (int i = 1 + pool.upTo(2); i > 0; i--) {
            composite.addFilters(filter(depth - 1));
        }
        return Filter.newBuilder().setCompositeFilter(composite).build();
    }

    private Filter leaf() {
        if (pool.chance(8)) {
            return onName();
        }
        if (pool.chance(6)) {
            return Filter.newBuilder()
                    .setUnaryFilter(UnaryFilter.newBuilder()
                            .setField(reference(pool.fieldPath()))
                            .setOp(pool.one(UNARY)))
                    .build();
        }
        FieldFilter.Operator operator = pool.one(OPERATORS);
        return field(pool.fieldPath(), operator, operand(operator, false));
    }

    private Filter onName() {
        FieldFilter.Operator operator = pool.one(OPERATORS);
        return field(NAME, operator, operand(operator, !pool.chance(20)));
    }

    private Value operand(FieldFilter.Operator operator, boolean names) {
        boolean list = switch (operator) {
            case IN, NOT_IN, ARRAY_CONTAINS_ANY -> !pool.chance(20);
            default -> false;
        };
        if (!list) {
            return names ? pool.reference() : pool.any();
        }
        return array(IntStream.range(0, pool.chance(30) ? pool.one(0, 11, 31) : 1 + pool.upTo(3))
                .mapToObj(i -> names ? pool.reference() : pool.any())
                .toArray(Value[]::new));
    }

    private static Filter field(String path, FieldFilter.Operator operator, Value value) {
        return Filter.newBuilder()
                .setFieldFilter(FieldFilter.newBuilder()
                        .setField(reference(path))
                        .setOp(operator)
                        .setValue(value))
                .build();
    }

    private static Order order(String path, boolean descending) {
        return Order.newBuilder()
                .setField(reference(path))
                .setDirection(descending ? Direction.DESCENDING : Direction.ASCENDING)
                .build();
    }

    private Cursor cursor(StructuredQuery.Builder query, int most) {
        Cursor.Builder cursor = Cursor.newBuilder().setBefore(pool.chance(2));
        for (int i = 0; i < (pool.chance(20) ? most + 1 : 1 + pool.upTo(most - 1)); i++) {
            boolean named =
                    i >= most || query.getOrderBy(i).getField().getFieldPath().equals(NAME);
            cursor.addValues(named && !pool.chance(20) ? pool.reference() : pool.chance(30) ? value("1") : pool.any());
        }
        return cursor.build();
    }

    private static FieldReference reference(String path) {
        return FieldReference.newBuilder().setFieldPath(path).build();
    }
}
