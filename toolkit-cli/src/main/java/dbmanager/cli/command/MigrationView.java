package dbmanager.cli.command;

import dbmanager.cli.Printer;
import dbmanager.cli.Step;
import dbmanager.cli.Toolkit;
import dbmanager.cli.View;
import dbmanager.environment.Unseen;
import dbmanager.migration.Direction;
import dbmanager.migration.History;
import dbmanager.migration.MigrationKey;
import dbmanager.migration.Mode;
import dbmanager.migration.Version;
import dbmanager.operation.MigrationReport;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * What a change of version did; its steps were printed one by one as they were recorded.
 *
 * @param told warnings that were printed before the first step
 */
record MigrationView(MigrationReport report, List<String> told) implements View {

    /** @param change hears of each step that was recorded */
    static MigrationView of(Toolkit toolkit, Function<Consumer<History.Entry>, MigrationReport> change) {
        return of(toolkit, change.apply(live(toolkit)));
    }

    static MigrationView of(Toolkit toolkit, MigrationReport report) {
        List<String> told =
                toolkit.environment().unseen().stream().map(Unseen::toString).toList();
        return new MigrationView(report, told);
    }

    /** Tells of each step as it is recorded, in the journal too. */
    static Consumer<History.Entry> live(Toolkit toolkit) {
        return line(toolkit.printer())
                .andThen(entry -> toolkit.record(new Step(
                        entry.key().toString(),
                        "done",
                        entry.took(),
                        Json.texts(
                                "direction", Words.name(entry.direction()),
                                "mode", Words.name(entry.mode())))));
    }

    private static Consumer<History.Entry> line(Printer out) {
        return entry -> {
            String sign = entry.direction() == Direction.UP ? "+" : "-";
            String did = entry.mode() == Mode.RECORD_ONLY
                    ? "recorded"
                    : out.good("ok") + "  " + entry.took().toMillis() + " ms";
            out.line("  %s %s  %s", sign, entry.key(), did);
        };
    }

    @Override
    public Map<String, Object> json() {
        return Json.of(
                "from", report.from(),
                "to", report.to(),
                "steps", EntryJson.of(report.done()),
                "pending_again",
                        report.pendingAgain().stream()
                                .map(MigrationKey::toString)
                                .toList(),
                "backup", report.backup(),
                "findings", FindingsView.json(report.findings()),
                "warnings",
                        Stream.concat(told.stream(), report.warnings().stream()).toList());
    }

    /** What a step had to leave alone makes the answer a "no": the way was gone, but not all of it. */
    @Override
    public int exitCode() {
        return report.findings().isEmpty() ? 0 : 3;
    }

    @Override
    public Map<String, String> deeds() {
        return report.done().isEmpty()
                ? Map.of()
                : Json.texts(
                        "from", text(report.from()),
                        "to", text(report.to()),
                        "steps", report.done().size(),
                        "backup", report.backup());
    }

    @Override
    public void text(Printer out) {
        report.warnings().forEach(out::warn);
        if (report.done().isEmpty()) {
            out.line("nothing to do: at %s", text(report.to()));
            return;
        }
        report.pendingAgain().forEach(key -> out.line("  ~ %s  pending again", key));
        report.findings().forEach(finding -> out.line("  %s", out.bad(finding.toString())));
        out.line(
                "%s -> %s  (%s)",
                text(report.from()),
                text(report.to()),
                Words.count(report.done().size(), "step"));
    }

    private static String text(Optional<Version> version) {
        return version.map(Version::toString).orElse("base");
    }
}
