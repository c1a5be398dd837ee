package dbmanager.sql.sqlite;

import dbmanager.backend.DatabaseUnavailable;
import dbmanager.backend.Model;
import dbmanager.backend.Progress;
import dbmanager.backend.Rename;
import dbmanager.backend.SchemaChange;
import dbmanager.backend.SchemaDesign;
import dbmanager.file.Temporary;
import dbmanager.migration.Migration;
import dbmanager.sql.schema.DraftText;
import dbmanager.sql.schema.Token;
import dbmanager.sql.sqlite.schema.Catalog;
import dbmanager.sql.sqlite.schema.Difference;
import dbmanager.sql.sqlite.schema.ModelDatabase;
import dbmanager.sql.sqlite.schema.Renames;
import dbmanager.sql.sqlite.schema.Script;
import dbmanager.sql.sqlite.schema.VerifyQueries;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Compares catalogs, of which SQLite itself has made the second from the model. Needs no normal form: SQLite keeps the text of each definition as it
 * was written, and takes no name for another.
 */
record SqliteSchemaDesign(SqliteDatabase database, SqliteSnapshot snapshot, Clock clock) implements SchemaDesign {
    private static final List<String> NOT_COMPARED = List.of(
            "rows",
            "order of columns",
            "comments",
            "statistics of ANALYZE",
            "settings of the file (user_version, journal mode, encoding)");

    private static final String UP_HEADER = """
            -- Drafted by `db-manager autogenerate` from the model %s. Review it before you commit it.
            -- Elsewhere than in db-manager it wants one transaction: sqlite3 -bail FILE "BEGIN" ".read THIS" "COMMIT"
            """;

    @Override
    public Model current() {
        return new Model(String.join("\n;\n", catalog().statements()), database.shown(), true);
    }

    @Override
    public Comparison compare(Model desired, List<Rename> renames) {
        return new Look(desired, renames).comparison();
    }

    @Override
    public Draft draft(Model desired, List<Rename> renames) {
        return new Look(desired, renames).draft();
    }

    @Override
    public Proof prove(Migration migration, Model desired, List<Rename> renames, Progress progress) {
        Look look = new Look(desired, renames);
        try (Temporary home = ScratchFolder.make()) {
            SqliteProof proof = new SqliteProof(
                    home.path(), database.busy(), look.base, look.difference, look.desired, look.renames, clock);
            return proof.prove(migration, into -> snapshot.copyTo(into, progress));
        } catch (IOException e) {
            throw DiskTrouble.writing("the folder for temporary files", ScratchFolder.parent(), e);
        }
    }

    private Catalog catalog() {
        try (Connection connection = database.read()) {
            return Catalog.read(connection, SqliteSchema::isBookkeeping);
        } catch (SQLException e) {
            throw database.problem(e);
        }
    }

    /** Both sides, and what is between them. */
    private final class Look {
        private final Model model;
        private final Catalog base = catalog();
        private final Catalog desired;
        private final Renames renames;
        private final Difference difference;

        Look(Model model, List<Rename> said) {
            this.model = model;
            try {
                Catalog wanted = ModelDatabase.catalog(model, SqliteSchema::isBookkeeping, SqliteDatabase::reason);
                this.desired = model.complete() ? wanted : wanted.withOthersOf(base);
                this.renames = Renames.of(said, model.ddl(), base, desired);
                this.difference = Difference.between(renamed(), desired);
            } catch (SQLException e) {
                throw database.problem(e);
            }
        }

        private Catalog renamed() {
            if (renames.isEmpty()) {
                return base;
            }
            try {
                return ModelDatabase.after(base, renames.statements(), SqliteSchema::isBookkeeping);
            } catch (SQLException e) {
                throw DatabaseUnavailable.unusable(database.shown(), SqliteDatabase.reason(e), e);
            }
        }

        Comparison comparison() {
            return new Comparison(changes(), difference.likelyRenames(), NOT_COMPARED);
        }

        private List<SchemaChange> changes() {
            List<SchemaChange> changes = new ArrayList<>(renames.changes());
            try (Connection connection = database.read()) {
                for (Difference.Item item : difference.changes()) {
                    changes.add(
                            item.stake().isPresent()
                                    ? item.change()
                                            .risking(
                                                    item.change().risk(),
                                                    SqliteSchema.number(
                                                            connection,
                                                            query(item.stake().get())))
                                    : item.change());
                }
                return changes;
            } catch (SQLException e) {
                throw database.problem(e);
            }
        }

        private String query(Difference.Stake stake) {
            String table = " FROM main." + Token.quote(renames.tableBefore(stake.table()));
            Optional<String> column =
                    stake.column().map(name -> Token.quote(renames.columnBefore(stake.table(), name)));
            return column.map(name -> stake.empty()
                            ? "SELECT count(*)" + table + " WHERE " + name + " IS NULL"
                            : "SELECT count(" + name + ")" + table)
                    .orElse("SELECT count(*)" + table);
        }

        Draft draft() {
            Comparison comparison = comparison();
            Difference back = difference.reversed();
            List<SchemaChange> changesBack =
                    back.changes().stream().map(Difference.Item::change).toList();
            String up = UP_HEADER.formatted(DraftText.oneLine(model.origin()))
                    + DraftText.suggestions(comparison)
                    + Script.up(
                            difference, renames.statements(), DraftText.remarks(comparison.changes(), DraftText::loses))
                    + DraftText.firstRows(model, comparison);
            String undo = DraftText.undoHeader(model.origin(), comparison)
                    + Script.undo(
                            back, renames.reverseStatements(), DraftText.undoRemarks(changesBack, change -> true));
            return new Draft(comparison, up, undo, DraftText.VERIFY_HEADER + VerifyQueries.of(difference));
        }
    }
}
