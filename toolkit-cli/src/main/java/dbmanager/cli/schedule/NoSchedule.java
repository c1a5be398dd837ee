package dbmanager.cli.schedule;

import dbmanager.problem.Problem;

/** The configuration says nothing of what runs by itself. */
final class NoSchedule extends Problem {
    private static final long serialVersionUID = 1L;

    NoSchedule(String environment) {
        super(
                Kind.CONFIGURATION,
                "environment " + environment + " has no schedule",
                "nothing was done",
                "write one below it in db-manager.yaml, such as `schedule: {backup: daily 02:00, clean: sunday 03:00}`, or"
                        + " give --env another one");
    }
}
