/**
 * The rows of a database, whatever engine holds them: to read ({@link dbmanager.exchange.Content}), to compare, to export as JSON or CSV and to
 * take in again ({@link dbmanager.exchange.Intake}). Made for people and other tools; a backup is what is exact.
 */
package dbmanager.exchange;
