package dbmanager.firestore.session;

import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * The database, as a migration sees it. Documents are named by path, {@code users/42}; what is written is kept as it was before, so that it
 * can be taken back.
 *
 * <p>Values are {@code null}, {@link Boolean}, {@link Long}, {@link Double}, {@link String}, {@link java.time.Instant} (to the microsecond),
 * {@link Bytes}, {@link Reference}, {@link GeoPoint}, {@link Vector}, {@link java.util.List} and {@link Map}. {@link Integer}, {@link Short},
 * {@link Float} and {@code byte[]} are taken too.
 */
public interface FirestoreSession {
    /** The fields of a document, unless it does not exist. */
    Optional<Map<String, Object>> get(String document);

    /** The document has these fields and no others afterwards. */
    void set(String document, Map<String, ?> fields);

    /**
     * These fields have these values afterwards; others stay.
     *
     * @param fields by field path: {@code address.city}; other characters in backticks, as Firestore writes them
     * @throws RuntimeException when the document does not exist
     */
    void update(String document, Map<String, ?> fields);

    /** The document is gone afterwards; what is in collections below it stays. */
    void delete(String document);

    /**
     * Edits every document of a collection, as it was when the call began. A document that somebody changes meanwhile is edited as it is then.
     *
     * @param collection its path: {@code users}, {@code users/42/orders}
     * @param edit called from several threads at once, more than once for some documents; it must depend on its document only
     */
    void each(String collection, Function<DocumentView, Edit> edit);

    /** The same for every collection of this name, wherever it is: {@code orders}. */
    void eachInGroup(String name, Function<DocumentView, Edit> edit);
}
