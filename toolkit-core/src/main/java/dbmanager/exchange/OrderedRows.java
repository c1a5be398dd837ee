package dbmanager.exchange;

import java.util.Comparator;
import java.util.Iterator;

/** Rows of one side of a comparison, one ahead; finds out when they do not ascend. */
final class OrderedRows {
    private final Iterator<Row> rows;
    private final Comparator<Row> order;
    private final Layout layout;
    private final String content;
    private Row head;
    private boolean alike;

    OrderedRows(Iterator<Row> rows, Comparator<Row> order, Layout layout, String content) {
        this.rows = rows;
        this.order = order;
        this.layout = layout;
        this.content = content;
        this.head = next();
    }

    /** The next row; null at the end. */
    Row head() {
        return head;
    }

    /** Whether the next row sorts like the one that was taken last. */
    boolean alike() {
        return alike;
    }

    Row take() {
        Row taken = head;
        head = next();
        int step = head == null ? -1 : order.compare(taken, head);
        if (step > 0) {
            throw RowsOutOfOrder.at(
                    content, layout.table().name(), layout.key(head).toString());
        }
        alike = step == 0;
        return taken;
    }

    private Row next() {
        return rows.hasNext() ? layout.arrange(rows.next()) : null;
    }
}
