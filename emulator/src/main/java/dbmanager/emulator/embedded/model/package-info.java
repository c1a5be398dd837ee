/** Firestore's nouns as this server keeps them: keys, the order of values, field paths, refusals. Pure. */
package dbmanager.emulator.embedded.model;
