package dbmanager.emulator.embedded.query;

import com.google.firestore.v1.StructuredQuery;
import com.google.firestore.v1.Value;
import dbmanager.emulator.embedded.model.DatabaseName;
import dbmanager.emulator.embedded.model.FieldPath;
import dbmanager.emulator.embedded.model.Key;
import dbmanager.emulator.embedded.model.Refused;
import dbmanager.emulator.embedded.model.ResourceName;
import dbmanager.emulator.embedded.model.ValueOrder;
import java.util.ArrayList;
import java.util.List;

/** Reads the filter of a request, with the checks and the texts of production. */
final class FilterReading {
    private static final int DISJUNCTIONS = 30;
    private static final int NOT_IN_VALUES = 10;

    private final DatabaseName database;

    private FilterReading(DatabaseName database) {
        this.database = database;
    }

    /**
     * @param database that of the query; names of other databases are refused
     * @throws Refused INVALID_ARGUMENT
     */
    static Filter read(StructuredQuery.Filter asked, DatabaseName database) {
        Filter filter = new FilterReading(database).filter(asked);
        List<Filter.Leaf> leaves = new ArrayList<>();
        filter.leaves(leaves::add);
        checkCombination(filter, leaves);
        leaves.forEach(FilterReading::checkSize);
        checkNames(leaves);
        return filter;
    }

    private Filter filter(StructuredQuery.Filter asked) {
        return switch (asked.getFilterTypeCase()) {
            case COMPOSITE_FILTER -> composite(asked.getCompositeFilter());
            case FIELD_FILTER -> field(asked.getFieldFilter());
            case UNARY_FILTER -> unary(asked.getUnaryFilter());
            case FILTERTYPE_NOT_SET -> Filter.NONE;
        };
    }

    private Filter composite(StructuredQuery.CompositeFilter asked) {
        List<Filter> filters = asked.getFiltersList().stream().map(this::filter).toList();
        return switch (asked.getOp()) {
            case AND -> filters.size() == 1 ? filters.get(0) : new Filter.All(filters);
            case OR -> filters.isEmpty() ? Filter.NONE : new Filter.Any(filters);
            case OPERATOR_UNSPECIFIED, UNRECOGNIZED -> throw Refused.invalid("Unsupported CompositeFilter operator.");
        };
    }

    private Filter unary(StructuredQuery.UnaryFilter asked) {
        FieldPath field = FieldPath.parse(asked.getField().getFieldPath());
        if (field.isName()) {
            throw notAKey();
        }
        return new Filter.OfField(field, Operator.of(asked.getOp()), List.of());
    }

    private Filter field(StructuredQuery.FieldFilter asked) {
        FieldPath field = FieldPath.parse(asked.getField().getFieldPath());
        Operator operator = Operator.of(asked.getOp());
        List<Value> operands = operands(operator, asked.getValue());
        operands.forEach(this::checkValue);
        if (field.isName()) {
            return name(operator, operands);
        }
        return new Filter.OfField(field, operator, operands);
    }

    private Filter name(Operator operator, List<Value> operands) {
        List<Key> keys = new ArrayList<>(operands.size());
        for (Value operand : operands) {
            if (!operand.hasReferenceValue()) {
                throw notAKey();
            }
            ResourceName name = ResourceName.reference(operand.getReferenceValue());
            if (!name.database().equals(database)) {
                throw Refused.invalid("The request was for database '" + database
                        + "' but was attempting to access database '" + name.database() + "'");
            }
            keys.add(name.key());
        }
        return new Filter.OfName(operator, List.copyOf(keys));
    }

    private static Refused notAKey() {
        return Refused.invalid("__key__ filter value must be a Key");
    }

    private static List<Value> operands(Operator operator, Value value) {
        if (!operator.takesList()) {
            return List.of(value);
        }
        if (!value.hasArrayValue()) {
            throw Refused.invalid("'" + operator + "' requires an ArrayValue.");
        }
        List<Value> values = value.getArrayValue().getValuesList();
        int most = operator == Operator.NOT_IN ? NOT_IN_VALUES : DISJUNCTIONS;
        if (values.isEmpty()) {
            throw Refused.invalid("'" + operator + "' requires an non-empty ArrayValue.");
        }
        if (values.size() > most) {
            throw Refused.invalid("'" + operator + "' supports up to " + most + " comparison values.");
        }
        return values;
    }

    /** That it is a value, through and through, and its references are names of documents. */
    private void checkValue(Value value) {
        ValueOrder.Type type = ValueOrder.Type.of(value);
        switch (type) {
            case REFERENCE -> ResourceName.reference(value.getReferenceValue());
            case ARRAY -> value.getArrayValue().getValuesList().forEach(this::checkValue);
            case VECTOR -> Nearest.vector(value);
            case MAP -> value.getMapValue().getFieldsMap().values().forEach(this::checkValue);
            default -> {}
        }
    }

    private static void checkSize(Filter.Leaf leaf) {
        if (leaf instanceof Filter.OfField filter && filter.operands().stream().anyMatch(Order::isLarge)) {
            throw Refused.invalid("value for " + filter.field().plain()
                    + (filter.operator().looksIntoArrays() ? "[*]" : "") + " is too large to be used in a query");
        }
    }

    private static void checkNames(List<Filter.Leaf> leaves) {
        if (leaves.stream()
                .anyMatch(leaf -> leaf.field().isName() && leaf.operator().looksIntoArrays())) {
            throw Refused.invalid("the name __key__ is reserved");
        }
        boolean equalName = leaves.stream().anyMatch(leaf -> leaf.field().isName() && !leaf.isInequality());
        boolean unequalName = leaves.stream().anyMatch(leaf -> leaf.field().isName() && leaf.isInequality());
        boolean unequalField = leaves.stream().anyMatch(leaf -> !leaf.field().isName() && leaf.isInequality());
        if (equalName && unequalField && !unequalName) {
            throw Refused.invalid(
                    "Equality on key is not allowed if there are other inequality fields and key does not appear in inequalities.");
        }
    }

    private static void checkCombination(Filter filter, List<Filter.Leaf> leaves) {
        long negations =
                leaves.stream().filter(leaf -> leaf.operator().isNegation()).count();
        if (negations > 1) {
            throw Refused.invalid(
                    "Only a single 'NOT_EQUAL', 'NOT_IN', 'IS_NOT_NAN', or 'IS_NOT_NULL' filter allowed per query.");
        }
        boolean notIn = leaves.stream().anyMatch(leaf -> leaf.operator() == Operator.NOT_IN);
        boolean alternatives = hasAny(filter)
                || leaves.stream()
                        .anyMatch(leaf ->
                                leaf.operator() == Operator.IN || leaf.operator() == Operator.ARRAY_CONTAINS_ANY);
        if (notIn && alternatives) {
            throw Refused.invalid("'NOT_IN' cannot be used in the same query with 'IN', 'ARRAY_CONTAINS_ANY' or 'OR'.");
        }
        if (filter.arrayFilters() > 1) {
            throw Refused.invalid("A maximum of 1 'ARRAY_CONTAINS' filter is allowed per disjunction.");
        }
        long disjunctions = Conjunctions.count(filter, DISJUNCTIONS);
        if (disjunctions > DISJUNCTIONS) {
            throw Refused.invalid("Too many disjunctions after normalization. Result had " + disjunctions
                    + " disjunctions which is more than the maximum of " + DISJUNCTIONS);
        }
    }

    private static boolean hasAny(Filter filter) {
        return filter instanceof Filter.Any
                || (filter instanceof Filter.All all && all.filters().stream().anyMatch(FilterReading::hasAny));
    }
}
