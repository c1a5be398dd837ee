package dbmanager.emulator.embedded.query;

import com.google.firestore.v1.Value;
import dbmanager.emulator.embedded.model.Key;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The disjunctive normal form of a filter: sets of conditions, each of which is enough. What is there twice counts once, as in Google's emulator. */
final class Conjunctions {
    /** Beyond, whether some are the same makes no difference any more. */
    private static final int EXPANDED = 10_000;

    private Conjunctions() {}

    /** @param most that are allowed; up to there it is not worth looking for the same ones */
    static long count(Filter filter, long most) {
        long atMost = filter.disjunctions();
        return atMost <= most || atMost > EXPANDED ? atMost : of(filter).size();
    }

    private static Set<Set<Filter>> of(Filter filter) {
        if (filter instanceof Filter.All all) {
            Set<Set<Filter>> product = Set.of(Set.of());
            for (Filter factor : all.filters()) {
                product = product(product, of(factor));
            }
            return product;
        }
        Set<Set<Filter>> alternatives = new HashSet<>();
        if (filter instanceof Filter.Any any) {
            any.filters().forEach(one -> alternatives.addAll(of(one)));
        } else if (filter instanceof Filter.OfField leaf && leaf.disjunctions() > 1) {
            Operator single = leaf.operator() == Operator.IN ? Operator.EQUAL : Operator.ARRAY_CONTAINS;
            for (Value operand : leaf.operands()) {
                alternatives.add(Set.of(new Filter.OfField(leaf.field(), single, List.of(operand))));
            }
        } else if (filter instanceof Filter.OfName leaf && leaf.disjunctions() > 1) {
            for (Key operand : leaf.operands()) {
                alternatives.add(Set.of(new Filter.OfName(Operator.EQUAL, List.of(operand))));
            }
        } else {
            alternatives.add(Set.of(filter));
        }
        return alternatives;
    }

    private static Set<Set<Filter>> product(Set<Set<Filter>> left, Set<Set<Filter>> right) {
        Set<Set<Filter>> product = new HashSet<>();
        for (Set<Filter> a : left) {
            for (Set<Filter> b : right) {
                Set<Filter> both = new HashSet<>(a);
                both.addAll(b);
                product.add(both);
            }
        }
        return product;
    }
}
