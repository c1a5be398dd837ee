/**
 * What the engines of SQL have in common: scripts as Flyway understands them, and the rows of its history table. The door is
 * {@link dbmanager.sql.script.FlywayScripts}; nothing of Flyway leaves this package.
 */
package dbmanager.sql.script;
