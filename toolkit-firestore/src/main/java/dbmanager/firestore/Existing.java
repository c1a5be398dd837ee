package dbmanager.firestore;

import com.google.firestore.v1.Document;
import dbmanager.firestore.document.DocumentPath;
import dbmanager.firestore.gateway.Gateway;
import dbmanager.firestore.gateway.Range;
import dbmanager.firestore.gateway.Scope;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Which documents a database has. To ask for one is a request; after some of these, the names of a collection that is not too large are read at
 * once and remembered.
 */
final class Existing {
    private static final int REQUESTS = 100;
    private static final long LARGE = 100_000;

    private final Gateway gateway;
    private final Map<String, Collection> collections = new HashMap<>();

    Existing(Gateway gateway) {
        this.gateway = gateway;
    }

    /** @param collection that the document is below */
    boolean holds(String collection, DocumentPath path) {
        return collections.computeIfAbsent(collection, Collection::new).holds(path);
    }

    private final class Collection {
        private final Scope scope;
        private Optional<Set<DocumentPath>> names = Optional.empty();
        private int requests;

        Collection(String path) {
            this.scope = new Scope.Tree(path);
        }

        boolean holds(DocumentPath path) {
            if (++requests == REQUESTS && gateway.count(scope, Optional.empty()) <= LARGE) {
                names = Optional.of(read());
            }
            return names.map(known -> known.contains(path))
                    .orElseGet(() -> gateway.get(path).isPresent());
        }

        private Set<DocumentPath> read() {
            Set<DocumentPath> read = new HashSet<>();
            try (Stream<Document> documents = gateway.scan(scope, Range.all(), Optional.empty())) {
                documents.forEach(document -> read.add(DocumentPath.of(document.getName())));
            }
            return read;
        }
    }
}
