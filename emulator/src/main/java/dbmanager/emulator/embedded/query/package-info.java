/** What a query means: parsed and checked as production checks it, then run over a snapshot at a cost that follows its result. */
package dbmanager.emulator.embedded.query;
