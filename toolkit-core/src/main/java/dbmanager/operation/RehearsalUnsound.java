package dbmanager.operation;

import dbmanager.problem.Problem;

/** What was to be promoted did not stand its rehearsal. */
public final class RehearsalUnsound extends Problem {
    private static final long serialVersionUID = 1L;

    RehearsalUnsound(String database, String environment, Rehearsal.Report report) {
        super(
                Kind.NEGATIVE,
                "the rehearsal of " + database + " is not sound: " + String.join("; ", report.faults()),
                "nothing was migrated; the backups that were taken stay",
                "see `db-manager rehearse --env " + environment + " --db " + database + " --from " + report.backup()
                        + "`; mend what it finds and prove that first; if it may be lost, repeat this with --no-rehearsal");
    }
}
