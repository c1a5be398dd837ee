package dbmanager.cli.command;

import dbmanager.backend.Rename;
import dbmanager.backend.SchemaChange;
import dbmanager.backend.SchemaDesign.Comparison;
import dbmanager.operation.Autogeneration.Base;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What a model asks for, as lines and as JSON. */
final class ComparisonLines {
    private ComparisonLines() {}

    static String base(Base base) {
        return switch (base) {
            case MIGRATIONS -> "what the migrations make";
            case LIVE -> "the database";
        };
    }

    static List<String> of(Comparison comparison) {
        List<String> lines = new ArrayList<>();
        comparison.changes().forEach(change -> lines.add("  " + line(change)));
        comparison
                .suggested()
                .forEach(rename -> lines.add("  ? looks like a rename, which keeps the rows: --rename " + rename));
        return lines;
    }

    static String notCompared(Comparison comparison) {
        return "not compared: " + String.join(", ", comparison.notCompared());
    }

    private static String line(SchemaChange change) {
        String sign = switch (change.deed()) {
            case ADD -> "+";
            case DROP -> "-";
            case CHANGE, RENAME -> "~";
        };
        String risk = switch (change.risk()) {
            case SAFE -> "";
            case DESTRUCTIVE -> "  DESTRUCTIVE: " + Words.count(change.rows(), "row") + " at stake";
            case NEEDS_BACKFILL -> "  NEEDS BACKFILL: " + Words.count(change.rows(), "row") + " without a value";
        };
        String detail = change.detail().isEmpty() ? "" : "  " + change.detail();
        return sign + " " + change.kind() + " " + change.object() + detail + risk;
    }

    static List<Map<String, Object>> json(Comparison comparison) {
        return comparison.changes().stream()
                .map(change -> Json.of(
                        "kind", change.kind(),
                        "object", change.object(),
                        "deed", Words.name(change.deed()),
                        "detail", change.detail(),
                        "risk", Words.name(change.risk()),
                        "rows_at_stake", change.rows()))
                .toList();
    }

    static List<String> suggested(Comparison comparison) {
        return comparison.suggested().stream().map(Rename::toString).toList();
    }
}
