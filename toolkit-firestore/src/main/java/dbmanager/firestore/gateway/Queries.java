package dbmanager.firestore.gateway;

import com.google.firestore.v1.Cursor;
import com.google.firestore.v1.StructuredQuery;
import com.google.firestore.v1.StructuredQuery.CollectionSelector;
import com.google.firestore.v1.StructuredQuery.FieldReference;
import com.google.firestore.v1.Value;
import dbmanager.firestore.document.DatabaseName;
import java.util.Optional;

/**
 * Scopes and ranges as queries by name. A selector without a collection id and with all descendants finds every document that exists, in one
 * scan, children of missing parents among them; so does {@code RecursiveDelete} of Google's own clients.
 */
final class Queries {
    private static final FieldReference NAME =
            FieldReference.newBuilder().setFieldPath("__name__").build();

    private final DatabaseName database;

    Queries(DatabaseName database) {
        this.database = database;
    }

    /** Below which document or root the query is asked. */
    String parent(Scope scope) {
        String all = database.documents();
        return scope instanceof Scope.Collection collection
                ? collection.above().map(document -> all + "/" + document).orElse(all)
                : all;
    }

    StructuredQuery.Builder query(Scope scope, Range range) {
        StructuredQuery.Builder query = StructuredQuery.newBuilder().addFrom(selector(scope));
        query.addOrderByBuilder().setField(NAME).setDirection(StructuredQuery.Direction.ASCENDING);
        if (range.after().isPresent()) {
            query.setStartAt(cursor(range.after().get().text(), false));
        } else {
            begin(scope).ifPresent(name -> query.setStartAt(cursor(name, true)));
        }
        if (range.upTo().isPresent()) {
            query.setEndAt(cursor(range.upTo().get().text(), false));
        } else if (scope instanceof Scope.Tree) {
            end(scope).ifPresent(name -> query.setEndAt(cursor(name, true)));
        }
        return query;
    }

    /** Reads the name, and no fields. */
    static void namesOnly(StructuredQuery.Builder query) {
        query.setSelect(StructuredQuery.Projection.newBuilder().addFields(NAME));
    }

    private static CollectionSelector selector(Scope scope) {
        CollectionSelector.Builder selector = CollectionSelector.newBuilder();
        if (scope instanceof Scope.Collection collection) {
            return selector.setCollectionId(collection.id()).build();
        }
        if (scope instanceof Scope.Group group) {
            selector.setCollectionId(group.id());
        }
        return selector.setAllDescendants(true).build();
    }

    /** Where it begins, if that is not the beginning of all. */
    private static Optional<String> begin(Scope scope) {
        return scope instanceof Scope.Tree tree
                ? Optional.of(isDocument(tree.path()) ? tree.path() : KeySpace.beginOfCollection(tree.path()))
                : Optional.empty();
    }

    /** The first name behind all of it, if there is one. */
    static Optional<String> end(Scope scope) {
        if (scope instanceof Scope.Tree tree) {
            return Optional.of(
                    isDocument(tree.path())
                            ? KeySpace.behindDocument(tree.path())
                            : KeySpace.behindCollection(tree.path()));
        }
        return scope instanceof Scope.Collection collection
                ? Optional.of(KeySpace.behindCollection(collection.path()))
                : Optional.empty();
    }

    private static boolean isDocument(String path) {
        return path.chars().filter(c -> c == '/').count() % 2 == 1;
    }

    private Cursor cursor(String path, boolean before) {
        return Cursor.newBuilder()
                .addValues(Value.newBuilder().setReferenceValue(database.documents() + "/" + path))
                .setBefore(before)
                .build();
    }
}
