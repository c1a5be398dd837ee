package dbmanager.firestore;

import com.google.firestore.v1.Document;
import com.google.firestore.v1.Precondition;
import com.google.firestore.v1.Value;
import com.google.firestore.v1.Write;
import dbmanager.firestore.document.DocumentPath;
import dbmanager.firestore.gateway.CommitRejected;
import dbmanager.firestore.gateway.Gateway;
import dbmanager.firestore.migration.Bookkeeping;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * What db-manager keeps in the database for itself besides the history: the collection {@code _db_manager}, which is in no backup.
 *
 * <ul>
 *   <li>{@code identity}: the random id.
 *   <li>{@code restore}: there while a restore is under way, and after one that did not end.
 * </ul>
 */
final class OwnDocuments {
    private static final DocumentPath IDENTITY = new DocumentPath(Bookkeeping.OWN + "/identity");
    private static final DocumentPath RESTORE = new DocumentPath(Bookkeeping.OWN + "/restore");
    private static final DocumentPath NOWHERE = new DocumentPath(Bookkeeping.OWN + "/nowhere");
    private static final String ID = "id";
    private static final String BACKUP = "backup";

    private final Gateway gateway;

    OwnDocuments(Gateway gateway) {
        this.gateway = gateway;
    }

    /** Whether this root collection is none of the application's. */
    static boolean isOurs(String root) {
        return root.equals(Bookkeeping.OWN) || root.equals(Bookkeeping.HISTORY);
    }

    Optional<String> id() {
        return text(IDENTITY, ID);
    }

    /** Gives the database an id if it has none. */
    void initialise() {
        if (id().isPresent()) {
            return;
        }
        Write create = Write.newBuilder()
                .setUpdate(document(IDENTITY, ID, UUID.randomUUID().toString()))
                .setCurrentDocument(Precondition.newBuilder().setExists(false))
                .build();
        try {
            gateway.commit(List.of(create));
        } catch (CommitRejected e) {
            if (!e.precondition()) {
                throw e;
            } // somebody else gave it one in between
        }
    }

    /** The backup whose restore began and did not end. */
    Optional<String> unfinishedRestore() {
        return text(RESTORE, BACKUP);
    }

    void beginRestore(String backup) {
        gateway.commit(List.of(
                Write.newBuilder().setUpdate(document(RESTORE, BACKUP, backup)).build()));
    }

    /** @param id the one that came with the data; empty to keep the database's own */
    void endRestore(Optional<String> id) {
        Write end = Write.newBuilder().setDelete(RESTORE.in(gateway.database())).build();
        gateway.commit(id.map(text -> List.of(
                        Write.newBuilder()
                                .setUpdate(document(IDENTITY, ID, text))
                                .build(),
                        end))
                .orElse(List.of(end)));
    }

    /**
     * Asks whether the server takes a value, in a change of a document that is not there: the server looks at the values first, and then has nothing to
     * change.
     *
     * @throws CommitRejected when it does not take it
     */
    void tryReference(String reference) {
        Value value = Value.newBuilder().setReferenceValue(reference).build();
        try {
            gateway.commit(List.of(impossible(Map.of("reference", value))));
        } catch (CommitRejected e) {
            if (!e.precondition()) {
                throw e;
            }
        }
    }

    /** A write that Firestore refuses for its precondition, if for nothing else. */
    Write impossible(Map<String, Value> fields) {
        return Write.newBuilder()
                .setUpdate(Document.newBuilder()
                        .setName(NOWHERE.in(gateway.database()))
                        .putAllFields(fields))
                .setCurrentDocument(Precondition.newBuilder().setExists(true))
                .build();
    }

    private Optional<String> text(DocumentPath path, String field) {
        return gateway.get(path)
                .map(document -> document.getFieldsMap().get(field))
                .filter(Value::hasStringValue)
                .map(Value::getStringValue);
    }

    private Document document(DocumentPath path, String field, String text) {
        return Document.newBuilder()
                .setName(path.in(gateway.database()))
                .putAllFields(
                        Map.of(field, Value.newBuilder().setStringValue(text).build()))
                .build();
    }
}
