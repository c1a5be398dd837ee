/**
 * SQL databases behind the port of {@code dbmanager.backend}. The door is {@link dbmanager.sql.SqliteBackend}; Flyway runs the migrations and
 * keeps its history table, and nothing of Flyway or JDBC leaves this package.
 */
package dbmanager.sql;
