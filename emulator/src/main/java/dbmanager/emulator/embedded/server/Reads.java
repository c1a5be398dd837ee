package dbmanager.emulator.embedded.server;

import com.google.firestore.v1.BatchGetDocumentsRequest;
import com.google.firestore.v1.BatchGetDocumentsResponse;
import com.google.firestore.v1.GetDocumentRequest;
import com.google.firestore.v1.ListCollectionIdsRequest;
import com.google.firestore.v1.ListCollectionIdsResponse;
import com.google.protobuf.ByteString;
import com.google.protobuf.Timestamp;
import dbmanager.emulator.embedded.Limits;
import dbmanager.emulator.embedded.model.DatabaseName;
import dbmanager.emulator.embedded.model.Key;
import dbmanager.emulator.embedded.model.Refused;
import dbmanager.emulator.embedded.model.ResourceName;
import dbmanager.emulator.embedded.store.Database;
import dbmanager.emulator.embedded.store.Databases;
import dbmanager.emulator.embedded.store.Snapshot;
import dbmanager.emulator.embedded.store.Stored;
import io.grpc.Status;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Documents by name, and the names of collections. */
final class Reads {
    private static final int MOST_IDS = 10_000;

    private final Databases databases;
    private final Limits limits;

    Reads(Databases databases, Limits limits) {
        this.databases = databases;
        this.limits = limits;
    }

    Answer get(GetDocumentRequest request) {
        ResourceName document = ResourceName.document(request.getName());
        DatabaseName name = document.database();
        Key key = key(document, request.getName());
        Projection projection = Projection.of(request.hasMask(), request.getMask());
        Database database = databases.open(name.project(), name.database());
        Reading reading = switch (request.getConsistencySelectorCase()) {
            case TRANSACTION -> Reading.in(database, request.getTransaction());
            case READ_TIME -> Reading.at(database, request.getReadTime());
            case CONSISTENCYSELECTOR_NOT_SET -> Reading.now(database);
        };
        return reading.documents(Set.of(key))
                .get(key)
                .map(stored -> Answer.of(projection.of(stored)))
                .orElseThrow(
                        () -> new Refused(Status.Code.NOT_FOUND, "Document \"" + request.getName() + "\" not found."));
    }

    private Key key(ResourceName document, String name) {
        Key key = document.key();
        if (name.contains("/__")) {
            limits.path(key.path());
        }
        return key;
    }

    Iterator<Answer> batchGet(BatchGetDocumentsRequest request) {
        DatabaseName name = DatabaseName.parse(request.getDatabase());
        Set<Key> keys = new LinkedHashSet<>(request.getDocumentsCount() * 2);
        request.getDocumentsList().forEach(document -> {
            ResourceName parsed = ResourceName.document(document);
            parsed.in(name);
            keys.add(key(parsed, document));
        });
        Projection projection = Projection.of(request.hasMask(), request.getMask());
        Database database = databases.open(name.project(), name.database());
        Reading reading = switch (request.getConsistencySelectorCase()) {
            case TRANSACTION -> Reading.in(database, request.getTransaction());
            case NEW_TRANSACTION -> Reading.beginning(database, request.getNewTransaction());
            case READ_TIME -> Reading.at(database, request.getReadTime());
            case CONSISTENCYSELECTOR_NOT_SET -> Reading.now(database);
        };
        Snapshot snapshot = reading.documents(keys);
        Iterator<Answer> found = new Found(name, keys.iterator(), snapshot, projection);
        if (!reading.begun()) {
            return found;
        }
        Answer begun = Answer.of(BatchGetDocumentsResponse.newBuilder()
                .setTransaction(reading.begunId())
                .build());
        return Streams.both(Streams.one(begun), found);
    }

    /** Each document as it is asked for. */
    private static final class Found implements Iterator<Answer> {
        private final DatabaseName database;
        private final Iterator<Key> keys;
        private final Snapshot snapshot;
        private final Projection projection;
        private final byte[] readTime;

        Found(DatabaseName database, Iterator<Key> keys, Snapshot snapshot, Projection projection) {
            this.database = database;
            this.keys = keys;
            this.snapshot = snapshot;
            this.projection = projection;
            this.readTime = BatchGetDocumentsResponse.newBuilder()
                    .setReadTime(snapshot.time())
                    .build()
                    .toByteArray();
        }

        @Override
        public boolean hasNext() {
            return keys.hasNext();
        }

        @Override
        public Answer next() {
            Key key = keys.next();
            Optional<Stored> stored = snapshot.get(key);
            return stored.isPresent()
                    ? Answer.around(BatchGetDocumentsResponse.FOUND_FIELD_NUMBER, projection.of(stored.get()), readTime)
                    : Answer.around(
                            BatchGetDocumentsResponse.MISSING_FIELD_NUMBER,
                            ByteString.copyFromUtf8(database.of(key)),
                            readTime);
        }
    }

    Answer collectionIds(ListCollectionIdsRequest request) {
        ResourceName within = ResourceName.parent(request.getParent());
        DatabaseName name = within.database();
        Key parent = within.key();
        if (request.getPageSize() < 0) {
            throw Refused.invalid("page_size must be greater than or equal to zero.");
        }
        int size = Streams.pageSize(request.getPageSize(), MOST_IDS);
        Database database = databases.open(name.project(), name.database());
        int fingerprint =
                List.of("ids", request.getParent(), database.identity()).hashCode();
        Optional<PageToken> token = Streams.token(request.getPageToken(), fingerprint);
        Optional<Timestamp> time =
                request.hasReadTime() ? Optional.of(request.getReadTime()) : token.map(PageToken::time);
        Snapshot snapshot = time.map(at -> Reading.at(database, at))
                .orElseGet(() -> Reading.now(database))
                .documents(Set.of());
        Iterator<Key> collections = snapshot.children(
                parent, token.map(page -> parent.child(page.last()).beyond()).orElse(parent));
        ListCollectionIdsResponse.Builder answer = ListCollectionIdsResponse.newBuilder();
        while (collections.hasNext() && answer.getCollectionIdsCount() < size) {
            answer.addCollectionIds(collections.next().id());
        }
        if (collections.hasNext()) {
            String last = answer.getCollectionIds(answer.getCollectionIdsCount() - 1);
            answer.setNextPageToken(new PageToken(fingerprint, snapshot.time(), last).text());
        }
        return Answer.of(answer.build());
    }
}
