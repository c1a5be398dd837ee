package dbmanager.sql.postgres;

import dbmanager.backend.Progress;
import dbmanager.backend.SchemaChange;
import dbmanager.backend.SchemaDesign.Outcome;
import dbmanager.backend.SchemaDesign.Proof;
import dbmanager.backend.StepFailed;
import dbmanager.migration.Attribution;
import dbmanager.migration.Direction;
import dbmanager.migration.Migration;
import dbmanager.migration.Mode;
import dbmanager.sql.postgres.schema.Catalog;
import dbmanager.sql.postgres.schema.Difference;
import dbmanager.sql.postgres.schema.KeptRows;
import dbmanager.sql.postgres.schema.KeptRows.Fingerprint;
import dbmanager.sql.postgres.schema.ModelScript;
import dbmanager.sql.schema.DraftText;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.util.List;
import java.util.Optional;

/**
 * Runs a migration and its undo in a copy of a database.
 *
 * @param spare one that is like the database, down to its rows: neither has any. It need not be copied, and is not what it was afterwards
 */
record PostgresProof(SchemaSides sides, Programs programs, Clock clock, Optional<PostgresDatabase> spare) {
    private static final Attribution BY = Attribution.of("autogenerate");
    private static final String UNSAFE_USE_OF_NEW_VALUE = "55P04";

    Proof prove(Migration migration, Progress progress) {
        Proof proof = attempt(migration, spare.orElseGet(() -> copy(progress)));
        if (proof.outcome() != Outcome.ROWS_IN_THE_WAY) {
            return proof;
        }
        if (spare.isPresent()) {
            return failed(proof.reason(), proof.rows());
        }
        Proof withoutRows = attempt(migration, defined());
        return withoutRows.isProven() ? proof : failed(both(withoutRows.reason(), proof.reason()), proof.rows());
    }

    /** Who mends the rows alone would find out next that the scripts fail all the same. */
    private static String both(String withoutRows, String withRows) {
        return withoutRows.equals(withRows)
                ? withRows
                : "even without rows: " + withoutRows + "; and with them: " + withRows;
    }

    private PostgresDatabase copy(Progress progress) {
        PostgresDatabase copy = sides.temporary();
        new SchemaDump(sides.database(), programs).copyInto(copy, progress);
        return copy;
    }

    private PostgresDatabase defined() {
        PostgresDatabase empty = sides.temporary();
        try (Connection connection = empty.write()) {
            ModelScript.replay(sides.definitions(), connection);
            return empty;
        } catch (SQLException e) {
            throw empty.problem(e);
        }
    }

    /** What a copy was before it was changed. */
    private record Begun(Catalog definitions, KeptRows rows) {}

    /** A statement that fails may do so for the rows. */
    private Proof attempt(Migration migration, PostgresDatabase copy) {
        try {
            Begun begun = look(copy);
            PostgresBackend backend =
                    PostgresBackend.onCopy(copy, migration.script().file(), clock, programs);
            backend.run(migration, Direction.UP, Mode.EXECUTE, BY, Progress.silent());
            Proof up = judge(copy, begun, false);
            if (!up.isProven()) {
                return up;
            }
            backend.run(migration, Direction.DOWN, Mode.EXECUTE, BY, Progress.silent());
            return judge(copy, begun, true);
        } catch (StepFailed e) {
            return new Proof(Outcome.ROWS_IN_THE_WAY, e.getMessage() + advice(e), 0);
        }
    }

    private static String advice(StepFailed e) {
        return e.getCause() instanceof SQLException cause && UNSAFE_USE_OF_NEW_VALUE.equals(cause.getSQLState())
                ? "; a new value of an enum can be used once it is committed, so make two migrations of it: autogenerate with the value alone"
                        + " in the model first, then with what uses it"
                : "";
    }

    private Begun look(PostgresDatabase copy) {
        try (Connection connection = copy.write()) {
            Catalog.analyze(connection);
            return new Begun(
                    Catalog.read(connection, sides.home()),
                    KeptRows.of(connection, sides.difference(), sides.renames(), PostgresProof::fingerprint));
        } catch (SQLException e) {
            throw copy.problem(e);
        }
    }

    private static Fingerprint.Rows fingerprint(Connection connection, String query) throws SQLException {
        Digest digest = Digest.of(connection, "COPY (" + query + ") TO STDOUT");
        return new Fingerprint.Rows(
                digest.rows(), digest.text(connection.getMetaData().getDatabaseMajorVersion()));
    }

    private Proof judge(PostgresDatabase copy, Begun begun, boolean undone) {
        KeptRows before = begun.rows();
        try (Connection connection = copy.read()) {
            Difference left = sides.left(Catalog.read(connection, sides.home()), begun.definitions(), undone);
            if (!left.isEmpty()) {
                List<SchemaChange> changes =
                        left.changes().stream().map(Difference.Item::change).toList();
                return failed(DraftText.notThere(changes, undone), 0);
            }
            KeptRows.Complaints complaints = before.compare(connection, undone);
            String when = undone ? "after the undo, " : "";
            if (!complaints.changed().isEmpty()) {
                return failed(when + String.join("; ", complaints.changed()), before.number());
            }
            return complaints.converted().isEmpty()
                    ? Proof.of(before.number())
                    : new Proof(
                            Outcome.ROWS_IN_THE_WAY, when + String.join("; ", complaints.converted()), before.number());
        } catch (SQLException e) {
            throw copy.problem(e);
        }
    }

    private static Proof failed(String reason, long rows) {
        return new Proof(Outcome.FAILED, reason, rows);
    }
}
