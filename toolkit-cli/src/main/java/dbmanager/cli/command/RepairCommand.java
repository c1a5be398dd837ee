package dbmanager.cli.command;

import dbmanager.cli.Toolkit;
import dbmanager.cli.View;
import dbmanager.migration.Repair;
import dbmanager.operation.Migrator;
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
        return view(toolkit.migrator().repairs());
    }

    private View repair(Toolkit toolkit, Migrator migrator) {
        List<Repair> repairs = migrator.repair();
        return repairs.isEmpty() ? view(repairs) : view(repairs).withDeed("repairs", repairs);
    }

    private Answer view(List<Repair> repairs) {
        List<String> lines = repairs.stream()
                .map(repair -> (dryRun ? "would " : "done: ") + repair)
                .toList();
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
                                .toList()),
                lines.isEmpty() ? List.of("nothing to repair") : lines);
    }
}
