package dbmanager.emulator.embedded.store;

import java.util.Iterator;
import java.util.NoSuchElementException;

/** An iterator that looks for the next one when it is asked for. */
abstract class Walk<T> implements Iterator<T> {
    private T next;
    private boolean ended;

    /** Null at the end. */
    abstract T advance();

    @Override
    public final boolean hasNext() {
        if (next == null && !ended) {
            next = advance();
            ended = next == null;
        }
        return !ended;
    }

    @Override
    public final T next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        T found = next;
        next = null;
        return found;
    }
}
