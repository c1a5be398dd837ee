/**
 * PostgreSQL behind the port: migrations on Flyway's history, backups by {@code pg_dump}, restores into a database beside the target. The door is
 * {@link dbmanager.sql.postgres.PostgresBackend}.
 */
package dbmanager.sql.postgres;
