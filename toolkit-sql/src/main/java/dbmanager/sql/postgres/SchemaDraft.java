package dbmanager.sql.postgres;

import dbmanager.backend.SchemaChange;
import dbmanager.backend.SchemaChange.Deed;
import dbmanager.backend.SchemaChange.Risk;
import dbmanager.backend.SchemaDesign.Comparison;
import dbmanager.backend.SchemaDesign.Draft;
import dbmanager.problem.Problem;
import dbmanager.sql.postgres.schema.Difference;
import dbmanager.sql.postgres.schema.Grants;
import dbmanager.sql.postgres.schema.OtherKinds;
import dbmanager.sql.postgres.schema.Preparation;
import dbmanager.sql.postgres.schema.Renames;
import dbmanager.sql.postgres.schema.Script;
import dbmanager.sql.postgres.schema.ScriptWriter;
import dbmanager.sql.postgres.schema.VerifyQueries;
import dbmanager.sql.schema.DraftText;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What is between two sides, in words for the reader and in statements for the server. */
record SchemaDraft(SchemaSides sides) {
    private static final String UP_HEADER = """
            -- Drafted by `db-manager autogenerate` from the model %s. Review it before you commit it.
            """;

    Comparison comparison() {
        try (Connection live = sides.database().read();
                Connection desired = sides.desiredSide().read()) {
            Map<String, Set<String>> others = OtherKinds.none();
            OtherKinds.find(live, others);
            OtherKinds.find(desired, others);
            return new Comparison(changes(live), sides.difference().likelyRenames(), OtherKinds.notCompared(others));
        } catch (SQLException e) {
            throw sides.database().problem(e);
        }
    }

    private List<SchemaChange> changes(Connection live) throws SQLException {
        List<SchemaChange> changes = new ArrayList<>(sides.renames().changes());
        for (Difference.Item item : sides.difference().changes()) {
            changes.add(item.stake().isPresent() ? counted(live, item) : item.change());
        }
        return changes;
    }

    /** A conversion that every value survives is no risk. One that fails puts all values at stake. */
    private SchemaChange counted(Connection live, Difference.Item item) throws SQLException {
        SchemaChange change = item.change();
        Difference.Stake stake = item.stake().orElseThrow();
        boolean conversion = change.risk() == Risk.DESTRUCTIVE && change.deed() == Deed.CHANGE;
        long rows;
        try {
            rows = number(live, stake.query(sides.renames()));
        } catch (SQLException e) {
            if (!conversion || PostgresErrors.of(e) != PostgresErrors.STATEMENT) {
                throw e;
            }
            rows = number(live, stake.filled().query(sides.renames()));
        }
        return conversion && rows == 0
                ? SchemaChange.safe(change.kind(), change.object(), change.deed(), change.detail())
                : change.risking(change.risk(), rows);
    }

    private static long number(Connection connection, String query) throws SQLException {
        return Long.parseLong(PostgresDatabase.text(connection, query).orElseThrow());
    }

    Draft draft() {
        Comparison comparison = comparison();
        if (comparison.isEmpty()) {
            return new Draft(comparison, "", "", "");
        }
        try {
            return draft(comparison, ScriptWriter.standard());
        } catch (ScriptWriter.Unwritable e) {
            throw new NotWritable(sides.database().shown(), e);
        } catch (SQLException e) {
            throw sides.database().problem(e);
        }
    }

    private Draft draft(Comparison comparison, ScriptWriter writer) throws SQLException {
        Difference difference = sides.difference();
        Difference back = difference.reversed();
        Renames renames = sides.renames();
        Meanwhile<ScriptWriter.Side> reading =
                Meanwhile.begin("desired side", () -> writer.read(sides.desiredSide()::read));
        ScriptWriter.Side base = reading.during(() -> writer.read(sides.baseSide()::read));
        ScriptWriter.Side desired = reading.result();
        Grants grants = grants();

        List<String> first = preparation(difference, sides.baseSide());
        ScriptWriter.Side from = first.isEmpty() ? base : writer.read(sides.preparedBase(first)::read);
        String up = UP_HEADER.formatted(DraftText.oneLine(sides.model().origin()))
                + DraftText.suggestions(comparison)
                + Script.up(
                        difference,
                        renames.statements(),
                        joined(first, writer.statements(from, desired)),
                        grants,
                        DraftText.remarks(comparison.changes(), SchemaDraft::loss))
                + DraftText.firstRows(sides.model(), comparison);

        List<String> firstBack = preparation(back, sides.desiredSide());
        ScriptWriter.Side backFrom =
                firstBack.isEmpty() ? desired : writer.read(sides.preparedDesired(firstBack)::read);
        String undo = DraftText.undoHeader(sides.model().origin(), comparison)
                + Script.undo(
                        back,
                        joined(firstBack, writer.statements(backFrom, base)),
                        grants,
                        renames.reverseStatements(),
                        DraftText.undoRemarks(
                                back.changes().stream()
                                        .map(Difference.Item::change)
                                        .toList(),
                                change -> change.deed() == Deed.DROP));
        return new Draft(comparison, up, undo, DraftText.VERIFY_HEADER + VerifyQueries.of(difference));
    }

    private static List<String> preparation(Difference difference, PostgresDatabase from) throws SQLException {
        try (Connection connection = from.read()) {
            return Preparation.of(difference, connection);
        }
    }

    private Grants grants() throws SQLException {
        try (Connection live = sides.database().read()) {
            return Grants.of(live);
        }
    }

    private static List<String> joined(List<String> first, List<String> then) {
        List<String> all = new ArrayList<>(first);
        all.addAll(then);
        return all;
    }

    /** Of a conversion, too, which leaves the column and not all of its values. */
    private static String loss(SchemaChange change) {
        return change.deed() == Deed.CHANGE
                ? change.kind() + " " + change.object() + ": " + DraftText.rows(change.rows())
                        + " with a value that does not stay what it is (" + change.detail() + ")"
                : DraftText.loses(change);
    }

    /** There is a difference, and no script for it. */
    static final class NotWritable extends Problem {
        private static final long serialVersionUID = 1L;

        NotWritable(String database, ScriptWriter.Unwritable cause) {
            super(
                    Kind.UNSUPPORTED,
                    "no script can be written for what is different in " + database + ": " + cause.getMessage(),
                    "nothing was changed or written",
                    "see the differences by `db-manager check`, and write this migration by hand",
                    cause);
        }
    }
}
