/** Documents in memory, every version of the last hour, and what makes them last. */
package dbmanager.emulator.embedded.store;
