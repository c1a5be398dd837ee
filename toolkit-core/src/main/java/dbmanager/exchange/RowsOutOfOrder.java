package dbmanager.exchange;

import dbmanager.problem.Problem;

/** A content gives its rows in another order than it says, so a comparison would be wrong. */
public final class RowsOutOfOrder extends Problem {
    private static final long serialVersionUID = 1L;

    private RowsOutOfOrder(String happened) {
        super(
                Kind.UNEXPECTED,
                happened,
                "nothing was changed; the comparison was stopped because its answer would be wrong",
                "see whether both sides sort alike (collation, engine version); if they do, report this as a bug");
    }

    static RowsOutOfOrder at(String content, String table, String key) {
        return new RowsOutOfOrder("rows out of order in " + table + " of " + content + " at " + key);
    }

    static RowsOutOfOrder alike(String table, int limit) {
        return new RowsOutOfOrder(
                "rows out of order in " + table + ": more than " + limit + " different rows sort alike");
    }
}
