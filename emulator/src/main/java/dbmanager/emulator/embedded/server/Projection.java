package dbmanager.emulator.embedded.server;

import com.google.firestore.v1.Document;
import com.google.firestore.v1.DocumentMask;
import com.google.protobuf.ByteString;
import dbmanager.emulator.embedded.model.FieldPath;
import dbmanager.emulator.embedded.store.Stored;
import java.util.List;
import java.util.Optional;

/** Which fields of a document a client wants. Without a mask it gets the bytes that are kept. */
final class Projection {
    private final Optional<List<FieldPath>> fields;

    private Projection(Optional<List<FieldPath>> fields) {
        this.fields = fields;
    }

    static Projection of(boolean given, DocumentMask mask) {
        return new Projection(
                given
                        ? Optional.of(mask.getFieldPathsList().stream()
                                .map(FieldPath::parse)
                                .toList())
                        : Optional.empty());
    }

    ByteString of(Stored stored) {
        return fields.map(wanted -> of(stored.document(), wanted).toByteString())
                .orElseGet(stored::bytes);
    }

    private static Document of(Document document, List<FieldPath> wanted) {
        Document.Builder projected = document.toBuilder().clearFields();
        for (FieldPath field : wanted) {
            if (!field.isName()) {
                field.in(document).ifPresent(value -> field.set(projected, value));
            }
        }
        return projected.build();
    }
}
