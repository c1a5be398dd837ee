package dbmanager.firestore.migration;

import dbmanager.problem.Problem;

/** The place of a commit is taken by a commit of somebody else, who has gone on with this run. */
final class Overtaken extends Problem {
    private static final long serialVersionUID = 1L;

    Overtaken(Images.Id where) {
        super(
                Kind.LOCKED,
                "somebody else has gone on with this migration (seen at " + where + ")",
                "nothing was changed after that",
                "run `db-manager status`, then the command again");
    }
}
