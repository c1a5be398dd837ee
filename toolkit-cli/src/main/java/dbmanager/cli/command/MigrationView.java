package dbmanager.cli.command;

import dbmanager.cli.Printer;
import dbmanager.cli.View;
import dbmanager.migration.Direction;
import dbmanager.migration.History;
import dbmanager.migration.Mode;
import dbmanager.migration.Version;
import dbmanager.operation.MigrationReport;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** What a change of version did; its steps were printed one by one as they were recorded. */
record MigrationView(MigrationReport report) implements View {

    static Consumer<History.Entry> live(Printer out) {
        return entry -> {
            String sign = entry.direction() == Direction.UP ? "+" : "-";
            String did = entry.mode() == Mode.RECORD_ONLY ? "recorded" : out.good("ok") + "  " + entry.took().toMillis() + " ms";
            out.line("  %s %s  %s", sign, entry.key(), did);
        };
    }

    @Override
    public Map<String, Object> json() {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("from", text(report.from(), null));
        json.put("to", text(report.to(), null));
        json.put("steps", report.done().stream().map(MigrationView::json).toList());
        json.put("backup", report.backup().map(Object::toString).orElse(null));
        json.put("warnings", report.warnings());
        return json;
    }

    static Map<String, Object> json(History.Entry entry) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("rank", entry.rank());
        json.put("version", entry.key().version().map(Object::toString).orElse(null));
        json.put("description", entry.key().description());
        json.put("direction", entry.direction().name().toLowerCase(Locale.ROOT));
        json.put("mode", entry.mode() == Mode.EXECUTE ? "execute" : "stamp");
        json.put("outcome", entry.outcome().name().toLowerCase(Locale.ROOT));
        json.put("baseline", entry.baseline());
        json.put("sha256", entry.sha256().orElse(null));
        json.put("who", entry.by().who());
        json.put("note", entry.by().note());
        json.put("when", entry.when().toString());
        json.put("took_ms", entry.took().toMillis());
        return json;
    }

    @Override
    public void text(Printer out) {
        report.warnings().forEach(out::warn);
        report.backup().ifPresent(id -> out.line("backup before it: %s", id));
        if (report.done().isEmpty()) {
            out.line("nothing to do: at %s", text(report.to(), "base"));
            return;
        }
        int steps = report.done().size();
        out.line(
                "%s -> %s  (%d step%s)",
                text(report.from(), "base"), text(report.to(), "base"), steps, steps == 1 ? "" : "s");
    }

    private static String text(Optional<Version> version, String otherwise) {
        return version.map(Version::toString).orElse(otherwise);
    }

    static List<Map<String, Object>> json(List<History.Entry> entries) {
        return entries.stream().map(MigrationView::json).toList();
    }
}
