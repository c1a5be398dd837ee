package dbmanager.operation;

import dbmanager.problem.Problem;

/** The files of a promotion are not those any more that were judged, rehearsed and recorded. */
public final class MigrationsChanged extends Problem {
    private static final long serialVersionUID = 1L;

    MigrationsChanged(String database) {
        super(
                Kind.CONFLICT,
                "the migrations of " + database + " changed while the promotion ran",
                "nothing was run in " + database,
                "look at the files, and run the command again");
    }
}
