package dbmanager.firestore.migration;

import dbmanager.firestore.document.DocumentPath;
import dbmanager.problem.Problem;

/** The collections in which db-manager keeps its own records: no migration sees or changes them. */
public final class Bookkeeping {
    /** What was run, with images of what was there before. */
    public static final String HISTORY = "_migrations";

    /** What belongs to this database alone and is in no backup: its id, the lock. */
    public static final String OWN = "_db_manager";

    private Bookkeeping() {}

    public static boolean owns(DocumentPath path) {
        String root = path.root();
        return root.equals(HISTORY) || root.equals(OWN);
    }

    static DocumentPath refuse(DocumentPath path) {
        if (owns(path)) {
            throw new NotYours(path);
        }
        return path;
    }

    /** A migration wants to change db-manager's own records. */
    static final class NotYours extends Problem {
        private static final long serialVersionUID = 1L;

        NotYours(DocumentPath path) {
            super(
                    Kind.REFUSED,
                    path + " belongs to db-manager; a migration may not change it",
                    "",
                    "leave it out; `db-manager stamp` and `db-manager repair` correct the history");
        }
    }
}
