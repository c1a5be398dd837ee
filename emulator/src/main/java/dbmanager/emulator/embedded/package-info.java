/** A Firestore in this process, as strict as production. {@link EmbeddedServer} is its door. */
package dbmanager.emulator.embedded;
