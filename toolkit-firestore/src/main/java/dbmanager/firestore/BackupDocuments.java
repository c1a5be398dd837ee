package dbmanager.firestore;

import com.google.firestore.v1.Document;
import dbmanager.firestore.document.DatabaseName;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** The documents of a backup, which were checked before. */
final class BackupDocuments implements FirestoreContent.Documents {
    private final SavedDocuments saved;

    BackupDocuments(SavedDocuments saved) {
        this.saved = saved;
    }

    @Override
    public DatabaseName database() {
        return saved.source();
    }

    @Override
    public List<String> collections() {
        return saved.paths().stream()
                .map(Paths::collection)
                .filter(path -> !OwnDocuments.isOurs(path))
                .distinct()
                .toList();
    }

    @Override
    public void see(String collection, Consumer<Document> each) {
        try (Stream<Document> documents = documents(collection)) {
            documents.forEach(each);
        }
    }

    @Override
    public Stream<Document> documents(String collection) {
        return saved.documents(collection);
    }

    @Override
    public void close() {
        saved.close();
    }
}
