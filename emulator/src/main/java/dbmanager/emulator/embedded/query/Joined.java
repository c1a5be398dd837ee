package dbmanager.emulator.embedded.query;

import java.util.Collections;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.function.Function;

/** Sequences one after the other, each opened when the one before it has ended. */
final class Joined<S, T> implements Iterator<T> {
    private final Iterator<S> sources;
    private final Function<? super S, ? extends Iterator<? extends T>> open;
    private Iterator<? extends T> current = Collections.emptyIterator();

    Joined(Iterator<S> sources, Function<? super S, ? extends Iterator<? extends T>> open) {
        this.sources = sources;
        this.open = open;
    }

    @Override
    public boolean hasNext() {
        while (!current.hasNext() && sources.hasNext()) {
            current = open.apply(sources.next());
        }
        return current.hasNext();
    }

    @Override
    public T next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        return current.next();
    }
}
