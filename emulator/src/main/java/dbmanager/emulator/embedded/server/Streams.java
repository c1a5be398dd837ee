package dbmanager.emulator.embedded.server;

import dbmanager.emulator.embedded.model.Refused;
import java.util.Collections;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;

/** Answers that come one after the other, made as they are read. */
final class Streams {
    private Streams() {}

    static <T> Iterator<T> one(T only) {
        return Collections.singleton(only).iterator();
    }

    /** The second is not asked for anything before the first is at its end. */
    static <T> Iterator<T> both(Iterator<T> first, Iterator<T> second) {
        return new Iterator<>() {
            @Override
            public boolean hasNext() {
                return first.hasNext() || second.hasNext();
            }

            @Override
            public T next() {
                return first.hasNext() ? first.next() : second.next();
            }
        };
    }

    static <A, B> Iterator<B> map(Iterator<A> all, Function<? super A, ? extends B> change) {
        return new Iterator<>() {
            @Override
            public boolean hasNext() {
                return all.hasNext();
            }

            @Override
            public B next() {
                return change.apply(all.next());
            }
        };
    }

    /** All of the first, then all of the second, and so on. */
    static <A, B> Iterator<B> flat(Iterator<A> all, Function<? super A, Iterator<B>> parts) {
        return new Iterator<>() {
            private Iterator<B> part = Collections.emptyIterator();

            @Override
            public boolean hasNext() {
                while (!part.hasNext() && all.hasNext()) {
                    part = parts.apply(all.next());
                }
                return part.hasNext();
            }

            @Override
            public B next() {
                if (!hasNext()) {
                    throw new NoSuchElementException();
                }
                return part.next();
            }
        };
    }

    static <T> Iterator<T> filter(Iterator<T> all, Predicate<? super T> wanted) {
        return new Iterator<>() {
            private Optional<T> found = Optional.empty();

            @Override
            public boolean hasNext() {
                while (found.isEmpty() && all.hasNext()) {
                    found = Optional.of(all.next()).filter(wanted);
                }
                return found.isPresent();
            }

            @Override
            public T next() {
                if (!hasNext()) {
                    throw new NoSuchElementException();
                }
                T next = found.orElseThrow();
                found = Optional.empty();
                return next;
            }
        };
    }

    /** @throws Refused when it is negative */
    static int pageSize(int wanted, int most) {
        if (wanted < 0) {
            throw Refused.invalid("Page size must be nonnegative.");
        }
        return wanted == 0 ? most : Math.min(wanted, most);
    }

    /** Empty for the first page. */
    static Optional<PageToken> token(String text, int request) {
        return text.isEmpty() ? Optional.empty() : Optional.of(PageToken.parse(text, request));
    }
}
