package dbmanager.firestore;

import com.google.firestore.v1.Document;
import dbmanager.firestore.document.DocumentPath;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.stream.Stream;

/** Documents that come in any order, to be read in that of their names. What does not fit into memory waits in temporary files. */
final class Sorter implements AutoCloseable {
    private static final long IN_MEMORY = 32 << 20;
    private static final Comparator<Document> ORDER =
            Comparator.comparing(document -> DocumentPath.of(document.getName()));

    private final List<Document> waiting = new ArrayList<>();
    private final List<Spool> runs = new ArrayList<>();
    private long bytes;

    void add(Document document) {
        waiting.add(document);
        bytes += document.getSerializedSize();
        if (bytes >= IN_MEMORY) {
            spill();
        }
    }

    private void spill() {
        waiting.sort(ORDER);
        Spool run = new Spool();
        runs.add(run);
        waiting.forEach(run::add);
        waiting.clear();
        bytes = 0;
    }

    /** Nothing can be added any more; may be called again. The caller closes the stream. */
    Stream<Document> documents() {
        if (!waiting.isEmpty()) {
            spill();
        }
        List<Stream<Document>> sources = runs.stream().map(Spool::documents).toList();
        PriorityQueue<Head> heads = new PriorityQueue<>(Comparator.comparing(Head::document, ORDER));
        sources.forEach(source -> push(source.iterator(), heads));
        return DocumentStream.of(
                () -> {
                    Head head = heads.poll();
                    if (head == null) {
                        return Optional.empty();
                    }
                    push(head.rest(), heads);
                    return Optional.of(head.document());
                },
                () -> sources.forEach(Stream::close));
    }

    /** The next document of a run. */
    private record Head(Document document, Iterator<Document> rest) {}

    private static void push(Iterator<Document> run, PriorityQueue<Head> heads) {
        if (run.hasNext()) {
            heads.add(new Head(run.next(), run));
        }
    }

    @Override
    public void close() {
        runs.forEach(Spool::close);
    }
}
