package dbmanager.emulator.embedded.query;

import com.google.protobuf.CodedOutputStream;
import dbmanager.emulator.embedded.model.DatabaseName;
import dbmanager.emulator.embedded.model.FieldPath;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Base64;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A composite index, as {@code firestore.indexes.json} defines it.
 *
 * @param group whether it is over all collections of that id; else over each for itself
 * @param fields without the name at the end where it has the direction of the last field
 * @see <a href="https://firebase.google.com/docs/reference/firestore/indexes">Index definition reference</a>
 */
record IndexDefinition(String collection, boolean group, List<Part> fields) {
    enum Mode {
        ASCENDING,
        DESCENDING,
        CONTAINS,
        VECTOR
    }

    /** @param dimension of a vector; else 0 */
    record Part(FieldPath field, Mode mode, int dimension) {
        Part(FieldPath field, Mode mode) {
            this(field, mode, 0);
        }

        static Part of(Order order) {
            return new Part(order.field(), order.descending() ? Mode.DESCENDING : Mode.ASCENDING);
        }

        private String json() {
            String mode = switch (this.mode) {
                case ASCENDING, DESCENDING -> "\"order\": \"" + this.mode + "\"";
                case CONTAINS -> "\"arrayConfig\": \"CONTAINS\"";
                case VECTOR -> "\"vectorConfig\": {\"dimension\": " + dimension + ", \"flat\": {}}";
            };
            return "{\"fieldPath\": " + quoted(field.toString()) + ", " + mode + "}";
        }

        private String gcloud() {
            return switch (mode) {
                case ASCENDING, DESCENDING -> "order=" + mode + ",field-path=" + field;
                case CONTAINS -> "array-config=CONTAINS,field-path=" + field;
                case VECTOR ->
                    "vector-config='{\"dimension\":\"" + dimension + "\",\"flat\": \"{}\"}',field-path=" + field;
            };
        }
    }

    String scope() {
        return group ? "COLLECTION_GROUP" : "COLLECTION";
    }

    /** As it goes into the file. */
    String json() {
        return "{\"collectionGroup\": " + quoted(collection) + ", \"queryScope\": \"" + scope() + "\", \"fields\": ["
                + fields.stream().map(Part::json).collect(Collectors.joining(", ")) + "]}";
    }

    private static String quoted(String text) {
        return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }

    /** The command that creates it. */
    String gcloud(String project) {
        return "gcloud firestore indexes composite create --project=" + project + " --collection-group=" + collection
                + " --query-scope=" + scope() + " "
                + fields.stream().map(part -> "--field-config=" + part.gcloud()).collect(Collectors.joining(" "));
    }

    /** Where the console offers to create it; the definition is a {@code google.firestore.admin.v1.Index} in the link. */
    String link(DatabaseName database) {
        String project = database.project();
        return "https://console.firebase.google.com/v1/r/project/" + project + "/firestore/indexes?create_composite="
                + Base64.getUrlEncoder().withoutPadding().encodeToString(proto(database));
    }

    private byte[] proto(DatabaseName database) {
        try {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            CodedOutputStream out = CodedOutputStream.newInstance(bytes);
            out.writeString(1, database + "/collectionGroups/" + collection + "/indexes/_");
            out.writeEnum(2, group ? 2 : 1);
            for (Part part : fields) {
                out.writeByteArray(3, proto(part));
            }
            Mode last = fields.get(fields.size() - 1).mode();
            if (!fields.get(fields.size() - 1).field().isName()) {
                out.writeByteArray(
                        3, proto(new Part(FieldPath.NAME, last == Mode.DESCENDING ? Mode.DESCENDING : Mode.ASCENDING)));
            }
            out.flush();
            return bytes.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] proto(Part part) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        CodedOutputStream out = CodedOutputStream.newInstance(bytes);
        out.writeString(1, part.field().toString());
        switch (part.mode()) {
            case ASCENDING -> out.writeEnum(2, 1);
            case DESCENDING -> out.writeEnum(2, 2);
            case CONTAINS -> out.writeEnum(3, 1);
            case VECTOR -> {}
        }
        out.flush();
        return bytes.toByteArray();
    }
}
