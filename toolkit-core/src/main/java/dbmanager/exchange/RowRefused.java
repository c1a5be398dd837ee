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
        this(where + ": " + why, cause);
    }

    private RowRefused(String happened, Throwable cause) {
        super(
                Kind.FAILED,
                happened,
                "nothing was taken in: the whole import was rolled back",
                "correct the row, or choose --on-conflict skip or replace, and run the import again",
                cause);
    }

    /** The same, with the place in the file. */
    RowRefused at(String place) {
        return new RowRefused(place + ": " + getMessage(), this);
    }
}
