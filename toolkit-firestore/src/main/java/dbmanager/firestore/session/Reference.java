package dbmanager.firestore.session;

/**
 * Points to a document.
 *
 * @param document its path in the same database, or a full name, {@code projects/…}, in another
 */
public record Reference(String document) {}
