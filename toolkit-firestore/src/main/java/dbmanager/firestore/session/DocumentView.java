package dbmanager.firestore.session;

import java.util.Map;

/** A document as it was read. */
public interface DocumentView {
    /** Such as {@code users/42/orders/7}. */
    String path();

    /** The last segment of the path. */
    String id();

    /** Unmodifiable. */
    Map<String, Object> fields();

    /** One field of the document; {@code null} both for the value null and for a field that is not there. */
    default Object get(String field) {
        return fields().get(field);
    }
}
