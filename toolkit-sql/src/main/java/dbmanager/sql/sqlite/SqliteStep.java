package dbmanager.sql.sqlite;

import dbmanager.backend.StepFailed;
import dbmanager.migration.Attribution;
import dbmanager.migration.Direction;
import dbmanager.migration.History.Entry;
import dbmanager.migration.Migration;
import dbmanager.problem.Problem;
import dbmanager.sql.script.Counterexamples;
import dbmanager.sql.script.EngineErrors;
import dbmanager.sql.script.FlywayScripts;
import dbmanager.sql.script.FlywayScripts.Parsed;
import dbmanager.sql.script.HistoryRow;
import dbmanager.sql.script.StatementFailed;
import dbmanager.sql.script.StepFrame;
import dbmanager.sql.script.StepScripts;
import dbmanager.sql.script.Transaction;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.sqlite.SQLiteErrorCode;

/** One migration, one way, on one connection: its script, its verification and its record, all or nothing. */
final class SqliteStep {
    private static final String QUERIES_ONLY = "a verify script holds queries only";
    private static final String LEFT_BEHIND =
            "this script runs outside a transaction: its earlier statements stay, and the history has the step as failed; mend what it left"
                    + " behind, then run `db-manager repair`";

    private final Connection connection;
    private final Migration migration;
    private final Direction direction;
    private final Attribution by;
    private final SqliteHistory history;
    private final StepFrame frame;
    private boolean leavesSettings;

    SqliteStep(
            SqliteDatabase database, Connection connection, Migration migration, Direction direction, Attribution by) {
        this.connection = connection;
        this.migration = migration;
        this.direction = direction;
        this.by = by;
        this.history = new SqliteHistory(connection);
        this.frame = new StepFrame(migration, direction, by, history, new Errors(database));
    }

    /** Writes the step down without running it. */
    Entry record() {
        return frame.translated(() -> Transaction.in(connection, () -> frame.append(frame.stamp(), Duration.ZERO)));
    }

    /** @throws StepFailed when a script is not fit to run, a statement fails, or what came out contradicts the verify script */
    Entry run(FlywayScripts flyway) {
        return frame.translated(() -> {
            StepScripts scripts = StepScripts.of(migration, direction, flyway, ScriptRules::check);
            leavesSettings = ScriptRules.setsConnection(scripts.body());
            HistoryRow row = frame.row(scripts.body());
            return scripts.body().isOutsideTransaction()
                    ? runOutsideTransaction(scripts.body(), scripts.verification(), row)
                    : runInTransaction(scripts.body(), scripts.verification(), row);
        });
    }

    /** Whether the script that ran may have set the connection otherwise, foreign keys for example; no other step should run on it. */
    boolean leavesSettings() {
        return leavesSettings;
    }

    /**
     * Orphans are looked for afterwards only, since that reads whole tables. When some are found, the step is rolled back and what
     * was there before is counted: if all of them are old, the step runs again and may leave as many.
     */
    private Entry runInTransaction(Parsed body, Optional<Parsed> verification, HistoryRow row) throws SQLException {
        OrphanRows.Reach reach = OrphanRows.Reach.of(connection, body.text());
        OrphanRows after;
        try {
            return Transaction.in(connection, () -> attempt(body, verification, row, reach, OrphanRows.NONE));
        } catch (OrphansFound e) {
            after = e.orphans;
        }
        OrphanRows before = OrphanRows.find(connection, reach);
        if (!after.beyond(before).isEmpty()) {
            throw orphaned(after.beyond(before), StepFailed.rolledBack());
        }
        return Transaction.in(connection, () -> attempt(body, verification, row, reach, before));
    }

    private Entry attempt(
            Parsed body, Optional<Parsed> verification, HistoryRow row, OrphanRows.Reach reach, OrphanRows tolerated)
            throws SQLException {
        long begun = System.nanoTime();
        runAndVerify(body, verification, reach, StepFailed.rolledBack());
        OrphanRows orphans = OrphanRows.find(connection, reach);
        if (!orphans.beyond(tolerated).isEmpty()) {
            throw new OrphansFound(orphans);
        }
        return frame.append(row, since(begun));
    }

    /** A failed row first, so that a crash in the middle is seen by us and by stock Flyway. */
    private Entry runOutsideTransaction(Parsed body, Optional<Parsed> verification, HistoryRow row)
            throws SQLException {
        OrphanRows.Reach reach = OrphanRows.Reach.of(connection, body.text());
        OrphanRows before = OrphanRows.find(connection, reach);
        Entry intent = Transaction.in(connection, () -> history.append(row, by, Duration.ZERO, false));
        long begun = System.nanoTime();
        runAndVerify(body, verification, reach, LEFT_BEHIND);
        OrphanRows orphans = OrphanRows.find(connection, reach).beyond(before);
        if (!orphans.isEmpty()) {
            throw orphaned(orphans, LEFT_BEHIND);
        }
        return Transaction.in(
                connection, () -> frame.end(row.mode(), () -> history.succeed(intent.rank(), since(begun))));
    }

    private void runAndVerify(Parsed body, Optional<Parsed> verification, OrphanRows.Reach reach, String stateOnFailure)
            throws SQLException {
        Optional<Past> past = reach.isToBookkeeping() ? Optional.of(Past.of(connection)) : Optional.empty();
        try {
            body.run(connection);
        } catch (StatementFailed e) {
            throw frame.failed(e, stateOnFailure);
        }
        if (past.isPresent()) {
            frame.requireSame(past.get(), Past.of(connection), stateOnFailure);
        }
        if (verification.isPresent()) {
            verify(verification.get(), stateOnFailure);
        }
    }

    /** Every statement must be a query, and none may give a row. */
    private void verify(Parsed verification, String stateOnFailure) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("PRAGMA query_only = ON");
            try {
                for (FlywayScripts.Statement query : verification.statements()) {
                    String where = FlywayScripts.where(verification.script(), query.line());
                    try (Statement asking = connection.createStatement()) {
                        if (!asking.execute(query.sql())) {
                            throw frame.failure(where, QUERIES_ONLY, stateOnFailure, null);
                        }
                        Counterexamples.refuse(
                                asking.getResultSet(), migration.key(), direction, where, stateOnFailure);
                    } catch (SQLException e) {
                        throw SqliteDatabase.primaryCode(e) == SQLiteErrorCode.SQLITE_READONLY
                                ? frame.failure(where, QUERIES_ONLY, stateOnFailure, e)
                                : frame.failed(new StatementFailed(where, query.sql(), e), stateOnFailure);
                    }
                }
            } finally {
                statement.execute("PRAGMA query_only = OFF");
            }
        }
    }

    private Duration since(long begun) {
        return Duration.ofNanos(System.nanoTime() - begun);
    }

    private StepFailed orphaned(OrphanRows orphans, String state) {
        return frame.failure(
                frame.path(),
                "it leaves rows without a parent (" + orphans
                        + "); foreign keys are not enforced while a migration runs, so delete or move the child rows in the script",
                state,
                null);
    }

    private record Errors(SqliteDatabase database) implements EngineErrors {
        @Override
        public boolean isStatementsFault(SQLException e) {
            return SqliteDatabase.isStatementsFault(e);
        }

        @Override
        public boolean isScriptsFault(SQLException e) {
            return SqliteDatabase.isStatementsFault(e);
        }

        @Override
        public String reason(SQLException e) {
            return SqliteDatabase.reason(e);
        }

        @Override
        public Problem problem(SQLException e) {
            return database.problem(e);
        }
    }

    /** What the database says of itself, which no script may change. */
    private record Past(List<Entry> entries, Optional<String> id) {
        static Past of(Connection connection) throws SQLException {
            return new Past(SqliteHistory.read(connection).entries(), Bookkeeping.id(connection));
        }
    }

    /** Carries the finding out of the transaction, which it ends. */
    private static final class OrphansFound extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private final transient OrphanRows orphans;

        OrphansFound(OrphanRows orphans) {
            this.orphans = orphans;
        }
    }
}
