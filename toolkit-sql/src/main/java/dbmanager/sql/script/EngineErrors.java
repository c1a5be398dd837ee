package dbmanager.sql.script;

import dbmanager.problem.Problem;
import java.sql.SQLException;

/** What the errors of an engine mean to a step. */
public interface EngineErrors {
    /** Whether the statement is wrong, and neither the database nor the way to it. */
    boolean isStatementsFault(SQLException e);

    /** The same, or it asks for what this user may not do. */
    boolean isScriptsFault(SQLException e);

    /** The engine's own sentence, without secrets. */
    String reason(SQLException e);

    /** What went wrong with the database, in the words of the port. */
    Problem problem(SQLException e);
}
