package dbmanager.firestore;

import com.google.firestore.v1.Document;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** Streams of documents that come from a source one by one. */
final class DocumentStream {
    private DocumentStream() {}

    /**
     * @param next empty at the end
     * @param close when the stream is closed
     */
    static Stream<Document> of(Supplier<Optional<Document>> next, Runnable close) {
        int facts = Spliterator.ORDERED | Spliterator.NONNULL;
        return StreamSupport.stream(
                        new Spliterators.AbstractSpliterator<Document>(Long.MAX_VALUE, facts) {
                            @Override
                            public boolean tryAdvance(Consumer<? super Document> taker) {
                                Optional<Document> document = next.get();
                                document.ifPresent(taker);
                                return document.isPresent();
                            }
                        },
                        false)
                .onClose(close);
    }

    /** One after the other, each opened when the one before has ended. Unlike those of flatMap, its iterator keeps nothing in memory. */
    static Stream<Document> concat(List<Supplier<Stream<Document>>> streams) {
        Concatenation all = new Concatenation(streams.iterator());
        return of(all::next, all::close);
    }

    private static final class Concatenation {
        private final Iterator<Supplier<Stream<Document>>> rest;
        private Stream<Document> open = Stream.empty();
        private Iterator<Document> documents = open.iterator();

        Concatenation(Iterator<Supplier<Stream<Document>>> rest) {
            this.rest = rest;
        }

        Optional<Document> next() {
            while (!documents.hasNext()) {
                close();
                if (!rest.hasNext()) {
                    documents = Collections.emptyIterator(); // the ended one would read on in what is closed
                    return Optional.empty();
                }
                open = rest.next().get();
                documents = open.iterator();
            }
            return Optional.of(documents.next());
        }

        void close() {
            open.close();
        }
    }
}
