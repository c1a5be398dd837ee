package dbmanager.firestore.migration;

import com.google.firestore.v1.Document;
import dbmanager.firestore.document.DocumentPath;
import dbmanager.firestore.gateway.Fetched;
import dbmanager.firestore.gateway.Gateway;
import dbmanager.firestore.gateway.Range;
import dbmanager.firestore.gateway.Scope;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The half of the gateway that reads. Whoever is given this one cannot write. */
interface Reading {
    Instant now();

    List<Fetched> fetch(List<DocumentPath> paths);

    Stream<Document> scan(Scope scope, Range range, Instant readTime);

    long count(Scope scope, Instant readTime);

    static Reading of(Gateway gateway) {
        return new Reading() {
            @Override
            public Instant now() {
                return gateway.now();
            }

            @Override
            public List<Fetched> fetch(List<DocumentPath> paths) {
                return gateway.fetch(paths, Optional.empty());
            }

            @Override
            public Stream<Document> scan(Scope scope, Range range, Instant readTime) {
                return gateway.scan(scope, range, Optional.of(readTime));
            }

            @Override
            public long count(Scope scope, Instant readTime) {
                return gateway.count(scope, Optional.of(readTime));
            }
        };
    }
}
