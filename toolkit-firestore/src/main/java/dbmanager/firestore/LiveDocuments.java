package dbmanager.firestore;

import com.google.firestore.v1.Document;
import dbmanager.firestore.document.DatabaseName;
import dbmanager.firestore.gateway.Gateway;
import dbmanager.firestore.gateway.Range;
import dbmanager.firestore.gateway.Scope;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * The documents of a database at one moment. Each one read is billed, so what has been seen is kept in a temporary file, and not asked for
 * again; it also outlives the hour for which Firestore remembers that moment.
 */
final class LiveDocuments implements FirestoreContent.Documents {
    private final Gateway gateway;
    private final Instant moment;
    private final Map<String, Spool> spools = new HashMap<>();

    LiveDocuments(Gateway gateway) {
        this.gateway = gateway;
        this.moment = gateway.now();
    }

    @Override
    public DatabaseName database() {
        return gateway.database();
    }

    @Override
    public List<String> collections() {
        return gateway.rootCollections(Optional.of(moment)).stream()
                .filter(root -> !OwnDocuments.isOurs(root))
                .toList();
    }

    @Override
    public void see(String collection, Consumer<Document> each) {
        Spool spool = new Spool();
        spools.put(collection, spool);
        try (Stream<Document> documents = gateway.scan(new Scope.Tree(collection), Range.all(), Optional.of(moment))) {
            documents.forEach(document -> {
                spool.add(document);
                each.accept(document);
            });
        }
    }

    @Override
    public Stream<Document> documents(String collection) {
        return spools.get(collection).documents();
    }

    @Override
    public void close() {
        spools.values().forEach(Spool::close);
    }
}
