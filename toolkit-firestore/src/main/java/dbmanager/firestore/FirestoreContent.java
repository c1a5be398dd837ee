package dbmanager.firestore;

import com.google.firestore.v1.Document;
import dbmanager.exchange.Content;
import dbmanager.exchange.Row;
import dbmanager.exchange.Table;
import dbmanager.firestore.document.DatabaseName;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Documents as rows: a table for each root collection, with everything below it. Any other collection, such as {@code users/42/orders}, is a table
 * for whoever names it. Which columns a table has is known when all its documents have been seen.
 */
final class FirestoreContent implements Content {
    private final String name;
    private final Source source;
    private final RowValues values;
    private final Map<String, Columns> known = new HashMap<>();
    private boolean all;

    /** Where the documents are. */
    interface Source extends AutoCloseable {
        DatabaseName database();

        /** Sees every document of the application once, in the order of names. */
        void survey(java.util.function.Consumer<Document> each);

        void survey(String path, java.util.function.Consumer<Document> each);

        /** Those below a path that was surveyed. The caller closes the stream. */
        Stream<Document> documents(String path);

        @Override
        void close();
    }
}
