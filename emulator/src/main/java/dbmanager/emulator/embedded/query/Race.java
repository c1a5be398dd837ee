package dbmanager.emulator.embedded.query;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.function.Predicate;

/**
 * The first results of a query that an equality narrows down and an order could end early, when nobody knows which of the two is shorter: both ways
 * are gone step by step until one is at its end. Costs twice the shorter.
 */
final class Race {
    private Race() {}

    /**
     * @param narrow all candidates, in some order
     * @param ordered all candidates and perhaps many others, in the order asked for
     */
    static Iterator<Row> run(
            Iterator<Row> narrow, Iterator<Row> ordered, Predicate<Row> accepts, Comparator<Row> order, long most) {
        Best<Row> best = new Best<>(order, most);
        List<Row> first = new ArrayList<>();
        while (narrow.hasNext()) {
            if (first.size() >= most || !ordered.hasNext()) {
                return Collections.unmodifiableList(first).iterator();
            }
            Row candidate = narrow.next();
            if (accepts.test(candidate)) {
                best.offer(candidate);
            }
            Row next = ordered.next();
            if (accepts.test(next)) {
                first.add(next);
            }
        }
        return best.inOrder();
    }
}
