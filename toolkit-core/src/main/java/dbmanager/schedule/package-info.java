/**
 * What runs when, without anybody: timings of a calendar, what of them is due, and what was begun already. Pure decisions, but for
 * {@link dbmanager.schedule.LedgerFile}; what a job does is not known here.
 */
package dbmanager.schedule;
