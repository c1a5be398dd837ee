package dbmanager.emulator.embedded.store;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.firestore.v1.CommitResponse;
import com.google.firestore.v1.Document;
import com.google.firestore.v1.DocumentTransform;
import com.google.firestore.v1.DocumentTransform.FieldTransform;
import com.google.firestore.v1.TransactionOptions;
import com.google.firestore.v1.Value;
import com.google.firestore.v1.Write;
import dbmanager.emulator.embedded.model.Key;
import dbmanager.emulator.embedded.model.Refused;
import io.grpc.Status;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** A database to write to in a few words, with a clock that stands still unless it is moved. */
final class Shop {
    static final String DOCUMENTS = "projects/p/databases/(default)/documents/";
    static final long ROOM = 100_000_000;

    final HandClock clock = new HandClock(Instant.parse("2026-08-01T12:00:00Z"));
    final Databases databases;
    final Database database;

    Shop() {
        this(ROOM);
    }

    Shop(long room) {
        databases = new Databases(clock, Duration.ofHours(1), room);
        database = databases.open("p", "(default)");
    }

    static Write set(String path, Map<String, Value> fields) {
        return Write.newBuilder().setUpdate(document(path, fields)).build();
    }

    static Document document(String path, Map<String, Value> fields) {
        return Document.newBuilder()
                .setName(DOCUMENTS + path)
                .putAllFields(fields)
                .build();
    }

    static Write delete(String path) {
        return Write.newBuilder().setDelete(DOCUMENTS + path).build();
    }

    static Write transform(String path, FieldTransform.Builder... transforms) {
        DocumentTransform.Builder all = DocumentTransform.newBuilder().setDocument(DOCUMENTS + path);
        Stream.of(transforms).forEach(all::addFieldTransforms);
        return Write.newBuilder().setTransform(all).build();
    }

    static FieldTransform.Builder on(String field) {
        return FieldTransform.newBuilder().setFieldPath(field);
    }

    CommitResponse commit(Write... writes) {
        return database.commit(List.of(writes), Optional.empty());
    }

    CommitResponse commit(Transaction transaction, Write... writes) {
        return database.commit(List.of(writes), Optional.of(transaction));
    }

    Transaction begin() {
        return database.begin(TransactionOptions.getDefaultInstance());
    }

    /** The fields now; empty where there is no document. */
    Optional<Map<String, Value>> fields(String path) {
        return database.snapshot()
                .get(Key.of(path))
                .map(stored -> stored.document().getFieldsMap());
    }

    void assertRefused(Status.Code code, String text, Write... writes) {
        assertThatThrownBy(() -> commit(writes))
                .isInstanceOf(Refused.class)
                .hasMessage(text)
                .extracting(refused -> ((Refused) refused).code())
                .isEqualTo(code);
    }

    static List<String> paths(Iterator<Stored> documents) {
        List<String> paths = new ArrayList<>();
        documents.forEachRemaining(stored -> paths.add(stored.key().path()));
        return paths;
    }
}
