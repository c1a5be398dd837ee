package dbmanager.firestore.migration;

import dbmanager.firestore.document.DocumentPath;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Which documents of a sweep had their turn already. Commits do not end in the order in which they begin: there is a stretch from the beginning that
 * is done, and a few behind it with gaps between.
 */
final class Coverage {
    private final List<Stretch> stretches;

    /** @param after exclusive; absent from the beginning */
    private record Stretch(Optional<DocumentPath> after, DocumentPath upTo) {
        /** Empty, the beginning, comes first. */
        static final Comparator<Stretch> IN_ORDER = (one, other) -> one.after.isPresent() && other.after.isPresent()
                ? one.after.get().compareTo(other.after.get())
                : Boolean.compare(one.after.isPresent(), other.after.isPresent());

        boolean holds(DocumentPath path) {
            return (after.isEmpty() || path.compareTo(after.get()) > 0) && path.compareTo(upTo) <= 0;
        }

        boolean meets(Stretch next) {
            return next.after.isEmpty() || next.after.get().compareTo(upTo) <= 0;
        }

        Stretch with(Stretch next) {
            return upTo.compareTo(next.upTo) >= 0 ? this : new Stretch(after, next.upTo);
        }
    }

    private Coverage(List<Stretch> stretches) {
        this.stretches = stretches;
    }

    static Coverage none() {
        return new Coverage(List.of());
    }

    /** Up to here all is done. */
    Optional<DocumentPath> prefix() {
        return stretches.stream()
                .filter(first -> first.after().isEmpty())
                .findFirst()
                .map(Stretch::upTo);
    }

    boolean holds(DocumentPath path) {
        return stretches.stream().anyMatch(stretch -> stretch.holds(path));
    }

    /** Collects it from the headers of a sweep, in whatever order. */
    static final class Builder {
        private final List<Stretch> found = new ArrayList<>();

        void add(Images.Header header) {
            boolean onlyClaimed = header.last().equals(header.from());
            if (!onlyClaimed) {
                Optional<DocumentPath> after = Optional.of(header.from())
                        .filter(from -> !from.isEmpty())
                        .map(DocumentPath::new);
                found.add(new Stretch(after, new DocumentPath(header.last())));
            }
        }

        /** What meets becomes one, which leaves about as many as there are lanes. */
        Coverage build() {
            found.sort(Stretch.IN_ORDER);
            List<Stretch> merged = new ArrayList<>();
            for (Stretch next : found) {
                int last = merged.size() - 1;
                if (last >= 0 && merged.get(last).meets(next)) {
                    merged.set(last, merged.get(last).with(next));
                } else {
                    merged.add(next);
                }
            }
            return new Coverage(List.copyOf(merged));
        }
    }
}
