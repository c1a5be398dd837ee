/**
 * SQLite behind the port of {@code dbmanager.backend}. The door is {@link dbmanager.sql.sqlite.SqliteBackend}; no connection leaves this package.
 */
package dbmanager.sql.sqlite;
