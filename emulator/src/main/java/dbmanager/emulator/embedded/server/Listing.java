package dbmanager.emulator.embedded.server;

import com.google.firestore.v1.Cursor;
import com.google.firestore.v1.Document;
import com.google.firestore.v1.ListDocumentsRequest;
import com.google.firestore.v1.ListDocumentsResponse;
import com.google.firestore.v1.StructuredQuery;
import com.google.firestore.v1.StructuredQuery.CollectionSelector;
import com.google.firestore.v1.StructuredQuery.Direction;
import com.google.firestore.v1.StructuredQuery.FieldReference;
import com.google.firestore.v1.StructuredQuery.Order;
import com.google.firestore.v1.Value;
import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.Timestamp;
import dbmanager.emulator.embedded.model.DatabaseName;
import dbmanager.emulator.embedded.model.FieldPath;
import dbmanager.emulator.embedded.model.Key;
import dbmanager.emulator.embedded.model.Refused;
import dbmanager.emulator.embedded.model.ResourceName;
import dbmanager.emulator.embedded.query.Query;
import dbmanager.emulator.embedded.query.Result;
import dbmanager.emulator.embedded.store.Database;
import dbmanager.emulator.embedded.store.Databases;
import dbmanager.emulator.embedded.store.Snapshot;
import dbmanager.emulator.embedded.store.Stored;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The documents of a collection, or of all collections of a parent, page by page. */
final class Listing {
    /** As production cuts pages, whatever is asked for. */
    private static final int MOST = 300;

    private static final Pattern CLAUSE = Pattern.compile(
            "\\s*+((?:`(?:[^`\\\\]++|\\\\.)++`|[^`,\\s]++)++)(?:\\s++(asc|desc))?\\s*+(?:,|\\z)",
            Pattern.CASE_INSENSITIVE);

    private final Databases databases;

    Listing(Databases databases) {
        this.databases = databases;
    }

    Answer list(ListDocumentsRequest request) {
        ResourceName within = ResourceName.parent(request.getParent());
        DatabaseName name = within.database();
        Key parent = within.key();
        if (request.getShowMissing() && request.getCollectionId().isEmpty()) {
            throw Refused.invalid("collection id must be set when show_missing is true");
        }
        if (request.getShowMissing() && !request.getOrderBy().isEmpty()) {
            throw Refused.invalid("cannot specify an order when show_missing is true");
        }
        int size = Streams.pageSize(request.getPageSize(), MOST);
        List<Order> orders = orders(request.getOrderBy());
        Projection projection = Projection.of(request.hasMask(), request.getMask());
        Database database = databases.open(name.project(), name.database());
        int fingerprint = List.of(
                        request.getParent(),
                        request.getCollectionId(),
                        request.getOrderBy(),
                        request.getShowMissing(),
                        database.identity())
                .hashCode();
        Optional<PageToken> token = Streams.token(request.getPageToken(), fingerprint);
        Snapshot snapshot = reading(request, database, token).documents(Set.of());
        Optional<Key> last = token.map(page -> Key.of(page.last()));
        Iterator<Entry> entries = orders.isEmpty()
                ? byName(request, parent, snapshot, last)
                : ordered(request, orders, within, snapshot, last);
        return page(name, entries, size, projection, new PageToken(fingerprint, snapshot.time(), ""));
    }

    private static Reading reading(ListDocumentsRequest request, Database database, Optional<PageToken> token) {
        Optional<Timestamp> first = token.map(PageToken::time);
        return switch (request.getConsistencySelectorCase()) {
            case TRANSACTION -> Reading.in(database, request.getTransaction());
            case READ_TIME -> Reading.at(database, request.getReadTime());
            case CONSISTENCYSELECTOR_NOT_SET ->
                first.map(time -> Reading.at(database, time)).orElseGet(() -> Reading.now(database));
        };
    }

    /** A document, or a name that has documents below it. */
    private record Entry(Key key, Optional<Stored> stored) {}

    private static Iterator<Entry> byName(
            ListDocumentsRequest request, Key parent, Snapshot snapshot, Optional<Key> last) {
        Iterator<Key> collections = request.getCollectionId().isEmpty()
                ? snapshot.children(
                        parent, last.map(key -> key.parent().orElseThrow()).orElse(parent))
                : Streams.one(parent.child(request.getCollectionId()));
        return Streams.flat(collections, collection -> {
            Key from = last.filter(key -> key.isBelow(collection)).orElse(collection);
            return request.getShowMissing()
                    ? Streams.map(
                            snapshot.children(collection, from.equals(collection) ? from : from.beyond()),
                            key -> new Entry(key, snapshot.get(key)))
                    : Streams.map(
                            snapshot.documents(collection, from.next(), collection.beyond(), false),
                            stored -> new Entry(stored.key(), Optional.of(stored)));
        });
    }

    private static Iterator<Entry> ordered(
            ListDocumentsRequest request,
            List<Order> orders,
            ResourceName within,
            Snapshot snapshot,
            Optional<Key> last) {
        List<Order> all = new ArrayList<>(orders);
        if (orders.stream().noneMatch(order -> order.getField().getFieldPath().equals("__name__"))) {
            all.add(Order.newBuilder()
                    .setField(FieldReference.newBuilder().setFieldPath("__name__"))
                    .setDirection(orders.get(orders.size() - 1).getDirection())
                    .build());
        }
        StructuredQuery.Builder query = StructuredQuery.newBuilder()
                .addFrom(CollectionSelector.newBuilder().setCollectionId(request.getCollectionId()))
                .addAllOrderBy(all);
        last.ifPresent(key -> query.setStartAt(after(within.database(), key, all, snapshot)));
        Iterator<Result> found = Query.of(query.build(), within).run(snapshot);
        return Streams.map(found, result -> new Entry(result.stored().key(), Optional.of(result.stored())));
    }

    /** Behind a document, by the fields of an order. */
    private static Cursor after(DatabaseName name, Key key, List<Order> orders, Snapshot snapshot) {
        Document document = snapshot.get(key)
                .orElseThrow(() -> Refused.invalid("invalid page token"))
                .document();
        Cursor.Builder cursor = Cursor.newBuilder().setBefore(false);
        for (Order order : orders) {
            FieldPath field = FieldPath.parse(order.getField().getFieldPath());
            cursor.addValues(
                    field.isName()
                            ? Value.newBuilder().setReferenceValue(name.of(key)).build()
                            : field.in(document).orElseThrow(() -> Refused.invalid("invalid page token")));
        }
        return cursor.build();
    }

    /** {@code priority desc, `my field`}. */
    private static List<Order> orders(String text) {
        if (text.isBlank()) {
            return List.of();
        }
        List<Order> orders = new ArrayList<>();
        Matcher clause = CLAUSE.matcher(text);
        for (int at = 0; at < text.length(); at = clause.end()) {
            if (!clause.find(at) || clause.start() != at) {
                throw Refused.invalid(
                        "Invalid order by clause \"" + text.substring(at).strip() + "\".");
            }
            boolean descending = clause.group(2) != null && clause.group(2).equalsIgnoreCase("desc");
            orders.add(Order.newBuilder()
                    .setField(FieldReference.newBuilder().setFieldPath(clause.group(1)))
                    .setDirection(descending ? Direction.DESCENDING : Direction.ASCENDING)
                    .build());
        }
        return Collections.unmodifiableList(orders);
    }

    private static Answer page(
            DatabaseName name, Iterator<Entry> entries, int size, Projection projection, PageToken token) {
        ByteString.Output bytes = ByteString.newOutput();
        CodedOutputStream out = CodedOutputStream.newInstance(bytes);
        Optional<Entry> last = Optional.empty();
        try {
            for (int count = 0; count < size && entries.hasNext(); count++) {
                Entry entry = entries.next();
                out.writeBytes(
                        ListDocumentsResponse.DOCUMENTS_FIELD_NUMBER,
                        entry.stored().map(projection::of).orElseGet(() -> missing(name, entry.key())));
                last = Optional.of(entry);
            }
            if (last.isPresent() && entries.hasNext()) {
                out.writeString(
                        ListDocumentsResponse.NEXT_PAGE_TOKEN_FIELD_NUMBER,
                        new PageToken(
                                        token.request(),
                                        token.time(),
                                        last.get().key().path())
                                .text());
            }
            out.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return Answer.of(bytes.toByteString());
    }

    private static ByteString missing(DatabaseName name, Key key) {
        return Document.newBuilder().setName(name.of(key)).build().toByteString();
    }
}
