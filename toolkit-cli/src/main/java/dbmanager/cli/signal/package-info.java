/** Tells others how a command went: a metrics file, pings, a webhook. None of them can fail the command, or keep it for more than seconds. */
package dbmanager.cli.signal;
