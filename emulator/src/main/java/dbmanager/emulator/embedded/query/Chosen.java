package dbmanager.emulator.embedded.query;

import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.function.Predicate;

/** Those of a sequence that pass, read as they are asked for. */
final class Chosen<T> implements Iterator<T> {
    private final Iterator<? extends T> all;
    private final Predicate<? super T> passes;
    private Optional<T> next = Optional.empty();

    Chosen(Iterator<? extends T> all, Predicate<? super T> passes) {
        this.all = all;
        this.passes = passes;
    }

    @Override
    public boolean hasNext() {
        while (next.isEmpty() && all.hasNext()) {
            T candidate = all.next();
            if (passes.test(candidate)) {
                next = Optional.of(candidate);
            }
        }
        return next.isPresent();
    }

    @Override
    public T next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        T found = next.orElseThrow();
        next = Optional.empty();
        return found;
    }
}
