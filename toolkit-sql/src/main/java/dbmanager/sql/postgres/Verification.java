package dbmanager.sql.postgres;

import dbmanager.backend.StepFailed;
import dbmanager.migration.Direction;
import dbmanager.migration.Migration;
import dbmanager.problem.Problem;
import dbmanager.sql.script.Counterexamples;
import dbmanager.sql.script.FlywayScripts;
import dbmanager.sql.script.FlywayScripts.Parsed;
import dbmanager.sql.script.StatementFailed;
import dbmanager.sql.script.Transaction;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.function.BiFunction;

/**
 * The queries of a verify script, none of which may give a row.
 *
 * @param state what is left of the step when one does
 * @param failed the problem that a query which does not run is
 */
record Verification(
        Connection connection,
        Migration migration,
        Direction direction,
        Parsed queries,
        String state,
        BiFunction<StatementFailed, String, Problem> failed) {
    private static final String QUERIES_ONLY = "a verify script holds queries only";

    /** Asks, and leaves no trace in the transaction that the session is in. */
    void inTransaction() throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("SAVEPOINT dbm_verify");
            statement.execute("SET TRANSACTION READ ONLY");
            ask();
            statement.execute("ROLLBACK TO SAVEPOINT dbm_verify");
        }
    }

    /** Asks in a transaction of its own. */
    void alone() throws SQLException {
        Transaction.in(connection, () -> {
            try (Statement statement = connection.createStatement()) {
                statement.execute("SET TRANSACTION READ ONLY");
                ask();
            }
            return true;
        });
    }

    private void ask() {
        for (FlywayScripts.Statement query : queries.statements()) {
            String where = FlywayScripts.where(queries.script(), query.line());
            try (Statement asking = connection.createStatement()) {
                if (!asking.execute(query.sql())) {
                    throw new StepFailed(migration.key(), direction, where, QUERIES_ONLY, state, null);
                }
                Counterexamples.refuse(asking.getResultSet(), migration.key(), direction, where, state);
            } catch (SQLException e) {
                throw PostgresErrors.of(e) == PostgresErrors.READ_ONLY
                        ? new StepFailed(migration.key(), direction, where, QUERIES_ONLY, state, e)
                        : failed.apply(new StatementFailed(where, query.sql(), e), state);
            }
        }
    }
}
