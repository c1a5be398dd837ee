package dbmanager.firestore;

import dbmanager.firestore.gateway.Endpoint;

/**
 * A server that throw-away databases may be made on.
 *
 * @param server not production
 * @param end called when the throw-away database is closed; ends the server if it was started for this
 */
public record Scratch(Endpoint server, Runnable end) {}
