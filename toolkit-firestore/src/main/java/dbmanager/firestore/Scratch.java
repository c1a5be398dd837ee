package dbmanager.firestore;

import dbmanager.firestore.gateway.Endpoint;

/**
 * An emulator that throw-away databases may be made on.
 *
 * @param end called when the throw-away database is closed; ends the emulator if it was started for this
 */
public record Scratch(Endpoint.Emulator emulator, Runnable end) {}
