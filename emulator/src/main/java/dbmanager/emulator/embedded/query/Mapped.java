package dbmanager.emulator.embedded.query;

import java.util.Iterator;
import java.util.function.Function;

/** What a function makes of each of a sequence, as they are asked for. */
record Mapped<S, T>(Iterator<S> all, Function<? super S, ? extends T> function) implements Iterator<T> {
    @Override
    public boolean hasNext() {
        return all.hasNext();
    }

    @Override
    public T next() {
        return function.apply(all.next());
    }
}
