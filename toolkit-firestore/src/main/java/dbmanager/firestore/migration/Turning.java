package dbmanager.firestore.migration;

import com.google.firestore.v1.Document;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * What the turn of a document comes to.
 *
 * @param change pure; called from several threads; may throw {@link DocumentFailed}
 * @param onError what becomes of the sweep then
 */
record Turning(Function<Document, List<Change>> change, OnError onError) {
    /** @param leftOut told of a document that stays as it is */
    List<Change> of(Document document, Consumer<DocumentFailed> leftOut) {
        try {
            return change.apply(document);
        } catch (DocumentFailed e) {
            if (onError == OnError.FAIL) {
                throw e;
            }
            leftOut.accept(e);
            return List.of();
        }
    }
}
