package dbmanager.emulator.embedded.query;

import java.util.List;
import java.util.Optional;

/**
 * How a query is run: where its candidates come from, and how far their order is already the one that is asked for.
 *
 * @param walk another way, in the order of the first field that is asked for, which may be shorter as not all results are wanted
 * @param rest the orders that tell results apart; the fields that equalities hold fast are not among them
 */
record Plan(Access access, Optional<Access> walk, List<Order> rest, Sorted sorted) {
    Plan(Access access, List<Order> rest, Sorted sorted) {
        this(access, Optional.empty(), rest, sorted);
    }

    /** What the order of the candidates is. */
    enum Sorted {
        /** The one that is asked for. */
        WHOLLY,
        /** By the first field that is asked for, then by keys in the same direction; it may be coarse. */
        BY_FIRST,
        /** Another one. */
        NOT
    }
}
