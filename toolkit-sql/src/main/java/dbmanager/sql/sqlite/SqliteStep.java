package dbmanager.sql.sqlite;

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
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.sqlite.SQLiteErrorCode;

/** One migration, one way, on one connection: its script, its verification and its record, all or nothing. */
final class SqliteStep {
    private static final int SHOWN_ROWS = 3;
    private static final String QUERIES_ONLY = "a verify script holds queries only";
    private static final String LEFT_BEHIND =
            "this script runs outside a transaction: its earlier statements stay, and the history has the step as failed; mend what it left"
                    + " behind, then run `db-manager repair`";

    private final SqliteDatabase database;
    private final Connection connection;
    private final Migration migration;
    private final Direction direction;
    private final Attribution by;
    private final SqliteHistory history;
    private boolean leavesSettings;

    SqliteStep(
            SqliteDatabase database, Connection connection, Migration migration, Direction direction, Attribution by) {
        this.database = database;
        this.connection = connection;
        this.migration = migration;
        this.direction = direction;
        this.by = by;
        this.history = new SqliteHistory(connection);
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
            leavesSettings = ScriptRules.setsConnection(scripts.body());
            int checksum = migration.isRepeatable()
                    ? scripts.body().repeatableChecksum()
                    : migration.script().checksum().crc32();
            HistoryRow row = row(checksum, Mode.EXECUTE);
            return scripts.body().isOutsideTransaction()
                    ? runOutsideTransaction(scripts.body(), scripts.verification(), row)
                    : runInTransaction(scripts.body(), scripts.verification(), row);
        });
    }

    /** Whether the script that ran may have set the connection otherwise, foreign keys for example; no other step should run on it. */
    boolean leavesSettings() {
        return leavesSettings;
    }

    private String path() {
        return direction == Direction.UP
                ? migration.script().path()
                : migration.undo().map(Script::path).orElse(migration.script().path());
    }

    private HistoryRow row(int checksum, Mode mode) {
        return direction == Direction.UP ? HistoryRow.up(migration, checksum, mode) : HistoryRow.down(migration, mode);
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
        return append(row, since(begun));
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
        return Transaction.in(connection, () -> {
            List<Entry> doubtful = repeatablesInDoubt();
            Entry entry = history.succeed(intent.rank(), since(begun));
            doubt(doubtful, row.mode());
            return entry;
        });
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
        return SqliteHistory.read(connection)
                .repeatablesAfter(migration.version().orElseThrow());
    }

    private void doubt(List<Entry> repeatables, Mode mode) throws SQLException {
        for (Entry repeatable : repeatables) {
            history.appendDelete(repeatable.rank(), by, mode);
        }
    }

    private void runAndVerify(Parsed body, Optional<Parsed> verification, OrphanRows.Reach reach, String stateOnFailure)
            throws SQLException {
        Optional<Past> past = reach.isToBookkeeping() ? Optional.of(Past.of(connection)) : Optional.empty();
        try {
            body.run(connection);
        } catch (StatementFailed e) {
            throw failed(e, stateOnFailure);
        }
        if (past.isPresent() && !past.get().equals(Past.of(connection))) {
            throw failure(
                    path(),
                    "it changes flyway_schema_history or a table _dbm_…, which say what this database has been through; leave them to"
                            + " `db-manager stamp` and `repair`",
                    stateOnFailure,
                    null);
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
                            throw failure(where, QUERIES_ONLY, stateOnFailure, null);
                        }
                        refuseRows(asking.getResultSet(), where, stateOnFailure);
                    } catch (SQLException e) {
                        throw SqliteDatabase.primaryCode(e) == SQLiteErrorCode.SQLITE_READONLY
                                ? failure(where, QUERIES_ONLY, stateOnFailure, e)
                                : failed(new StatementFailed(where, query.sql(), e), stateOnFailure);
                    }
                }
            } finally {
                statement.execute("PRAGMA query_only = OFF");
            }
        }
    }

    private void refuseRows(ResultSet rows, String where, String stateOnFailure) throws SQLException {
        List<String> shown = new ArrayList<>();
        long total = 0;
        while (rows.next()) {
            total++;
            if (shown.size() < SHOWN_ROWS) {
                shown.add(text(rows));
            }
        }
        if (total > 0) {
            throw StepFailed.verification(migration.key(), direction, where, shown, total, stateOnFailure);
        }
    }

    private static String text(ResultSet row) throws SQLException {
        List<String> values = new ArrayList<>();
        for (int i = 1; i <= row.getMetaData().getColumnCount(); i++) {
            values.add(row.getMetaData().getColumnLabel(i) + "=" + row.getString(i));
        }
        return String.join(", ", values);
    }

    private Duration since(long begun) {
        return Duration.ofNanos(System.nanoTime() - begun);
    }

    private <T> T translated(Transaction<T> work) {
        try {
            return work.run();
        } catch (ScriptRefused e) {
            throw failure(e.where(), e.getMessage(), StepScripts.NOTHING_RUN, e);
        } catch (SQLException e) {
            throw SqliteDatabase.isStatementsFault(e)
                    ? failure(
                            path(),
                            "its record cannot be written (" + SqliteDatabase.reason(e)
                                    + "); leave flyway_schema_history and the tables _dbm_… alone",
                            StepFailed.rolledBack(),
                            e)
                    : database.problem(e);
        }
    }

    /** Trouble of the database is not the script's fault, unless the script was on its own. */
    private Problem failed(StatementFailed e, String state) {
        boolean rolledBack = state.equals(StepFailed.rolledBack());
        if (rolledBack && !SqliteDatabase.isStatementsFault(e.reason())) {
            return database.problem(e.reason());
        }
        return failure(e.where(), SqliteDatabase.reason(e.reason()) + " (" + e.excerpt() + ")", state, e.reason());
    }

    private StepFailed orphaned(OrphanRows orphans, String state) {
        return failure(
                path(),
                "it leaves rows without a parent (" + orphans
                        + "); foreign keys are not enforced while a migration runs, so delete or move the child rows in the script",
                state,
                null);
    }

    private StepFailed failure(String where, String why, String state, Throwable cause) {
        return new StepFailed(migration.key(), direction, where, why, state, cause);
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
