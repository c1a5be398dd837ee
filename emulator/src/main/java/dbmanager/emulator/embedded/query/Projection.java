package dbmanager.emulator.embedded.query;

import com.google.firestore.v1.Document;
import com.google.firestore.v1.StructuredQuery;
import com.google.firestore.v1.Value;
import dbmanager.emulator.embedded.model.DatabaseName;
import dbmanager.emulator.embedded.model.FieldPath;
import dbmanager.emulator.embedded.store.Stored;
import java.util.List;
import java.util.Map;

/** The fields that results are cut down to; the name alone where only that is asked for. */
record Projection(List<FieldPath> fields) {
    static Projection of(StructuredQuery.Projection asked) {
        return new Projection(asked.getFieldsList().stream()
                .map(field -> FieldPath.parse(field.getFieldPath()))
                .toList());
    }

    /** @param fields those of the document that are asked for, at the top level */
    Document apply(Stored stored, DatabaseName database, Map<String, Value> fields) {
        Document.Builder document = Document.newBuilder()
                .setName(database.of(stored.key()))
                .setCreateTime(stored.created())
                .setUpdateTime(stored.updated());
        for (FieldPath field : this.fields) {
            if (!field.isName()) {
                field.in(fields).ifPresent(value -> field.set(document, value));
            }
        }
        return document.build();
    }
}
