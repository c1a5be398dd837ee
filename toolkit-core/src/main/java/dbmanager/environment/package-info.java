/**
 * Where the tool runs and what it may do there: databases and their URLs, read once from file and variables, and the guard that asks before
 * harm is done. {@link dbmanager.environment.Settings} and {@link dbmanager.environment.Guard} are the doors.
 */
package dbmanager.environment;
