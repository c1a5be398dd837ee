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
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What is between two sides, in words for the reader and in statements for the server. */
record SchemaDraft(SchemaSides sides) {
    private static final String UP_HEADER = """
            -- Drafted by `db-manager autogenerate` from the model %s. Review it before you commit it.
            """;

    private static final String UNDO_HEADER = """
            -- Takes back what `db-manager autogenerate` drafted from the model %s.
            -- Brings definitions back, and not data: %s
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
        ScriptWriter.Side base = writer.read(sides.baseSide()::read);
        ScriptWriter.Side desired = writer.read(sides.desiredSide()::read);
        Grants grants = grants();
        boolean loses = comparison.changes().stream().anyMatch(change -> change.risk() == Risk.DESTRUCTIVE);
        String origin = oneLine(sides.model().origin());

        List<String> first = preparation(difference, sides.baseSide());
        ScriptWriter.Side from = first.isEmpty() ? base : writer.read(sides.preparedBase(first)::read);
        String up = UP_HEADER.formatted(origin)
                + suggestions(comparison)
                + Script.up(
                        difference,
                        renames.statements(),
                        joined(first, writer.statements(from, desired)),
                        grants,
                        remarks(comparison.changes()));

        List<String> firstBack = preparation(back, sides.desiredSide());
        ScriptWriter.Side backFrom =
                firstBack.isEmpty() ? desired : writer.read(sides.preparedDesired(firstBack)::read);
        String undo = UNDO_HEADER.formatted(
                        origin,
                        loses
                                ? "what the migration dropped does not come back; only a backup from before it has that."
                                : "what was entered since into tables and columns that go is lost.")
                + Script.undo(
                        back,
                        joined(firstBack, writer.statements(backFrom, base)),
                        grants,
                        renames.reverseStatements(),
                        undoRemarks(back));
        return new Draft(
                comparison,
                up,
                undo,
                "-- Each must return no row once the migration is in.\n" + VerifyQueries.of(difference));
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

    private static String suggestions(Comparison comparison) {
        StringBuilder lines = new StringBuilder();
        comparison
                .suggested()
                .forEach(rename -> lines.append(
                                "-- Looks like a rename, and would drop what is there. If it is one: --rename ")
                        .append(oneLine(rename.toString()))
                        .append('\n'));
        return lines.toString();
    }

    private static Map<String, String> remarks(List<SchemaChange> changes) {
        Map<String, String> remarks = new LinkedHashMap<>();
        for (SchemaChange change : changes) {
            String object = change.kind() + " " + change.object();
            if (change.risk() == Risk.DESTRUCTIVE) {
                remarks.put(
                        change.object(),
                        change.deed() == Deed.CHANGE
                                ? "DESTRUCTIVE: " + object + ": " + rows(change.rows())
                                        + " with a value that does not stay what it is (" + change.detail() + ")"
                                : "DESTRUCTIVE: " + object + " loses " + rows(change.rows())
                                        + (change.kind().equals("column") ? " of values" : ""));
            } else if (change.risk() == Risk.NEEDS_BACKFILL) {
                remarks.put(
                        change.object(),
                        "NEEDS BACKFILL: " + rows(change.rows()) + " without a value for " + change.object()
                                + ", which must have one; write here what fills them, or give the column a default");
            }
        }
        return remarks;
    }

    private static Map<String, String> undoRemarks(Difference back) {
        Map<String, String> remarks = new LinkedHashMap<>();
        for (Difference.Item item : back.changes()) {
            SchemaChange change = item.change();
            if (change.risk() == Risk.DESTRUCTIVE && change.deed() == Deed.DROP) {
                remarks.put(change.object(), "DESTRUCTIVE: takes away what came into " + change.object() + " since");
            } else if (change.risk() == Risk.NEEDS_BACKFILL) {
                remarks.put(
                        change.object(),
                        change.deed() == Deed.ADD
                                ? "Must have a value, and what it had is gone: an empty one stands in for it in "
                                        + change.object()
                                : "NEEDS BACKFILL: fails as long as a row has no value for " + change.object());
            }
        }
        return remarks;
    }

    private static String rows(long number) {
        return number + (number == 1 ? " row" : " rows");
    }

    private static String oneLine(String text) {
        return text.replaceAll("\\R", " ");
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
