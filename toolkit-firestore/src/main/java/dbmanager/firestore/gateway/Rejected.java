package dbmanager.firestore.gateway;

import dbmanager.firestore.document.DocumentPath;

/**
 * A write that the server would not do, however often it is asked.
 *
 * @param status the name of its gRPC status, such as {@code INVALID_ARGUMENT}
 * @param message what the server said
 */
public record Rejected(DocumentPath path, String status, String message) {}
