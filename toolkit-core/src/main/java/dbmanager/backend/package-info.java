/**
 * The port behind which the databases are. {@link dbmanager.backend.DatabaseBackend} is what every engine promises; a
 * {@link dbmanager.backend.Feature} is what only some have. {@code BackendContract} in the test-jar is the promise as a test.
 */
package dbmanager.backend;
