package dbmanager.sql.schema;

import dbmanager.backend.Model;
import dbmanager.backend.SchemaChange;
import dbmanager.backend.SchemaChange.Deed;
import dbmanager.backend.SchemaChange.Risk;
import dbmanager.backend.SchemaDesign.Comparison;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** What a drafted script, and the proof of it, say to the reader: the same on every engine. */
public final class DraftText {
    private static final String UNDO_HEADER = """
            -- Takes back what `db-manager autogenerate` drafted from the model %s.
            -- Brings definitions back, and not data: %s
            """;

    public static final String VERIFY_HEADER = "-- Each must return no row once the migration is in.\n";

    private static final int SHOWN = 3;

    private DraftText() {}

    /** The header of the undo script. */
    public static String undoHeader(String origin, Comparison comparison) {
        boolean loses = comparison.changes().stream().anyMatch(change -> change.risk() == Risk.DESTRUCTIVE);
        return UNDO_HEADER.formatted(
                oneLine(origin),
                loses
                        ? "what the migration dropped does not come back; only a backup from before it has that."
                        : "what was entered since into tables and columns that go is lost.");
    }

    /** A line for each rename that would spare what is there. */
    public static String suggestions(Comparison comparison) {
        return comparison.suggested().stream()
                .map(rename -> "-- Looks like a rename, and would drop what is there. If it is one: --rename "
                        + oneLine(rename.toString()) + "\n")
                .collect(Collectors.joining());
    }

    /** What fills the tables that come with the migration, as far as the model says it. */
    public static String firstRows(Model model, Comparison comparison) {
        StringBuilder script = new StringBuilder();
        model.firstRows().forEach((table, statements) -> {
            boolean comes = comparison.changes().stream()
                    .anyMatch(change -> change.deed() == Deed.ADD
                            && change.kind().equals("table")
                            && change.object().equalsIgnoreCase(table));
            if (comes) {
                script.append("\n-- Without it ").append(oneLine(table)).append(" is of no use.\n");
                statements.forEach(sql -> script.append(sql).append(";\n"));
            }
        });
        return script.toString();
    }

    /**
     * What stands above the statements of a change, by its object.
     *
     * @param destructive what is said of one that takes something away; usually {@link #loses}
     */
    public static Map<String, String> remarks(List<SchemaChange> changes, Function<SchemaChange, String> destructive) {
        Map<String, String> remarks = new LinkedHashMap<>();
        for (SchemaChange change : changes) {
            if (change.risk() == Risk.DESTRUCTIVE) {
                remarks.put(change.object(), "DESTRUCTIVE: " + destructive.apply(change));
            } else if (change.risk() == Risk.NEEDS_BACKFILL) {
                remarks.put(
                        change.object(),
                        "NEEDS BACKFILL: " + rows(change.rows()) + " without a value for " + change.object()
                                + ", which must have one; write here what fills them, or give the column a default");
            }
        }
        return remarks;
    }

    public static String loses(SchemaChange change) {
        return change.kind() + " " + change.object() + " loses " + rows(change.rows())
                + (change.kind().equals("column") ? " of values" : "");
    }

    /**
     * The same for the way back.
     *
     * @param takesAway which of the destructive ones take away what was entered since
     */
    public static Map<String, String> undoRemarks(List<SchemaChange> back, Predicate<SchemaChange> takesAway) {
        Map<String, String> remarks = new LinkedHashMap<>();
        for (SchemaChange change : back) {
            if (change.risk() == Risk.DESTRUCTIVE && takesAway.test(change)) {
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

    /**
     * Why a draft is not proven.
     *
     * @param left what is different after the migration from the model, or after its undo from what was there before
     */
    public static String notThere(List<SchemaChange> left, boolean undone) {
        return (undone ? "the undo does not bring back: " : "the migration does not lead to the model: ")
                + left.stream().limit(SHOWN).map(DraftText::missing).collect(Collectors.joining(", "))
                + (left.size() > SHOWN ? " and " + (left.size() - SHOWN) + " more" : "");
    }

    private static String missing(SchemaChange change) {
        return change.kind() + " " + change.object()
                + switch (change.deed()) {
                    case CHANGE -> " (" + change.detail() + ")";
                    case ADD -> " is missing";
                    case DROP, RENAME -> " is still there";
                };
    }

    public static String rows(long number) {
        return number + (number == 1 ? " row" : " rows");
    }

    public static String oneLine(String text) {
        return text.replaceAll("\\R", " ");
    }
}
