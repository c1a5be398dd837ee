package dbmanager.sql.postgres;

import dbmanager.backend.StepFailed;
import dbmanager.migration.Attribution;
import dbmanager.migration.Direction;
import dbmanager.migration.History.Entry;
import dbmanager.migration.Migration;
import dbmanager.migration.Mode;
import dbmanager.migration.Script;
import dbmanager.problem.Problem;
import dbmanager.sql.script.FlywayScripts;
import dbmanager.sql.script.FlywayScripts.Parsed;
import dbmanager.sql.script.HistoryRow;
import dbmanager.sql.script.ScriptRefused;
import dbmanager.sql.script.StatementFailed;
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
    }

    /** Writes the step down without running it. */
    Entry record() {
        HistoryRow row = row(migration.script().checksum().crc32(), Mode.RECORD_ONLY);
        return translated(() -> Transaction.in(connection, () -> append(row, Duration.ZERO)));
    }

    /** @throws StepFailed when a script is not fit to run, a statement fails, or what came out contradicts the verify script */
    Entry run(FlywayScripts flyway) {
        return translated(() -> {
            StepScripts scripts = StepScripts.of(migration, direction, flyway, ScriptRules::check);
            int checksum = migration.isRepeatable()
                    ? scripts.body().repeatableChecksum()
                    : migration.script().checksum().crc32();
            HistoryRow row = row(checksum, Mode.EXECUTE);
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

    private String path() {
        return direction == Direction.UP
                ? migration.script().path()
                : migration.undo().map(Script::path).orElse(migration.script().path());
    }

    private HistoryRow row(int checksum, Mode mode) {
        return direction == Direction.UP ? HistoryRow.up(migration, checksum, mode) : HistoryRow.down(migration, mode);
    }

    private Entry attempt(StepScripts scripts, HistoryRow row) throws SQLException {
        long begun = System.nanoTime();
        Optional<Past> past = past(scripts.body());
        try {
            scripts.body().run(connection);
            settleConstraints();
        } catch (StatementFailed e) {
            throw failed(e, StepFailed.rolledBack());
        }
        database.settle(connection);
        requireSame(past, StepFailed.rolledBack());
        if (scripts.verification().isPresent()) {
            verification(scripts.verification().get(), StepFailed.rolledBack()).inTransaction();
        }
        return append(row, since(begun));
    }

    /** What the script put off to the end of the transaction fails here, as its own fault and not as that of the record. */
    private void settleConstraints() {
        String sql = "SET CONSTRAINTS ALL IMMEDIATE";
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new StatementFailed(path(), "what was deferred to the end of it", e);
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
            throw failed(e, ledger.state());
        }
        database.settle(connection);
        requireSame(past, state);
        if (scripts.verification().isPresent()) {
            verification(scripts.verification().get(), ledger.state()).alone();
        }
        return Transaction.in(connection, () -> {
            List<Entry> doubtful = repeatablesInDoubt();
            Entry entry = ledger.close(since(begun));
            doubt(doubtful, row.mode());
            return entry;
        });
    }

    private Verification verification(Parsed queries, String stateOnFailure) {
        return new Verification(connection, migration, direction, queries, stateOnFailure, this::failed);
    }

    private Entry append(HistoryRow row, Duration took) throws SQLException {
        List<Entry> doubtful = repeatablesInDoubt();
        Entry entry = history.append(row, by, took, true);
        doubt(doubtful, row.mode());
        return entry;
    }

    private List<Entry> repeatablesInDoubt() throws SQLException {
        if (direction == Direction.UP || migration.isRepeatable() || !history.hasRepeatables()) {
            return List.of();
        }
        return history.read().repeatablesAfter(migration.version().orElseThrow());
    }

    private void doubt(List<Entry> repeatables, Mode mode) throws SQLException {
        for (Entry repeatable : repeatables) {
            history.appendDelete(repeatable.rank(), by, mode);
        }
    }

    /** Looked at only where the script speaks of it. */
    private Optional<Past> past(Parsed body) throws SQLException {
        return BOOKKEEPING.matcher(body.text()).find()
                ? Optional.of(new Past(history.read().entries(), tables.id(connection)))
                : Optional.empty();
    }

    private void requireSame(Optional<Past> past, String stateOnFailure) throws SQLException {
        if (past.isPresent() && !past.get().equals(new Past(history.read().entries(), tables.id(connection)))) {
            throw failure(
                    path(),
                    "it changes flyway_schema_history or a table _dbm_…, which say what this database has been through; leave them to"
                            + " `db-manager stamp` and `repair`",
                    stateOnFailure,
                    null);
        }
    }

    private static Duration since(long begun) {
        return Duration.ofNanos(System.nanoTime() - begun);
    }

    private <T> T translated(Transaction<T> work) {
        try {
            return work.run();
        } catch (ScriptRefused e) {
            throw failure(e.where(), e.getMessage(), StepScripts.NOTHING_RUN, e);
        } catch (SQLException e) {
            throw PostgresErrors.of(e) == PostgresErrors.STATEMENT
                    ? failure(
                            path(),
                            "its record cannot be written (" + PostgresErrors.reason(e)
                                    + "); leave flyway_schema_history and the tables _dbm_… alone",
                            StepFailed.rolledBack(),
                            e)
                    : database.problem(e);
        }
    }

    /** Trouble of the database is not the script's fault, unless the script was on its own. */
    private Problem failed(StatementFailed e, String state) {
        PostgresErrors kind = PostgresErrors.of(e.reason());
        boolean scriptsFault = kind == PostgresErrors.STATEMENT || kind == PostgresErrors.NOT_PERMITTED;
        if (state.equals(StepFailed.rolledBack()) && !scriptsFault) {
            return database.problem(e.reason());
        }
        return failure(
                e.where(),
                PostgresErrors.reason(e.reason()) + " (" + Passwords.masked(e.excerpt()) + ")",
                state,
                e.reason());
    }

    private StepFailed failure(String where, String why, String state, Throwable cause) {
        return new StepFailed(migration.key(), direction, where, why, state, cause);
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
