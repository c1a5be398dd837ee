/** One short class per command: options in, toolkit asked, answer printed. What help says of them stands in {@code CommandTable}. */
package dbmanager.cli.command;
