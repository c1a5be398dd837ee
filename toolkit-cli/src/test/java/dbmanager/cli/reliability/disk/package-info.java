/** A file system for a process of its own, which goes wrong where a test says so. */
package dbmanager.cli.reliability.disk;
