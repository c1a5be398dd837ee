/** Firestore's methods over gRPC and over HTTP with JSON. */
package dbmanager.emulator.embedded.server;
