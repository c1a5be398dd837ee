package dbmanager.sql.script;

import java.sql.SQLException;

/** The database did not accept a statement of a script. */
public final class StatementFailed extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private static final int SHOWN = 120;

    private final String where;
    private final String statement;
    private final SQLException reason;

    /** @param where script and line */
    public StatementFailed(String where, String statement, SQLException reason) {
        super(reason);
        this.where = where;
        this.statement = statement;
        this.reason = reason;
    }

    public String where() {
        return where;
    }

    public SQLException reason() {
        return reason;
    }

    /** The statement on one line, cut where it is long. */
    public String excerpt() {
        String line = statement.strip().replaceAll("\\s+", " ");
        return line.length() <= SHOWN ? line : line.substring(0, SHOWN) + "…";
    }
}
