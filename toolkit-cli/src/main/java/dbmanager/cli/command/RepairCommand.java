package dbmanager.cli.command;

import dbmanager.cli.Toolkit;
import dbmanager.cli.View;
import dbmanager.migration.Repair;
import dbmanager.operation.Migrator;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

public final class RepairCommand implements Callable<Integer> {
    @Option(names = "--dry-run", description = "Show what would be corrected; change nothing.")
    private boolean dryRun;

    @Mixin
    private RunnerOptions database = new RunnerOptions();

    @Override
    public Integer call() {
        return dryRun ? database.each().look(this::preview) : database.change(database.each(), this::repair);
    }

    private View preview(Toolkit toolkit) {
        return view(new Migrator.Repaired(toolkit.migrator().repairs(), List.of()));
    }

    private View repair(Toolkit toolkit, Migrator migrator) {
        Migrator.Repaired repaired = migrator.repair();
        return repaired.repairs().isEmpty() ? view(repaired) : view(repaired).withDeed("repairs", repaired.repairs());
    }

    private Answer view(Migrator.Repaired repaired) {
        List<Repair> repairs = repaired.repairs();
        List<String> lines = new ArrayList<>();
        repairs.forEach(repair -> lines.add((dryRun ? "would " : "done: ") + repair));
        repaired.leftAlone().forEach(finding -> lines.add("left alone: " + finding));
        return Answer.of(
                Json.of(
                        "dry_run",
                        dryRun,
                        "repairs",
                        repairs.stream()
                                .map(repair -> Json.of(
                                        "version", repair.key().version(),
                                        "description", repair.key().description(),
                                        "repair", repair))
                                .toList(),
                        "findings",
                        FindingsView.json(repaired.leftAlone())),
                lines.isEmpty() ? List.of("nothing to repair") : lines);
    }
}
