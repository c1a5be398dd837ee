package dbmanager.cli.command;

import dbmanager.cli.Printer;
import dbmanager.cli.View;
import dbmanager.exchange.DiffReport;
import dbmanager.exchange.DiffReport.RowDiff;
import dbmanager.exchange.DiffReport.TableDiff;
import dbmanager.problem.Problem;
import java.util.Map;
import java.util.stream.Collectors;

/** How two contents differ. */
record DiffView(DiffReport report) implements View {
    @Override
    public int exitCode() {
        return report.isEmpty() ? 0 : Problem.Kind.NEGATIVE.exitCode();
    }

    @Override
    public Map<String, Object> json() {
        return Json.of(
                "a", report.a(),
                "b", report.b(),
                "same", report.isEmpty(),
                "tables_only_in_a", report.tablesOnlyInA(),
                "tables_only_in_b", report.tablesOnlyInB(),
                "tables", report.tables().stream().map(DiffView::json).toList(),
                "definitions",
                        report.definitions().stream()
                                .map(d -> Json.of("kind", d.kind(), "name", d.name(), "a", d.a(), "b", d.b()))
                                .toList());
    }

    private static Map<String, Object> json(TableDiff table) {
        return Json.of(
                "table", table.table(),
                "same", table.same(),
                "changed", table.changed(),
                "only_in_a", table.onlyInA(),
                "only_in_b", table.onlyInB(),
                "not_compared", table.notCompared(),
                "columns",
                        table.columns().stream()
                                .map(c -> Json.of("column", c.column(), "a", c.a(), "b", c.b()))
                                .toList(),
                "samples", table.samples().stream().map(DiffView::json).toList());
    }

    private static Map<String, Object> json(RowDiff row) {
        return Json.of(
                "kind", Words.name(row.kind()),
                "key", row.key(),
                "cells",
                        row.cells().stream()
                                .map(c -> Json.of("column", c.column(), "a", c.a(), "b", c.b()))
                                .toList());
    }

    @Override
    public void text(Printer out) {
        out.line("a: %s", report.a());
        out.line("b: %s", report.b());
        report.tablesOnlyInA().forEach(table -> out.line("table %s is only in a", table));
        report.tablesOnlyInB().forEach(table -> out.line("table %s is only in b", table));
        report.definitions()
                .forEach(d -> out.line("%s %s %s", d.kind(), d.name(), which(d.a().isPresent(), d.b().isPresent())));
        report.tables().stream().filter(table -> !table.isEmpty()).forEach(table -> text(table, out));
        if (report.isEmpty()) {
            out.line("the same: %s", Words.count(report.tables().size(), "table"));
        }
    }

    private static String which(boolean inA, boolean inB) {
        return inA && inB ? "is defined differently" : "is only in " + (inA ? "a" : "b");
    }

    private static void text(TableDiff table, Printer out) {
        out.line(
                "%s: %d changed, %d only in a, %d only in b, %d the same",
                table.table(), table.changed(), table.onlyInA(), table.onlyInB(), table.same());
        table.notCompared().ifPresent(why -> out.line("  rows not compared: %s", why));
        table.columns()
                .forEach(c -> out.line(
                        "  column %s: a %s, b %s", c.column(), c.a().orElse("missing"), c.b().orElse("missing")));
        table.samples().forEach(row -> out.line("  %s", line(row)));
        long more = table.changed()
                + table.onlyInA()
                + table.onlyInB()
                - table.samples().size();
        if (more > 0) {
            out.line("  … and %d more (--limit)", more);
        }
    }

    private static String line(RowDiff row) {
        String key = row.key().entrySet().stream()
                .map(cell -> cell.getKey() + "=" + cell.getValue())
                .collect(Collectors.joining(", "));
        String cells = row.cells().stream()
                .map(c -> c.column() + ": " + c.a() + " -> " + c.b())
                .collect(Collectors.joining("; "));
        return switch (row.kind()) {
            case CHANGED -> "~ " + key + "  " + cells;
            case ONLY_IN_A -> "a " + key;
            case ONLY_IN_B -> "b " + key;
        };
    }
}
