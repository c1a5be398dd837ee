package dbmanager.exchange;

import dbmanager.problem.Problem;

/** A row cannot be taken in. */
public final class RowRefused extends Problem {
    private static final long serialVersionUID = 1L;

    /**
     * @param where table and column; an import puts file and line before it
     * @param why without the values of other rows
     */
    public RowRefused(String where, String why, Throwable cause) {
        this(where + ": " + why, cause, "correct the row and run the import again");
    }

    /** One whose key is there already, so that a policy could decide. */
    public static RowRefused keyTaken(String where, String why, Throwable cause) {
        return new RowRefused(
                where + ": " + why,
                cause,
                "choose --on-conflict skip or replace, or --new-keys to add it as another row, and run the import again");
    }

    /** One to be changed that is not there. */
    public static RowRefused gone(String where) {
        return new RowRefused(where, "there is no such row (any more)", null);
    }

    /** Rows that refer to what is not there. */
    public static RowRefused orphaned(String where, String why) {
        return new RowRefused(
                where + ": " + why,
                "take in the rows that they refer to first, or correct them, and run the import again",
                null);
    }

    private RowRefused(String happened, Throwable cause, String next) {
        super(Kind.FAILED, happened, "nothing was taken in: the whole import was rolled back", next, cause);
    }

    /** The same, with the place in the file. */
    RowRefused at(String place) {
        return new RowRefused(place + ": " + getMessage(), this, next());
    }
}
