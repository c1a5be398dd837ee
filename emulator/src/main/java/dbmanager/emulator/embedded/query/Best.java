package dbmanager.emulator.embedded.query;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.PriorityQueue;

/** The first so many in an order of all that come by; holds no others. */
final class Best<T> {
    private final Comparator<? super T> order;
    private final long most;
    private final PriorityQueue<T> kept;

    Best(Comparator<? super T> order, long most) {
        this.order = order;
        this.most = most;
        kept = new PriorityQueue<>(order.reversed());
    }

    void offer(T next) {
        if (kept.size() < most) {
            kept.add(next);
        } else if (most > 0 && order.compare(next, kept.element()) < 0) {
            kept.remove();
            kept.add(next);
        }
    }

    Iterator<T> inOrder() {
        List<T> sorted = new ArrayList<>(kept);
        sorted.sort(order);
        return sorted.iterator();
    }
}
