package dbmanager.firestore.migration;

import com.google.firestore.v1.Document;
import com.google.firestore.v1.MapValue;
import com.google.firestore.v1.Value;
import com.google.protobuf.Timestamp;
import dbmanager.firestore.document.DatabaseName;
import dbmanager.firestore.document.DocumentJson;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Migrations and documents in one line each. */
final class Scripts {
    static final DatabaseName SHOP = new DatabaseName("shop", "(default)");
    static final String FILE = "V7__names.yaml";

    private Scripts() {}

    static Script script(String yaml) {
        return Script.parse(yaml, FILE, SHOP);
    }

    /** The only step of {@code - addField: {…}}. */
    static Step step(String yaml) {
        return script("steps:\n- " + yaml).steps().get(0);
    }

    static Document document(String path, String json) {
        return Document.newBuilder()
                .setName(SHOP.documents() + "/" + path)
                .setCreateTime(Timestamp.newBuilder().setSeconds(1_700_000_000))
                .setUpdateTime(Timestamp.newBuilder().setSeconds(1_700_000_600))
                .putAllFields(DocumentJson.parse(json, SHOP).getMapValue().getFieldsMap())
                .build();
    }

    /** {@code users/1 {…}}, or {@code users/1 -} for a deletion, with commas between several; empty for none. */
    static String text(Stream<Change> changes) {
        return changes.map(Scripts::text).collect(Collectors.joining(", "));
    }

    private static String text(Change change) {
        if (change instanceof Change.Put put) {
            Document document = Document.newBuilder().putAllFields(put.fields()).build();
            return put.path() + " " + json(document.getFieldsMap());
        }
        return change.path() + " -";
    }

    private static String json(Map<String, Value> fields) {
        return DocumentJson.text(
                Value.newBuilder()
                        .setMapValue(MapValue.newBuilder().putAllFields(fields))
                        .build(),
                SHOP);
    }
}
