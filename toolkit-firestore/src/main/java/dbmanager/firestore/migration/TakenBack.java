package dbmanager.firestore.migration;

import dbmanager.problem.Problem;

/** A rollback has begun to take back what this run is still doing. */
final class TakenBack extends Problem {
    private static final long serialVersionUID = 1L;

    TakenBack(Images.Id where) {
        super(
                Kind.LOCKED,
                "somebody else is taking this migration back (seen at step " + where + ")",
                "nothing was changed after that",
                "run `db-manager status`, then the command again");
    }
}
