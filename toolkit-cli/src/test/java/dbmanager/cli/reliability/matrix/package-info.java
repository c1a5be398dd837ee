/**
 * Each fault on each engine in each operation: what must hold whatever goes wrong, and what comes of it. {@code docs/fault-matrix.md} is written
 * from here.
 */
package dbmanager.cli.reliability.matrix;
