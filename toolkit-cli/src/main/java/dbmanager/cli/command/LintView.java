package dbmanager.cli.command;

import dbmanager.backend.Lint.Found;
import dbmanager.backend.Lint.Ignored;
import dbmanager.backend.Lint.Severity;
import dbmanager.backend.Lint.Size;
import dbmanager.cli.Printer;
import dbmanager.cli.View;
import dbmanager.problem.Problem;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;

/**
 * What is to be said against the migrations of a database.
 *
 * @param which the migrations that were read, for the reader
 */
record LintView(List<Found> findings, List<Ignored> ignored, Severity failOn, String which, int migrations)
        implements View {

    @Override
    public int exitCode() {
        boolean clean =
                findings.stream().noneMatch(found -> found.rule().severity().compareTo(failOn) >= 0);
        return clean ? 0 : Problem.Kind.NEGATIVE.exitCode();
    }

    @Override
    public Map<String, Object> json() {
        return Json.of(
                "clean", exitCode() == 0,
                "fail_on", Words.name(failOn),
                "migrations", migrations,
                "findings", findings.stream().map(LintView::json).toList(),
                "ignored",
                        ignored.stream()
                                .map(one -> Json.of(
                                        "script", one.script(),
                                        "line", one.line(),
                                        "rule", one.rule().id(),
                                        "reason", one.reason()))
                                .toList());
    }

    private static Map<String, Object> json(Found found) {
        OptionalLong rows = found.size().map(Size::rows).orElse(OptionalLong.empty());
        return Json.of(
                "script", found.script(),
                "line", found.line(),
                "rule", found.rule().id(),
                "severity", Words.name(found.rule().severity()),
                "what", found.what(),
                "locks", found.rule().locks(),
                "instead", found.rule().instead(),
                "table", found.table(),
                "rows", rows.isPresent() ? rows.getAsLong() : null,
                "bytes", found.size().map(Size::bytes));
    }

    @Override
    public void text(Printer out) {
        for (Found found : findings) {
            String severity = Words.name(found.rule().severity());
            out.line(
                    "%s:%d  %s  %s: %s",
                    found.script(),
                    found.line(),
                    found.rule().severity() == Severity.ERROR ? out.bad(severity) : severity,
                    found.rule().id(),
                    found.what());
            out.line(
                    "    locks    %s%s",
                    found.rule().locks(), found.size().map(LintView::text).orElse(""));
            out.line("    instead  %s", found.rule().instead());
        }
        ignored.forEach(one -> out.line(
                "%s:%d  ignored  %s: %s", one.script(), one.line(), one.rule().id(), one.reason()));
        if (findings.isEmpty()) {
            out.line("nothing to object to in %s", which);
        } else {
            out.line("%s: %s, %s", which, count(Severity.ERROR), count(Severity.WARNING));
        }
    }

    private String count(Severity severity) {
        return Words.count(
                findings.stream()
                        .filter(found -> found.rule().severity() == severity)
                        .count(),
                Words.name(severity));
    }

    private static String text(Size size) {
        String rows = size.rows().isPresent()
                ? String.format(Locale.ROOT, "about %,d rows, ", size.rows().getAsLong())
                : "rows never counted, ";
        return "; now " + rows + Words.bytes(size.bytes());
    }
}
