/**
 * What users do, in the order in which it must be done: lock, plan, safety backup, steps, commit, report. Written once for all engines; the
 * results are values for the command line to print.
 */
package dbmanager.operation;
