package dbmanager.sql.script;

import dbmanager.backend.StepFailed;
import dbmanager.migration.Attribution;
import dbmanager.migration.Direction;
import dbmanager.migration.History.Entry;
import dbmanager.migration.Migration;
import dbmanager.migration.Mode;
import dbmanager.migration.Script;
import dbmanager.problem.Masked;
import dbmanager.problem.Problem;
import dbmanager.sql.script.FlywayScripts.Parsed;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;

/** What stands around the script of a step in every database that has Flyway's history: its record, and how a failure is told. */
public record StepFrame(
        Migration migration, Direction direction, Attribution by, HistoryTable history, EngineErrors errors) {

    /** Of the script that runs, or would run. */
    public String path() {
        return direction == Direction.UP
                ? migration.script().path()
                : migration.undo().map(Script::path).orElse(migration.script().path());
    }

    /** What a run of this script writes down. */
    public HistoryRow row(Parsed body) {
        return HistoryRow.of(migration, direction, body);
    }

    /** What a stamp writes down. */
    public HistoryRow stamp() {
        return direction == Direction.UP
                ? HistoryRow.up(migration, migration.script().checksum().crc32(), Mode.RECORD_ONLY)
                : HistoryRow.down(migration, Mode.RECORD_ONLY);
    }

    /** Records that the step is done, in the transaction of the caller. */
    public Entry append(HistoryRow row, Duration took) throws SQLException {
        return end(row.mode(), () -> history.append(row, by, took, true));
    }

    /** The same where the row is there already, or is written in another way. */
    public Entry end(Mode mode, Transaction<Entry> recorded) throws SQLException {
        List<Entry> doubtful = repeatablesInDoubt();
        Entry entry = recorded.run();
        for (Entry repeatable : doubtful) {
            history.appendDelete(repeatable.rank(), by, mode);
        }
        return entry;
    }

    private List<Entry> repeatablesInDoubt() throws SQLException {
        if (direction == Direction.UP || migration.isRepeatable() || !history.hasRepeatables()) {
            return List.of();
        }
        return history.read().repeatablesAfter(migration.version().orElseThrow());
    }

    /** Refuses a script that changed what the database says of itself. */
    public void requireSame(Object before, Object after, String stateOnFailure) {
        if (!before.equals(after)) {
            throw failure(
                    path(),
                    "it changes flyway_schema_history or a table _dbm_…, which say what this database has been through; leave them to"
                            + " `db-manager stamp` and `repair`",
                    stateOnFailure,
                    null);
        }
    }

    /** Does the work, and tells of its failures in the words of the port. */
    public <T> T translated(Transaction<T> work) {
        try {
            return work.run();
        } catch (ScriptRefused e) {
            throw failure(e.where(), e.getMessage(), StepScripts.NOTHING_RUN, e);
        } catch (SQLException e) {
            throw errors.isStatementsFault(e)
                    ? failure(
                            path(),
                            "its record cannot be written (" + errors.reason(e)
                                    + "); leave flyway_schema_history and the tables _dbm_… alone",
                            StepFailed.rolledBack(),
                            e)
                    : errors.problem(e);
        }
    }

    /** Trouble of the database is not the script's fault, unless the script was on its own. */
    public Problem failed(StatementFailed e, String state) {
        if (state.equals(StepFailed.rolledBack()) && !errors.isScriptsFault(e.reason())) {
            return errors.problem(e.reason());
        }
        return failure(e.where(), errors.reason(e.reason()) + " (" + Masked.text(e.excerpt()) + ")", state, e.reason());
    }

    public StepFailed failure(String where, String why, String state, Throwable cause) {
        return new StepFailed(migration.key(), direction, where, why, state, cause);
    }
}
