package dbmanager.emulator.embedded.query;

import com.google.firestore.v1.Cursor;
import com.google.firestore.v1.Document;
import com.google.firestore.v1.StructuredQuery;
import com.google.firestore.v1.StructuredQuery.Direction;
import com.google.firestore.v1.Value;
import dbmanager.emulator.embedded.model.FieldPath;
import dbmanager.emulator.embedded.model.ValueOrder;
import dbmanager.emulator.embedded.model.Values;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** What a query means, said the plainest way: look at every document, sort all that pass, cut. */
final class BruteForce {
    private record Key(FieldPath field, int sign) {}

    private final StructuredQuery query;
    private final List<Key> orders = new ArrayList<>();

    BruteForce(StructuredQuery query) {
        this.query = query;
        int sign = 1;
        TreeSet<FieldPath> missing = new TreeSet<>();
        inequalities(query.getWhere(), missing);
        for (StructuredQuery.Order order : query.getOrderByList()) {
            sign = order.getDirection() == Direction.DESCENDING ? -1 : 1;
            FieldPath field = FieldPath.parse(order.getField().getFieldPath());
            missing.remove(field);
            orders.add(new Key(field, sign));
        }
        missing.remove(FieldPath.NAME);
        for (FieldPath field : missing) {
            orders.add(new Key(field, sign));
        }
        if (orders.stream().noneMatch(key -> key.field.isName())) {
            orders.add(new Key(FieldPath.NAME, sign));
        }
    }

    private static void inequalities(StructuredQuery.Filter filter, Set<FieldPath> found) {
        filter.getCompositeFilter().getFiltersList().forEach(one -> inequalities(one, found));
        if (filter.hasFieldFilter()) {
            switch (filter.getFieldFilter().getOp()) {
                case EQUAL, IN, ARRAY_CONTAINS, ARRAY_CONTAINS_ANY -> {}
                case NOT_EQUAL, NOT_IN -> {
                    Value operand = filter.getFieldFilter().getValue();
                    boolean list = filter.getFieldFilter().getOp() == StructuredQuery.FieldFilter.Operator.NOT_IN;
                    List<Value> operands = list ? operand.getArrayValue().getValuesList() : List.of(operand);
                    if (!operands.stream().allMatch(Value::hasNullValue)) {
                        found.add(FieldPath.parse(
                                filter.getFieldFilter().getField().getFieldPath()));
                    }
                }
                case LESS_THAN, LESS_THAN_OR_EQUAL, GREATER_THAN, GREATER_THAN_OR_EQUAL -> {
                    Value operand = filter.getFieldFilter().getValue();
                    if (ofOneType(operand, operand)) {
                        found.add(FieldPath.parse(
                                filter.getFieldFilter().getField().getFieldPath()));
                    }
                }
                default ->
                    found.add(FieldPath.parse(filter.getFieldFilter().getField().getFieldPath()));
            }
        }
        if (filter.hasUnaryFilter()) {
            switch (filter.getUnaryFilter().getOp()) {
                case IS_NULL, IS_NAN -> {}
                default ->
                    found.add(FieldPath.parse(filter.getUnaryFilter().getField().getFieldPath()));
            }
        }
    }

    List<String> run(Documents documents) {
        String id = query.getFrom(0).getCollectionId();
        boolean deep = query.getFrom(0).getAllDescendants();
        int limit = query.hasLimit() ? query.getLimit().getValue() : Integer.MAX_VALUE;
        return documents.stream()
                .filter(stored -> stored.key().parent().orElseThrow().id().equals(id)
                        && (deep || stored.key().depth() == 2))
                .map(stored -> stored.document())
                .filter(document -> passes(query.getWhere(), document))
                .filter(document -> orders.stream()
                        .allMatch(key -> value(key.field, document).isPresent()))
                .filter(document -> !query.hasStartAt()
                        || position(document, query.getStartAt())
                                > (query.getStartAt().getBefore() ? -1 : 0))
                .filter(document -> !query.hasEndAt()
                        || position(document, query.getEndAt())
                                < (query.getEndAt().getBefore() ? 0 : 1))
                .sorted(this::compare)
                .skip(query.getOffset())
                .limit(limit)
                .map(document -> document.getName().substring(Documents.ROOT.length() + 1))
                .toList();
    }

    private static Optional<Value> value(FieldPath field, Document document) {
        return field.isName()
                ? Optional.of(
                        Value.newBuilder().setReferenceValue(document.getName()).build())
                : field.in(document);
    }

    private int compare(Document a, Document b) {
        for (Key key : orders) {
            int compared = key.sign
                    * ValueOrder.compare(
                            value(key.field, a).orElseThrow(),
                            value(key.field, b).orElseThrow());
            if (compared != 0) {
                return compared;
            }
        }
        return 0;
    }

    private int position(Document document, Cursor cursor) {
        for (int i = 0; i < cursor.getValuesCount(); i++) {
            Key key = orders.get(i);
            int compared =
                    key.sign * ValueOrder.compare(value(key.field, document).orElseThrow(), cursor.getValues(i));
            if (compared != 0) {
                return Integer.signum(compared);
            }
        }
        return 0;
    }

    private static boolean passes(StructuredQuery.Filter filter, Document document) {
        return switch (filter.getFilterTypeCase()) {
            case FILTERTYPE_NOT_SET -> true;
            case COMPOSITE_FILTER ->
                switch (filter.getCompositeFilter().getOp()) {
                    case AND ->
                        filter.getCompositeFilter().getFiltersList().stream().allMatch(one -> passes(one, document));
                    default ->
                        filter.getCompositeFilter().getFiltersList().stream().anyMatch(one -> passes(one, document));
                };
            case UNARY_FILTER ->
                value(FieldPath.parse(filter.getUnaryFilter().getField().getFieldPath()), document)
                        .filter(value -> passes(filter.getUnaryFilter().getOp(), value))
                        .isPresent();
            case FIELD_FILTER ->
                value(FieldPath.parse(filter.getFieldFilter().getField().getFieldPath()), document)
                        .filter(value -> passes(filter.getFieldFilter(), value))
                        .isPresent();
        };
    }

    private static boolean passes(StructuredQuery.UnaryFilter.Operator operator, Value value) {
        boolean isNull = value.equals(Values.NULL);
        boolean isNan = value.hasDoubleValue() && Double.isNaN(value.getDoubleValue());
        return switch (operator) {
            case IS_NULL -> isNull;
            case IS_NAN -> isNan;
            case IS_NOT_NULL -> !isNull;
            default -> !isNull && !isNan;
        };
    }

    private static boolean passes(StructuredQuery.FieldFilter filter, Value value) {
        Value operand = filter.getValue();
        List<Value> operands = operand.getArrayValue().getValuesList();
        return switch (filter.getOp()) {
            case EQUAL -> same(value, operand);
            case IN -> operands.stream().anyMatch(one -> same(value, one));
            case NOT_EQUAL -> !value.hasNullValue() && !operand.hasNullValue() && !same(value, operand);
            case NOT_IN ->
                !value.hasNullValue() && operands.stream().noneMatch(one -> one.hasNullValue() || same(value, one));
            case ARRAY_CONTAINS ->
                value.getArrayValue().getValuesList().stream().anyMatch(one -> same(one, operand));
            case ARRAY_CONTAINS_ANY ->
                value.getArrayValue().getValuesList().stream()
                        .anyMatch(one -> operands.stream().anyMatch(other -> same(one, other)));
            case LESS_THAN -> ofOneType(value, operand) && ValueOrder.compare(value, operand) < 0;
            case LESS_THAN_OR_EQUAL -> ofOneType(value, operand) && ValueOrder.compare(value, operand) <= 0;
            case GREATER_THAN -> ofOneType(value, operand) && ValueOrder.compare(value, operand) > 0;
            case GREATER_THAN_OR_EQUAL -> ofOneType(value, operand) && ValueOrder.compare(value, operand) >= 0;
            default -> throw new AssertionError(filter);
        };
    }

    private static boolean same(Value value, Value operand) {
        return ofOneType(value, operand) && ValueOrder.equal(value, operand);
    }

    private static boolean ofOneType(Value value, Value operand) {
        ValueOrder.Type type = ValueOrder.Type.of(operand);
        return type != ValueOrder.Type.NULL && type != ValueOrder.Type.NAN && ValueOrder.Type.of(value) == type;
    }
}
