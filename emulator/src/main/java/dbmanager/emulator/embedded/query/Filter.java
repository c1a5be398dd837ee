package dbmanager.emulator.embedded.query;

import com.google.firestore.v1.Value;
import dbmanager.emulator.embedded.model.FieldPath;
import dbmanager.emulator.embedded.model.Key;
import java.util.List;
import java.util.function.Consumer;

/** What a document has to be like. */
sealed interface Filter {
    /** Every document passes. */
    Filter NONE = new All(List.of());

    boolean accepts(Row row);

    /** Tells of each filter on a field or the name, however deep. */
    void leaves(Consumer<? super Leaf> told);

    /** How many disjunctions it has in disjunctive normal form; long, as a few factors overflow an int. */
    long disjunctions();

    /** The most filters on array elements that one of those disjunctions has. */
    int arrayFilters();

    record All(List<Filter> filters) implements Filter {
        @Override
        public boolean accepts(Row row) {
            for (Filter filter : filters) {
                if (!filter.accepts(row)) {
                    return false;
                }
            }
            return true;
        }

        @Override
        public void leaves(Consumer<? super Leaf> told) {
            filters.forEach(filter -> filter.leaves(told));
        }

        /** Stops growing where it is far too many anyway. */
        @Override
        public long disjunctions() {
            long product = 1;
            for (Filter filter : filters) {
                product = Math.min(product * filter.disjunctions(), Integer.MAX_VALUE);
            }
            return product;
        }

        @Override
        public int arrayFilters() {
            return filters.stream().mapToInt(Filter::arrayFilters).sum();
        }
    }

    record Any(List<Filter> filters) implements Filter {
        @Override
        public boolean accepts(Row row) {
            for (Filter filter : filters) {
                if (filter.accepts(row)) {
                    return true;
                }
            }
            return false;
        }

        @Override
        public void leaves(Consumer<? super Leaf> told) {
            filters.forEach(filter -> filter.leaves(told));
        }

        @Override
        public long disjunctions() {
            return Math.min(filters.stream().mapToLong(Filter::disjunctions).sum(), Integer.MAX_VALUE);
        }

        @Override
        public int arrayFilters() {
            return filters.stream().mapToInt(Filter::arrayFilters).max().orElse(0);
        }
    }

    /** On one field or on the name. */
    sealed interface Leaf extends Filter {
        FieldPath field();

        Operator operator();

        /** How many different operands there are. */
        int size();

        /** Whether results have to be ordered by the field. */
        default boolean isInequality() {
            return operator().isInequality();
        }

        @Override
        default void leaves(Consumer<? super Leaf> told) {
            told.accept(this);
        }

        @Override
        default long disjunctions() {
            return operator() == Operator.IN || operator() == Operator.ARRAY_CONTAINS_ANY ? size() : 1;
        }

        @Override
        default int arrayFilters() {
            return operator().looksIntoArrays() ? 1 : 0;
        }
    }

    /** @param operands one, or several for the operators that take a list, or none for the unary ones */
    record OfField(FieldPath field, Operator operator, List<Value> operands) implements Leaf {
        /** What nothing passes, as with null as the operand, orders nothing. */
        @Override
        public boolean isInequality() {
            boolean hopeless = !operands.isEmpty() && operands.stream().allMatch(operator::isHopeless);
            return operator.isInequality() && !hopeless;
        }

        @Override
        public int size() {
            return Math.toIntExact(operands.stream().distinct().count());
        }

        @Override
        public boolean accepts(Row row) {
            return row.value(field)
                    .filter(value -> operator.accepts(value, operands))
                    .isPresent();
        }
    }

    record OfName(Operator operator, List<Key> operands) implements Leaf {
        @Override
        public FieldPath field() {
            return FieldPath.NAME;
        }

        @Override
        public int size() {
            return Math.toIntExact(operands.stream().distinct().count());
        }

        @Override
        public boolean accepts(Row row) {
            Key key = row.key();
            return switch (operator) {
                case EQUAL, IN -> operands.contains(key);
                case NOT_EQUAL, NOT_IN -> !operands.contains(key);
                case LESS_THAN -> key.compareTo(operands.get(0)) < 0;
                case LESS_THAN_OR_EQUAL -> key.compareTo(operands.get(0)) <= 0;
                case GREATER_THAN -> key.compareTo(operands.get(0)) > 0;
                case GREATER_THAN_OR_EQUAL -> key.compareTo(operands.get(0)) >= 0;
                case ARRAY_CONTAINS, ARRAY_CONTAINS_ANY, IS_NULL, IS_NAN, IS_NOT_NULL, IS_NOT_NAN ->
                    throw new IllegalStateException(operator + " is not asked of a name");
            };
        }
    }
}
