package dbmanager.emulator.embedded.query;

import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.OptionalInt;

/** Rows without the first few, and no more than so many; what comes after the last is not looked for. */
final class Limited implements Iterator<Row> {
    private final Iterator<Row> rows;
    private final Results.Tally tally;
    private int toSkip;
    private long left;

    Limited(Iterator<Row> rows, int offset, OptionalInt limit, Results.Tally tally) {
        this.rows = rows;
        this.tally = tally;
        toSkip = offset;
        left = limit.isPresent() ? limit.getAsInt() : Long.MAX_VALUE;
    }

    @Override
    public boolean hasNext() {
        while (toSkip > 0 && rows.hasNext()) {
            rows.next();
            toSkip--;
            tally.skip();
        }
        return left > 0 && rows.hasNext();
    }

    @Override
    public Row next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        left--;
        return rows.next();
    }
}
