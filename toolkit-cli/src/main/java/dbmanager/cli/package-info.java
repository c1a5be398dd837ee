/** The command line: reads arguments, guards, calls the operations, prints. */
package dbmanager.cli;
