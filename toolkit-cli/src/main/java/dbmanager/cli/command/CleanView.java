package dbmanager.cli.command;

import dbmanager.backup.Backup;
import dbmanager.backup.Verdict;
import dbmanager.cli.Printer;
import dbmanager.cli.View;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** What retention keeps and removes, with its reasons. */
record CleanView(List<Verdict> verdicts, boolean dryRun) implements View {
    private List<Backup> removed() {
        return verdicts.stream()
                .filter(verdict -> !verdict.keep())
                .map(Verdict::backup)
                .toList();
    }

    private long freed() {
        return removed().stream().mapToLong(Backup::bytes).sum();
    }

    @Override
    public Map<String, Object> json() {
        return Json.of(
                "dry_run", dryRun,
                "verdicts",
                        verdicts.stream()
                                .map(verdict -> Json.of(
                                        "backup", verdict.backup().id(),
                                        "keep", verdict.keep(),
                                        "reasons", verdict.reasons(),
                                        "bytes", verdict.backup().bytes()))
                                .toList(),
                "removed", removed().size(),
                "freed_bytes", freed());
    }

    @Override
    public Map<String, String> deeds() {
        return removed().isEmpty()
                ? Map.of()
                : Map.of(
                        "removed",
                        removed().stream().map(backup -> backup.id().text()).collect(Collectors.joining(" ")));
    }

    @Override
    public void text(Printer out) {
        for (Verdict verdict : verdicts) {
            out.line(
                    "%s %s  (%s)",
                    verdict.keep() ? "keep  " : "remove", verdict.backup().id(), String.join(", ", verdict.reasons()));
        }
        out.line(
                "%s, %s %s",
                Words.count(removed().size(), "backup"),
                Words.bytes(freed()),
                dryRun ? "would be freed; nothing done yet" : "freed");
    }
}
