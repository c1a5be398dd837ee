package dbmanager.migration;

import dbmanager.problem.Problem;

/** An undo or verify script whose migration nobody knows: the folder does not have it, and the database has never been through it. */
public final class OrphanScript extends Problem {
    private static final long serialVersionUID = 1L;

    OrphanScript(Orphan orphan) {
        super(
                Kind.CONFLICT,
                orphan.script().file() + " belongs to migration " + orphan.key() + ", which this folder does not have",
                "nothing was run",
                "put the migration back (git); or, if it is gone for good, move this script away too; or give it the"
                        + " version that it is meant for");
    }
}
