/**
 * The command line: {@link dbmanager.cli.DbManager} starts it, one short class per command in {@code .command} asks the toolkit and prints what
 * it answers. Exit codes and errors are written here once.
 */
package dbmanager.cli;
