package dbmanager.sql.postgres;

import dbmanager.backend.StepFailed;
import dbmanager.migration.Attribution;
import dbmanager.migration.Direction;
import dbmanager.migration.History.Entry;
import dbmanager.migration.Migration;
import dbmanager.problem.Problem;
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
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * One migration, one way, on one session: its script, its verification and its record, all or nothing. A script that cannot run in a transaction
 * goes statement by statement instead, see {@link Ledger}.
 */
final class PostgresStep {
    private static final Pattern BOOKKEEPING = Pattern.compile("(?i)flyway_schema_history|_dbm_");

    private final PostgresDatabase database;
    private final Connection connection;
    private final Migration migration;
    private final Direction direction;
    private final Attribution by;
    private final Bookkeeping tables;
    private final PostgresHistory history;
    private final StepFrame frame;

    PostgresStep(
            PostgresDatabase database, Connection connection, Migration migration, Direction direction, Attribution by)
            throws SQLException {
        this.database = database;
        this.connection = connection;
        this.migration = migration;
        this.direction = direction;
        this.by = by;
        this.tables = Bookkeeping.of(connection);
        this.history = new PostgresHistory(connection, tables);
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
            HistoryRow row = frame.row(scripts.body());
            try {
                return scripts.body().isStepwise()
                        ? runStatementByStatement(scripts, row)
                        : Transaction.in(connection, () -> attempt(scripts, row));
            } finally {
                settle();
            }
        });
    }

    /** What a script set in its session is not for the next one. A session that is gone needs nothing. */
    private void settle() throws SQLException {
        if (!connection.isClosed()) {
            database.settle(connection);
        }
    }

    private Entry attempt(StepScripts scripts, HistoryRow row) throws SQLException {
        long begun = System.nanoTime();
        Optional<Past> past = past(scripts.body());
        try {
            scripts.body().run(connection);
            settleConstraints();
        } catch (StatementFailed e) {
            throw frame.failed(e, StepFailed.rolledBack());
        }
        database.settle(connection);
        requireSame(past, StepFailed.rolledBack());
        if (scripts.verification().isPresent()) {
            verification(scripts.verification().get(), StepFailed.rolledBack()).inTransaction();
        }
        return frame.append(row, since(begun));
    }

    /** What the script put off to the end of the transaction fails here, as its own fault and not as that of the record. */
    private void settleConstraints() {
        String sql = "SET CONSTRAINTS ALL IMMEDIATE";
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new StatementFailed(frame.path(), "what was deferred to the end of it", e);
        }
    }

    private Entry runStatementByStatement(StepScripts scripts, HistoryRow row) throws SQLException {
        database.waitForLocks(connection);
        long begun = System.nanoTime();
        Optional<Past> past = past(scripts.body());
        Ledger ledger = Ledger.open(connection, tables, history, migration, direction, row, by);
        String state = ledger.state();
        past = past.map(before -> before.with(ledger.entry()));
        try {
            ledger.run(scripts.body());
        } catch (StatementFailed e) {
            throw frame.failed(e, ledger.state());
        }
        database.settle(connection);
        requireSame(past, state);
        if (scripts.verification().isPresent()) {
            verification(scripts.verification().get(), ledger.state()).alone();
        }
        return Transaction.in(connection, () -> frame.end(row.mode(), () -> ledger.close(since(begun))));
    }

    private Verification verification(Parsed queries, String stateOnFailure) {
        return new Verification(connection, migration, direction, queries, stateOnFailure, frame::failed);
    }

    /** Looked at only where the script speaks of it. */
    private Optional<Past> past(Parsed body) throws SQLException {
        return BOOKKEEPING.matcher(body.text()).find()
                ? Optional.of(new Past(history.read().entries(), tables.id(connection)))
                : Optional.empty();
    }

    private void requireSame(Optional<Past> past, String stateOnFailure) throws SQLException {
        if (past.isPresent()) {
            frame.requireSame(past.get(), new Past(history.read().entries(), tables.id(connection)), stateOnFailure);
        }
    }

    private static Duration since(long begun) {
        return Duration.ofNanos(System.nanoTime() - begun);
    }

    private record Errors(PostgresDatabase database) implements EngineErrors {
        @Override
        public boolean isStatementsFault(SQLException e) {
            PostgresErrors kind = PostgresErrors.of(e);
            return kind == PostgresErrors.STATEMENT || kind == PostgresErrors.EXHAUSTED; // by what it asked for
        }

        @Override
        public boolean isScriptsFault(SQLException e) {
            return isStatementsFault(e) || PostgresErrors.of(e) == PostgresErrors.NOT_PERMITTED;
        }

        @Override
        public String reason(SQLException e) {
            return PostgresErrors.reason(e);
        }

        @Override
        public Problem problem(SQLException e) {
            return database.problem(e);
        }
    }

    /** What the database says of itself, which no script may change. */
    private record Past(List<Entry> entries, Optional<String> id) {
        Past {
            entries = List.copyOf(entries);
        }

        Past with(Entry begun) {
            return entries.contains(begun)
                    ? this
                    : new Past(Stream.concat(entries.stream(), Stream.of(begun)).toList(), id);
        }
    }
}
