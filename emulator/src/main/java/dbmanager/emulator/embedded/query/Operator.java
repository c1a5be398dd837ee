package dbmanager.emulator.embedded.query;

import com.google.firestore.v1.StructuredQuery;
import com.google.firestore.v1.Value;
import dbmanager.emulator.embedded.model.Refused;
import dbmanager.emulator.embedded.model.ValueOrder;
import java.util.List;

/**
 * How a filter looks at a value. Null and NaN as operands are equal to nothing: clients ask {@code IS_NULL} and {@code IS_NAN}. An order is asked
 * only of values of the operand's own type.
 *
 * @see <a href="https://firebase.google.com/docs/firestore/query-data/queries">Perform simple and compound queries</a>
 */
enum Operator {
    EQUAL {
        @Override
        boolean accepts(Value value, List<Value> operands) {
            return isOneOf(value, operands);
        }
    },
    IN {
        @Override
        boolean accepts(Value value, List<Value> operands) {
            return isOneOf(value, operands);
        }
    },
    NOT_EQUAL {
        @Override
        boolean accepts(Value value, List<Value> operands) {
            return isNoneOf(value, operands);
        }
    },
    NOT_IN {
        @Override
        boolean accepts(Value value, List<Value> operands) {
            return isNoneOf(value, operands);
        }
    },
    LESS_THAN {
        @Override
        boolean accepts(Value value, List<Value> operands) {
            return isComparable(value, operands) && Order.compare(value, operands.get(0)) < 0;
        }
    },
    LESS_THAN_OR_EQUAL {
        @Override
        boolean accepts(Value value, List<Value> operands) {
            return isComparable(value, operands) && Order.compare(value, operands.get(0)) <= 0;
        }
    },
    GREATER_THAN {
        @Override
        boolean accepts(Value value, List<Value> operands) {
            return isComparable(value, operands) && Order.compare(value, operands.get(0)) > 0;
        }
    },
    GREATER_THAN_OR_EQUAL {
        @Override
        boolean accepts(Value value, List<Value> operands) {
            return isComparable(value, operands) && Order.compare(value, operands.get(0)) >= 0;
        }
    },
    ARRAY_CONTAINS {
        @Override
        boolean accepts(Value value, List<Value> operands) {
            return hasOneOf(value, operands);
        }
    },
    ARRAY_CONTAINS_ANY {
        @Override
        boolean accepts(Value value, List<Value> operands) {
            return hasOneOf(value, operands);
        }
    },
    IS_NULL {
        @Override
        boolean accepts(Value value, List<Value> operands) {
            return value.hasNullValue();
        }
    },
    IS_NAN {
        @Override
        boolean accepts(Value value, List<Value> operands) {
            return isNan(value);
        }
    },
    IS_NOT_NULL {
        @Override
        boolean accepts(Value value, List<Value> operands) {
            return !value.hasNullValue();
        }
    },
    IS_NOT_NAN {
        @Override
        boolean accepts(Value value, List<Value> operands) {
            return !value.hasNullValue() && !isNan(value);
        }
    };

    /** Whether a field with this value passes; without the field none does. */
    abstract boolean accepts(Value value, List<Value> operands);

    static Operator of(StructuredQuery.FieldFilter.Operator asked) {
        return switch (asked) {
            case LESS_THAN -> LESS_THAN;
            case LESS_THAN_OR_EQUAL -> LESS_THAN_OR_EQUAL;
            case GREATER_THAN -> GREATER_THAN;
            case GREATER_THAN_OR_EQUAL -> GREATER_THAN_OR_EQUAL;
            case EQUAL -> EQUAL;
            case NOT_EQUAL -> NOT_EQUAL;
            case ARRAY_CONTAINS -> ARRAY_CONTAINS;
            case IN -> IN;
            case ARRAY_CONTAINS_ANY -> ARRAY_CONTAINS_ANY;
            case NOT_IN -> NOT_IN;
            case OPERATOR_UNSPECIFIED, UNRECOGNIZED -> throw Refused.invalid("Unknown FieldFilter operator.");
        };
    }

    static Operator of(StructuredQuery.UnaryFilter.Operator asked) {
        return switch (asked) {
            case IS_NAN -> IS_NAN;
            case IS_NULL -> IS_NULL;
            case IS_NOT_NAN -> IS_NOT_NAN;
            case IS_NOT_NULL -> IS_NOT_NULL;
            case OPERATOR_UNSPECIFIED, UNRECOGNIZED -> throw Refused.invalid("Unknown UnaryFilter operator.");
        };
    }

    /** Asks for more than single values. */
    boolean isInequality() {
        return isRange() || isNegation();
    }

    boolean isRange() {
        return this == LESS_THAN || this == LESS_THAN_OR_EQUAL || this == GREATER_THAN || this == GREATER_THAN_OR_EQUAL;
    }

    /** Of these a query may have one. */
    boolean isNegation() {
        return this == NOT_EQUAL || this == NOT_IN || this == IS_NOT_NULL || this == IS_NOT_NAN;
    }

    boolean looksIntoArrays() {
        return this == ARRAY_CONTAINS || this == ARRAY_CONTAINS_ANY;
    }

    boolean takesList() {
        return this == IN || this == NOT_IN || this == ARRAY_CONTAINS_ANY;
    }

    /** Of an inequality: whether no value passes, because of this operand. */
    boolean isHopeless(Value operand) {
        return isRange() ? equalsNothing(operand) : operand.hasNullValue();
    }

    static boolean isNan(Value value) {
        return value.hasDoubleValue() && Double.isNaN(value.getDoubleValue());
    }

    static boolean equalsNothing(Value operand) {
        return operand.hasNullValue() || isNan(operand);
    }

    private static boolean isOneOf(Value value, List<Value> operands) {
        for (Value operand : operands) {
            if (!equalsNothing(operand) && Order.compare(value, operand) == 0) {
                return true;
            }
        }
        return false;
    }

    private static boolean isNoneOf(Value value, List<Value> operands) {
        for (Value operand : operands) {
            if (operand.hasNullValue()) {
                return false;
            }
        }
        return !value.hasNullValue() && !isOneOf(value, operands);
    }

    private static boolean isComparable(Value value, List<Value> operands) {
        Value operand = operands.get(0);
        return !equalsNothing(operand) && ValueOrder.Type.of(value) == ValueOrder.Type.of(operand);
    }

    private static boolean hasOneOf(Value value, List<Value> operands) {
        for (Value element : value.getArrayValue().getValuesList()) {
            if (isOneOf(element, operands)) {
                return true;
            }
        }
        return false;
    }
}
