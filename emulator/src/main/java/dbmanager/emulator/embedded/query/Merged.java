package dbmanager.emulator.embedded.query;

import dbmanager.emulator.embedded.store.Stored;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.PriorityQueue;

/** Sequences that each are in the order of keys, as one in that order, each document once. */
final class Merged implements Iterator<Stored> {
    private final PriorityQueue<Head> heads;
    private Optional<Stored> last = Optional.empty();

    private record Head(Stored first, Iterator<Stored> rest) {}

    Merged(List<Iterator<Stored>> sequences, boolean descending) {
        Comparator<Head> ascending = Comparator.comparing(head -> head.first.key());
        heads = new PriorityQueue<>(descending ? ascending.reversed() : ascending);
        sequences.forEach(this::offer);
    }

    private void offer(Iterator<Stored> sequence) {
        if (sequence.hasNext()) {
            heads.add(new Head(sequence.next(), sequence));
        }
    }

    @Override
    public boolean hasNext() {
        while (!heads.isEmpty()
                && last.isPresent()
                && last.get().key().equals(heads.element().first.key())) {
            offer(heads.remove().rest);
        }
        return !heads.isEmpty();
    }

    @Override
    public Stored next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        Head head = heads.remove();
        offer(head.rest);
        last = Optional.of(head.first);
        return head.first;
    }
}
