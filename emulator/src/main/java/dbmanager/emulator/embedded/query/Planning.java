package dbmanager.emulator.embedded.query;

import com.google.firestore.v1.Value;
import dbmanager.emulator.embedded.model.FieldPath;
import dbmanager.emulator.embedded.model.Key;
import dbmanager.emulator.embedded.model.ValueOrder;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Finds the plan of a query: names first, then a field that has to be equal, then the order of a field, then all there is. */
record Planning(Source source, Filter filter, List<Order> orders, Optional<Position> start, Optional<Position> end) {
    /** @param limited whether only some of the results are wanted, so that walking in their order ends early */
    Plan plan(boolean limited) {
        List<Order> rest = rest();
        Order first = rest.get(0);
        boolean keysDescending = first.descending() && !looksIntoArrays();
        Optional<Access> keyed = byKey(filter, keysDescending);
        if (keyed.isPresent()) {
            boolean served = first.field().isName() && first.descending() == keysDescending && isByKey(keyed.get());
            return served
                    ? new Plan(keyed.get(), rest, Plan.Sorted.WHOLLY)
                    : new Plan(keyed.get(), limited ? walk(rest) : Optional.empty(), rest, Plan.Sorted.NOT);
        }
        if (first.field().isName()) {
            return new Plan(
                    new Access.Scan(source, keys(first.descending()), first.descending()), rest, Plan.Sorted.WHOLLY);
        }
        Optional<FieldPath> range = limited ? Optional.empty() : ranged(first.field());
        if (range.isPresent()) {
            return new Plan(byField(range.get(), interval(range.get()), false), rest, Plan.Sorted.NOT);
        }
        return new Plan(ordered(first), rest, Plan.Sorted.BY_FIRST);
    }

    private Access ordered(Order first) {
        Interval interval = interval(first.field()).and(betweenCursors(first));
        return byField(first.field(), interval, first.descending());
    }

    /** In the order of one field and then the name, as far as an index goes; names are answered faster than any index. */
    private Optional<Access> walk(List<Order> rest) {
        boolean named = conjuncts().stream().anyMatch(Planning::isOneOf);
        return rest.size() == 2 && !named ? Optional.of(ordered(rest.get(0))) : Optional.empty();
    }

    private static boolean isOneOf(Filter.Leaf leaf) {
        return leaf.field().isName() && (leaf.operator() == Operator.EQUAL || leaf.operator() == Operator.IN);
    }

    /** What comes by a field passes the filter only where it has that one value; only of several it has to be sure before. */
    private static boolean isByKey(Access access) {
        return access instanceof Access.ByField || access.isByKey();
    }

    private List<Order> rest() {
        Set<FieldPath> fixed = new HashSet<>();
        for (Filter.Leaf leaf : conjuncts()) {
            if (leaf.operator() == Operator.EQUAL && !leaf.field().isName()) {
                fixed.add(leaf.field());
            }
        }
        return orders.stream().filter(order -> !fixed.contains(order.field())).toList();
    }

    private List<Filter.Leaf> conjuncts() {
        List<Filter> filters = filter instanceof Filter.All all ? all.filters() : List.of(filter);
        return filters.stream()
                .filter(Filter.Leaf.class::isInstance)
                .map(Filter.Leaf.class::cast)
                .toList();
    }

    /** Elements of arrays are found in ascending order only. */
    private boolean looksIntoArrays() {
        List<Filter.Leaf> leaves = new ArrayList<>();
        filter.leaves(leaves::add);
        return leaves.stream().anyMatch(leaf -> leaf.operator().looksIntoArrays());
    }

    /** A way to all that can pass, in the order of keys, where the filter is one that an index answers so. */
    private Optional<Access> byKey(Filter part, boolean descending) {
        if (part instanceof Filter.OfName name) {
            return byName(name, descending);
        }
        if (part instanceof Filter.OfField field) {
            return byValue(field, descending);
        }
        if (part instanceof Filter.All all) {
            return all.filters().stream()
                    .sorted(Comparator.comparingInt(Planning::breadth))
                    .map(one -> byKey(one, descending))
                    .flatMap(Optional::stream)
                    .findFirst();
        }
        List<Filter> alternatives = ((Filter.Any) part).filters();
        List<Access> ways = alternatives.stream()
                .map(one -> byKey(one, descending))
                .flatMap(Optional::stream)
                .toList();
        return ways.size() == alternatives.size() ? Optional.of(union(ways, descending)) : Optional.empty();
    }

    /** Which filter of several to start from, the least first. */
    private static int breadth(Filter filter) {
        if (filter instanceof Filter.OfName) {
            return 0;
        }
        if (filter instanceof Filter.OfField field) {
            return switch (field.operator()) {
                case EQUAL -> 1;
                case ARRAY_CONTAINS -> 2;
                case IN, ARRAY_CONTAINS_ANY -> 3;
                default -> 5;
            };
        }
        return 4;
    }

    private Optional<Access> byName(Filter.OfName filter, boolean descending) {
        if (filter.operator() != Operator.EQUAL && filter.operator() != Operator.IN) {
            return Optional.empty();
        }
        List<Key> keys = filter.operands().stream().filter(source::holds).toList();
        return Optional.of(new Access.Names(keys, descending));
    }

    private Optional<Access> byValue(Filter.OfField filter, boolean descending) {
        FieldPath field = filter.field();
        return switch (filter.operator()) {
            case EQUAL, IN ->
                Optional.of(union(
                        sought(filter).stream()
                                .<Access>map(value -> byField(field, Interval.of(value), descending))
                                .toList(),
                        descending));
            case ARRAY_CONTAINS, ARRAY_CONTAINS_ANY ->
                Optional.of(union(
                        sought(filter).stream()
                                .<Access>map(value -> new Access.ByElement(source.scope(), field, value))
                                .toList(),
                        descending));
            case IS_NULL -> Optional.of(byField(field, Interval.of(ValueOrder.Type.NULL), descending));
            case IS_NAN -> Optional.of(byField(field, Interval.of(ValueOrder.Type.NAN), descending));
            default -> Optional.empty();
        };
    }

    /** The operands that there can be something equal to, each once; longer ones may look the same to an index. */
    private static List<Value> sought(Filter.OfField filter) {
        List<Value> sought = new ArrayList<>();
        for (Value operand : filter.operands()) {
            if (!Operator.equalsNothing(operand)
                    && sought.stream().noneMatch(value -> ValueOrder.equal(value, operand))) {
                sought.add(operand);
            }
        }
        return sought;
    }

    private static Access union(List<Access> ways, boolean descending) {
        return ways.size() == 1 ? ways.get(0) : new Access.Union(ways, descending);
    }

    private Access byField(FieldPath field, Interval interval, boolean descending) {
        return new Access.ByField(source.scope(), field, interval, descending);
    }

    /** A field with a range, where the one that the results are ordered by first has none. */
    private Optional<FieldPath> ranged(FieldPath first) {
        List<FieldPath> ranged = conjuncts().stream()
                .filter(leaf -> leaf.operator().isRange())
                .map(Filter.Leaf::field)
                .filter(field -> !field.isName())
                .toList();
        return ranged.contains(first) ? Optional.empty() : ranged.stream().findFirst();
    }

    private Interval interval(FieldPath field) {
        Interval interval = Interval.ALL;
        for (Filter.Leaf leaf : conjuncts()) {
            if (leaf instanceof Filter.OfField one && one.field().equals(field)) {
                interval = interval.and(interval(one));
            }
        }
        return interval;
    }

    private static Interval interval(Filter.OfField filter) {
        return switch (filter.operator()) {
            case LESS_THAN -> ofType(filter).below(filter.operands().get(0));
            case LESS_THAN_OR_EQUAL -> ofType(filter).to(filter.operands().get(0));
            case GREATER_THAN, GREATER_THAN_OR_EQUAL ->
                ofType(filter).from(filter.operands().get(0));
            case NOT_EQUAL, NOT_IN, IS_NOT_NULL, IS_NOT_NAN -> Interval.above(ValueOrder.Type.NULL);
            case EQUAL, IN, ARRAY_CONTAINS, ARRAY_CONTAINS_ANY, IS_NULL, IS_NAN -> Interval.ALL;
        };
    }

    private static Interval ofType(Filter.OfField filter) {
        return Interval.of(ValueOrder.Type.of(filter.operands().get(0)));
    }

    /** What of the index of the first order is between the cursors. */
    private Interval betweenCursors(Order first) {
        Interval interval = Interval.ALL;
        Optional<Value> starting = start.flatMap(position -> position.value(first));
        if (starting.isPresent()) {
            interval = first.descending() ? interval.to(starting.get()) : interval.from(starting.get());
        }
        Optional<Value> ending = end.flatMap(position -> position.value(first));
        if (ending.isPresent()) {
            interval = first.descending() ? interval.from(ending.get()) : interval.to(ending.get());
        }
        return interval;
    }

    /** Where all results are whose first order is the name. */
    private KeyRange keys(boolean descending) {
        KeyRange range = KeyRange.ALL;
        for (Filter.Leaf leaf : conjuncts()) {
            if (leaf instanceof Filter.OfName name) {
                range = narrowed(range, name);
            }
        }
        Optional<Position> lower = descending ? end : start;
        Optional<Position> upper = descending ? start : end;
        // A position only leads to a key where no field comes before it.
        Optional<Key> from =
                lower.filter(position -> position.values().isEmpty()).flatMap(Position::key);
        Optional<Key> to = upper.filter(position -> position.values().isEmpty()).flatMap(Position::key);
        if (from.isPresent()) {
            range = range.from(from.get());
        }
        if (to.isPresent()) {
            range = range.to(to.get().next());
        }
        return range;
    }

    private static KeyRange narrowed(KeyRange range, Filter.OfName filter) {
        return switch (filter.operator()) {
            case LESS_THAN -> range.to(filter.operands().get(0));
            case LESS_THAN_OR_EQUAL -> range.to(filter.operands().get(0).next());
            case GREATER_THAN -> range.from(filter.operands().get(0).next());
            case GREATER_THAN_OR_EQUAL -> range.from(filter.operands().get(0));
            default -> range;
        };
    }
}
