package dbmanager.firestore.migration;

import com.google.firestore.v1.Document;
import com.google.firestore.v1.DocumentMask;
import com.google.firestore.v1.Precondition;
import com.google.firestore.v1.Value;
import com.google.firestore.v1.Write;
import dbmanager.firestore.document.DatabaseName;
import dbmanager.firestore.document.DocumentPath;
import dbmanager.firestore.document.FieldPath;
import dbmanager.firestore.document.Fields;
import java.util.Map;
import java.util.Optional;

/**
 * A document that is to be changed.
 *
 * @param before as it was read
 * @param after its fields, unless it is to be deleted
 */
record Touch(DocumentPath path, Optional<Document> before, Optional<Map<String, Value>> after) {

    /** What is as it should be already is not written: a write that changes nothing is billed like any other. */
    boolean changesSomething() {
        return before.isPresent() != after.isPresent()
                || (before.isPresent() && !Fields.same(before.get().getFieldsMap(), after.orElseThrow()));
    }

    /** Refused by the server when the document is not as it was read. */
    Write write(DatabaseName database) {
        Write.Builder write = Write.newBuilder().setCurrentDocument(asRead(before));
        after.ifPresentOrElse(fields -> update(write, database, fields), () -> write.setDelete(path.in(database)));
        return write.build();
    }

    /** Of a document that is there, only what changes. */
    private void update(Write.Builder write, DatabaseName database, Map<String, Value> fields) {
        Document.Builder update = Document.newBuilder().setName(path.in(database));
        if (before.isEmpty()) {
            write.setUpdate(update.putAllFields(fields));
            return;
        }
        Map<String, Value> old = before.get().getFieldsMap();
        DocumentMask.Builder changing = DocumentMask.newBuilder();
        fields.forEach((name, value) -> {
            Value was = old.get(name);
            if (was == null || !Fields.same(was, value)) {
                update.putFields(name, value);
                changing.addFieldPaths(FieldPath.of(name).toString());
            }
        });
        old.keySet().stream()
                .filter(name -> !fields.containsKey(name))
                .forEach(name -> changing.addFieldPaths(FieldPath.of(name).toString()));
        write.setUpdate(update).setUpdateMask(changing);
    }

    static Precondition asRead(Optional<Document> document) {
        Precondition.Builder precondition = Precondition.newBuilder();
        document.ifPresentOrElse(
                found -> precondition.setUpdateTime(found.getUpdateTime()), () -> precondition.setExists(false));
        return precondition.build();
    }
}
