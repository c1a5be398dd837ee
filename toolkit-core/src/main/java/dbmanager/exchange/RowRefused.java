package dbmanager.exchange;

import dbmanager.problem.Problem;

/** A row cannot be taken in. */
public final class RowRefused extends Problem {
    private static final long serialVersionUID = 1L;

    /**
     * @param where file and line or table and row number
     * @param why without the values of other rows
     */
    public RowRefused(String where, String why, Throwable cause) {
        super(
                Kind.FAILED,
                where + ": " + why,
                "nothing was taken in: the whole import was rolled back",
                "correct the row, or choose --on-conflict skip or replace, and run the import again",
                cause);
    }
}
