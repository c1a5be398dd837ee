/**
 * The model of versions: what the project ships ({@link dbmanager.migration.Migrations}), what a database has been through
 * ({@link dbmanager.migration.History}), both joined ({@link dbmanager.migration.Timeline}) and the way from here to a target
 * ({@link dbmanager.migration.Plan}). Everything here is a value or a pure decision; only {@code MigrationFolder} and {@code LockFile}
 * touch files.
 */
package dbmanager.migration;
