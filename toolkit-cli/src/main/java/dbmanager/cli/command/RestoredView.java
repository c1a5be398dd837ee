package dbmanager.cli.command;

import dbmanager.cli.Printer;
import dbmanager.cli.Step;
import dbmanager.cli.Toolkit;
import dbmanager.cli.View;
import dbmanager.operation.Backups.Restored;
import dbmanager.operation.RestoreStep;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/** A backup that was put back. */
record RestoredView(Restored restored) implements View {
    /** Puts each step into the journal. */
    static Consumer<RestoreStep> journal(Toolkit toolkit) {
        return step -> toolkit.record(new Step(
                step.name(), step.done() ? "done" : "failed", step.took(), Json.texts("backup", step.backup())));
    }

    private long total() {
        return restored.records().values().stream().mapToLong(Long::longValue).sum();
    }

    @Override
    public Map<String, Object> json() {
        return Json.of(
                "backup", restored.backup(),
                "records", new TreeMap<>(restored.records()),
                "files", restored.files(),
                "kept_aside", restored.keptAside(),
                "safety_backup", restored.safety(),
                "findings", FindingsView.json(restored.findings()));
    }

    @Override
    public Map<String, String> deeds() {
        return Json.texts("backup", restored.backup(), "records", total(), "safety_backup", restored.safety());
    }

    @Override
    public void text(Printer out) {
        restored.safety().ifPresent(id -> out.line("what was there before is backup %s", id));
        restored.keptAside().forEach(place -> out.line("what was replaced lies in %s", place));
        String files = restored.files() == 0 ? "" : ", " + Words.count(restored.files(), "file");
        out.line("%s %s: %s%s", out.good("restored"), restored.backup(), Words.count(total(), "record"), files);
        restored.findings().forEach(finding -> out.line("  %s", finding));
        if (out.isVerbose()) {
            new TreeMap<>(restored.records()).forEach((table, records) -> out.line("  %s  %d", table, records));
        }
    }
}
