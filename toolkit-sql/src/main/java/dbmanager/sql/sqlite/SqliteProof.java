package dbmanager.sql.sqlite;

import dbmanager.backend.DatabaseUnavailable;
import dbmanager.backend.Progress;
import dbmanager.backend.SchemaChange;
import dbmanager.backend.SchemaDesign.Outcome;
import dbmanager.backend.SchemaDesign.Proof;
import dbmanager.backend.StepFailed;
import dbmanager.migration.Attribution;
import dbmanager.migration.Direction;
import dbmanager.migration.Migration;
import dbmanager.migration.Mode;
import dbmanager.sql.schema.DraftText;
import dbmanager.sql.sqlite.schema.Catalog;
import dbmanager.sql.sqlite.schema.Difference;
import dbmanager.sql.sqlite.schema.Renames;
import dbmanager.sql.sqlite.schema.RowCheck;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Runs a migration and its undo in a copy of a database.
 *
 * @param home an empty folder for the copies
 * @param base what the database defines
 * @param difference what the migration is to do behind its renames
 * @param desired what the database should define then
 */
record SqliteProof(
        Path home, Duration busy, Catalog base, Difference difference, Catalog desired, Renames renames, Clock clock) {
    private static final Attribution BY = Attribution.of("autogenerate");

    /** @param copy writes the database with its rows into a file that is not there yet */
    Proof prove(Migration migration, Consumer<Path> copy) throws IOException {
        Path rows = home.resolve("before.db");
        copy.accept(rows);
        Proof proof = attempt(migration, rows);
        if (proof.outcome() != Outcome.ROWS_IN_THE_WAY) {
            return proof;
        }
        Path empty = home.resolve("empty.db");
        boolean fineWithoutRows = defined(empty) && attempt(migration, empty).isProven();
        return fineWithoutRows ? proof : failed(proof.reason(), proof.rows());
    }

    /** A statement that fails may do so for the rows. */
    private Proof attempt(Migration migration, Path before) throws IOException {
        Path file = home.resolve("after-" + before.getFileName());
        Files.copy(before, file);
        SqliteDatabase database = new SqliteDatabase(file, "the copy", busy);
        try (SqliteBackend backend = new SqliteBackend("copy", database, home, clock, Optional.empty())) {
            backend.run(migration, Direction.UP, Mode.EXECUTE, BY, Progress.silent());
            Proof up = judge(database, before, false);
            if (!up.isProven()) {
                return up;
            }
            backend.run(migration, Direction.DOWN, Mode.EXECUTE, BY, Progress.silent());
            return judge(database, before, true);
        } catch (StepFailed e) {
            return new Proof(Outcome.ROWS_IN_THE_WAY, e.getMessage(), 0);
        }
    }

    private Proof judge(SqliteDatabase database, Path before, boolean undone) {
        try (Connection connection = database.write();
                Statement statement = connection.createStatement()) {
            Catalog now = Catalog.read(connection, SqliteSchema::isBookkeeping);
            Difference left = Difference.between(now, undone ? base : desired);
            if (!left.isEmpty()) {
                List<SchemaChange> changes =
                        left.changes().stream().map(Difference.Item::change).toList();
                return failed(DraftText.notThere(changes, undone), 0);
            }
            statement.execute(
                    "ATTACH " + SqliteSchema.literal(SqliteDatabase.uri(before, "immutable=1")) + " AS before");
            RowCheck.Result rows = RowCheck.of(connection, difference, renames, undone);
            String when = undone ? "after the undo, " : "";
            if (!rows.complaints().isEmpty()) {
                return failed(when + String.join("; ", rows.complaints()), rows.rows());
            }
            return rows.conversions().isEmpty()
                    ? Proof.of(rows.rows())
                    : new Proof(Outcome.ROWS_IN_THE_WAY, when + String.join("; ", rows.conversions()), rows.rows());
        } catch (SQLException e) {
            throw database.problem(e);
        }
    }

    private static Proof failed(String reason, long rows) {
        return new Proof(Outcome.FAILED, reason, rows);
    }

    /** The same definitions without a row, as far as SQLite has here what they use. */
    private boolean defined(Path file) {
        SqliteDatabase database = new SqliteDatabase(file, "the copy without rows", busy);
        try (Connection connection = database.create();
                Statement statement = connection.createStatement()) {
            for (String sql : base.statements()) {
                statement.executeUpdate(sql);
            }
            return true;
        } catch (SQLException e) {
            return false;
        } catch (DatabaseUnavailable e) {
            return false;
        }
    }
}
