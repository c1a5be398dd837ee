package dbmanager.firestore.gateway;

import com.google.firestore.v1.Cursor;
import com.google.firestore.v1.StructuredQuery;
import com.google.firestore.v1.StructuredQuery.CollectionSelector;
import com.google.firestore.v1.StructuredQuery.FieldReference;
import com.google.firestore.v1.Value;
import dbmanager.firestore.document.DatabaseName;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Scopes and ranges as queries by name. A selector without a collection id and with all descendants finds every document that exists, in one
 * scan, children of missing parents among them; so does {@code RecursiveDelete} of Google's own clients.
 */
final class Queries {
    /** Before every other id. @see <a href="https://cloud.google.com/firestore/docs/quotas#collections_documents_and_fields">Ids</a> */
    private static final String FIRST_ID = "__id" + Long.MIN_VALUE + "__";

    /** The name that follows another one directly is the same with this at its end. */
    private static final String NEXT = "\0";

    /** Such ids come before all others, in the order of their numbers. */
    private static final Pattern NUMERIC = Pattern.compile("__id(-?\\d{1,19})__");

    private static final FieldReference NAME =
            FieldReference.newBuilder().setFieldPath("__name__").build();

    private final DatabaseName database;

    Queries(DatabaseName database) {
        this.database = database;
    }

    /** Below which document or root the query is asked. */
    String parent(Scope scope) {
        if (scope instanceof Scope.Collection collection) {
            int slash = collection.path().lastIndexOf('/');
            return slash < 0
                    ? database.documents()
                    : database.documents() + "/" + collection.path().substring(0, slash);
        }
        return database.documents();
    }

    StructuredQuery.Builder query(Scope scope, Range range) {
        StructuredQuery.Builder query = StructuredQuery.newBuilder().addFrom(selector(scope));
        query.addOrderByBuilder().setField(NAME).setDirection(StructuredQuery.Direction.ASCENDING);
        Optional<Bounds> bounds =
                scope instanceof Scope.Tree tree ? Optional.of(bounds(tree.path())) : Optional.empty();
        if (range.after().isPresent()) {
            query.setStartAt(cursor(range.after().get().text(), false));
        } else {
            bounds.ifPresent(b -> query.setStartAt(cursor(b.from, true)));
        }
        if (range.upTo().isPresent()) {
            query.setEndAt(cursor(range.upTo().get().text(), false));
        } else {
            bounds.ifPresent(b -> query.setEndAt(cursor(b.before, true)));
        }
        return query;
    }

    /** Every document of the root collections after this one. */
    StructuredQuery.Builder behind(String root) {
        return query(new Scope.Everything(), Range.all()).setStartAt(cursor(bounds(root).before, true));
    }

    /** Reads the name, and no fields. */
    static void namesOnly(StructuredQuery.Builder query) {
        query.setSelect(StructuredQuery.Projection.newBuilder().addFields(NAME));
    }

    private static CollectionSelector selector(Scope scope) {
        CollectionSelector.Builder selector = CollectionSelector.newBuilder();
        if (scope instanceof Scope.Collection collection) {
            return selector.setCollectionId(
                            collection.path().substring(collection.path().lastIndexOf('/') + 1))
                    .build();
        }
        if (scope instanceof Scope.Group group) {
            selector.setCollectionId(group.id());
        }
        return selector.setAllDescendants(true).build();
    }

    private record Bounds(String from, String before) {}

    private static Bounds bounds(String path) {
        boolean document = path.chars().filter(c -> c == '/').count() % 2 == 1;
        return document
                ? new Bounds(path, behindDocument(path))
                : new Bounds(path + "/" + FIRST_ID, path + NEXT + "/" + FIRST_ID);
    }

    private static String behindDocument(String path) {
        int slash = path.lastIndexOf('/');
        Matcher numeric = NUMERIC.matcher(path.substring(slash + 1));
        if (!numeric.matches()) {
            return path + NEXT;
        }
        long number = Long.parseLong(numeric.group(1));
        String next = number == Long.MAX_VALUE ? NEXT : "__id" + (number + 1) + "__";
        return path.substring(0, slash + 1) + next;
    }

    private Cursor cursor(String path, boolean before) {
        return Cursor.newBuilder()
                .addValues(Value.newBuilder().setReferenceValue(database.documents() + "/" + path))
                .setBefore(before)
                .build();
    }
}
