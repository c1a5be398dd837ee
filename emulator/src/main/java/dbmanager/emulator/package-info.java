/**
 * A Firestore to run against: one that runs already, Google's emulator on this machine, or one in a container. Knows nothing of the other
 * modules, so that anybody can use it in tests.
 */
package dbmanager.emulator;
