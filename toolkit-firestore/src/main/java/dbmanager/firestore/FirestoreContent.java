package dbmanager.firestore;

import com.google.firestore.v1.Document;
import dbmanager.exchange.Content;
import dbmanager.exchange.Row;
import dbmanager.exchange.Table;
import dbmanager.firestore.document.DatabaseName;
import dbmanager.firestore.document.DocumentPath;
import dbmanager.firestore.migration.Assertion;
import dbmanager.firestore.migration.Source;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Documents as rows: a table for each root collection, with everything below it. Any other collection, such as {@code users/42/orders}, is a table
 * for whoever names it. Which columns a table has is known when all its documents have been seen, so they are seen once before they are read.
 */
final class FirestoreContent implements Content {
    private final String name;
    private final Documents source;
    private final Map<String, Columns> seen = new HashMap<>();

    /** Where the documents are. */
    interface Documents {
        /** The database that they are of. */
        DatabaseName database();

        /** The collections that are tables. */
        List<String> collections();

        /** Sees every document of a collection, once. */
        void see(String collection, Consumer<Document> each);

        /** The documents of a collection that was seen, in the order of names. The caller closes the stream. */
        Stream<Document> documents(String collection);

        void close();
    }

    FirestoreContent(String name, Documents source) {
        this.name = name;
        this.source = source;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public List<Table> tables() {
        return source.collections().stream()
                .sorted()
                .map(collection -> seen(collection).table())
                .toList();
    }

    @Override
    public Optional<Table> table(String collection) {
        return Paths.isCollection(collection)
                ? Optional.of(seen(collection))
                        .filter(columns -> columns.documents() > 0)
                        .map(Columns::table)
                : Optional.empty();
    }

    private Columns seen(String collection) {
        return seen.computeIfAbsent(collection, path -> {
            Columns columns = new Columns(path);
            source.see(path, columns::add);
            return columns;
        });
    }

    /** Indexes and rules are not in the database's own protocol. */
    @Override
    public List<Definition> definitions() {
        return List.of();
    }

    @Override
    public Stream<Row> rows(Table table) {
        Columns.Rows rows = new Columns.Rows(table, new RowValues(source.database()));
        return source.documents(table.name()).map(rows::of);
    }

    @Override
    public Comparator<Row> order(Table table) {
        return Comparator.comparing(row -> Columns.path(table, row));
    }

    @Override
    public long count(Table table) {
        return seen(table.name()).documents();
    }

    /** A row each: the path of the document, and its fields as one map. */
    @Override
    public Stream<Row> counterexamples(String assertion) {
        RowValues values = new RowValues(source.database());
        return Assertion.counterexamples(assertion, this::documents)
                .map(document -> new Row(
                        new Object[] {DocumentPath.of(document.getName()).text(), values.of(document)}));
    }

    private Stream<Document> documents(Source wanted) {
        List<String> collections =
                wanted instanceof Source.Collection collection ? List.of(collection.path()) : source.collections();
        return DocumentStream.concat(collections.stream()
                        .<Supplier<Stream<Document>>>map(collection -> () -> {
                            seen(collection);
                            return source.documents(collection);
                        })
                        .toList())
                .filter(document -> wanted.holds(DocumentPath.of(document.getName())));
    }

    @Override
    public void close() {
        source.close();
    }
}
