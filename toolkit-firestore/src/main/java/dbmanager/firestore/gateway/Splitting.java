package dbmanager.firestore.gateway;

import dbmanager.firestore.document.DocumentPath;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Cuts a scope into ranges of about the same number of documents: the heaviest cell is halved in the order of names and counted, until the cells
 * are small enough to be put together to ranges. It asks for single names and for counts, which cost a read for a thousand documents; neither needs
 * to know how ids are made, and both work for every scope, where Firestore's own {@code PartitionQuery} serves collection groups only.
 */
final class Splitting {
    /** A range of fewer is not worth a stream of its own. */
    private static final int SMALLEST = 1_000;

    /** Counting goes no further: what is heavier is heavy. */
    private static final long HEAVY = 1_000_000;

    /** Cells for each range: the more, the more equal are the ranges. */
    private static final int CELLS = 4;

    /** Questions for each range, against ids made to defeat this. */
    private static final int QUESTIONS = 64;

    /** What it asks the server. */
    interface Server {
        /** How many documents, but no more than {@code most}. */
        long count(Range range, long most);

        Optional<String> first(Range range);
    }

    /**
     * @param first its first document
     * @param end nothing of it lies at or behind this name
     * @param halvings how often the whole was cut to get it
     */
    private record Cell(Range range, String first, Optional<String> end, long weight, int halvings, boolean whole) {
        Cell indivisible() {
            return new Cell(range, first, end, weight, halvings, true);
        }

        Cell endingAt(String cut) {
            return new Cell(range, first, Optional.of(cut), weight, halvings, whole);
        }
    }

    private static final Comparator<Cell> HEAVIEST = Comparator.comparing(Cell::whole)
            .reversed()
            .thenComparingLong(Cell::weight)
            .thenComparing(Cell::halvings, Comparator.reverseOrder());

    private final Server server;
    private final Scope scope;
    private final List<Cell> cells = new ArrayList<>();
    private int questions;

    Splitting(Server server, Scope scope) {
        this.server = server;
        this.scope = scope;
    }

    List<Range> into(int pieces) {
        long total = pieces < 2 ? 0 : server.count(Range.all(), HEAVY);
        int wanted = (int) Math.min(pieces, total / SMALLEST);
        if (wanted < 2) {
            return List.of(Range.all());
        }
        server.first(Range.all())
                .ifPresent(first -> cells.add(new Cell(Range.all(), first, Queries.end(scope), total, 0, false)));
        questions = QUESTIONS * wanted;
        while (!cells.isEmpty() && cells.size() < wanted * CELLS && questions > 0) {
            Cell cell = cells.stream().max(HEAVIEST).orElseThrow();
            if (cell.whole() || cell.weight() * 2 * wanted < sum()) {
                break;
            }
            halve(cell);
        }
        return ranges(wanted);
    }

    private long sum() {
        return cells.stream().mapToLong(Cell::weight).sum();
    }

    private void halve(Cell cell) {
        int at = cells.indexOf(cell);
        Cell left = cell;
        while (questions-- > 0) {
            Optional<String> cut = KeySpace.between(left.first(), left.end()).filter(this::isInScope);
            if (cut.isEmpty()) {
                cells.set(at, left.indivisible());
                return;
            }
            DocumentPath path = new DocumentPath(cut.get());
            Range behind = cell.range().from(path);
            Optional<String> first = server.first(behind);
            if (first.isPresent()) {
                Range before = new Range(cell.range().after(), Optional.of(path));
                long weight = server.count(before, HEAVY);
                long rest = cell.weight() < HEAVY ? cell.weight() - weight : server.count(behind, HEAVY);
                int halvings = cell.halvings() + 1;
                cells.set(at, new Cell(before, left.first(), cut, weight, halvings, false));
                cells.add(at + 1, new Cell(behind, first.get(), left.end(), rest, halvings, false));
                return;
            }
            left = left.endingAt(cut.get());
        }
    }

    /** The server takes as a bound of a collection only names of documents in it. */
    private boolean isInScope(String cut) {
        return !(scope instanceof Scope.Collection collection)
                || new DocumentPath(cut).collection().equals(collection.path());
    }

    /** Neighbouring cells together, each range ending where its share is nearest. */
    private List<Range> ranges(int wanted) {
        List<Range> ranges = new ArrayList<>();
        long total = sum();
        long so = 0;
        Optional<DocumentPath> after = Optional.empty();
        for (int i = 0; i < cells.size() - 1; i++) {
            so += cells.get(i).weight();
            boolean enough = (so + cells.get(i + 1).weight() / 2) * wanted >= total * (ranges.size() + 1);
            if (enough && ranges.size() < wanted - 1) {
                Optional<DocumentPath> upTo = cells.get(i).range().upTo();
                ranges.add(new Range(after, upTo));
                after = upTo;
            }
        }
        ranges.add(new Range(after, Optional.empty()));
        return ranges;
    }
}
