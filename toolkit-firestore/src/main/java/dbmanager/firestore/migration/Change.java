package dbmanager.firestore.migration;

import com.google.firestore.v1.Value;
import dbmanager.firestore.document.DocumentPath;
import dbmanager.firestore.document.Storable;
import dbmanager.firestore.document.Storable.NotStorable;
import java.util.Map;

/** What a step wants of one document. All changes that come of one document belong into one commit. */
public sealed interface Change {
    DocumentPath path();

    /**
     * The document is to have exactly these fields.
     *
     * @param existing matters only where the path is another one than that of the document that was read: what to do with the document there
     */
    record Put(DocumentPath path, Map<String, Value> fields, Existing existing) implements Change {
        /** @throws DocumentFailed when Firestore would not take it */
        public Put {
            try {
                Storable.require(path, fields);
            } catch (NotStorable e) {
                throw DocumentFailed.because(path, e.what(), e.why());
            }
        }
    }

    /** The document is not to exist; what lies below it stays. */
    record Delete(DocumentPath path) implements Change {}
}
