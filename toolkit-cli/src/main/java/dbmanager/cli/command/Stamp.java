package dbmanager.cli.command;

import dbmanager.cli.Toolkit;
import dbmanager.cli.View;
import dbmanager.migration.Plan;
import dbmanager.migration.Target;
import dbmanager.migration.Timeline;
import dbmanager.operation.Migrator;
import java.util.concurrent.Callable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

public final class Stamp implements Callable<Integer> {
    @Parameters(
            paramLabel = "TARGET",
            converter = TargetConverter.class,
            description = "Where the database already is: a version, latest, base, +N or -N.")
    private Target target;

    @Option(names = "--dry-run", description = "Show what would be recorded; change nothing.")
    private boolean dryRun;

    @Mixin
    private RunnerOptions database = new RunnerOptions();

    @Override
    public Integer call() {
        return dryRun ? database.each().look(this::preview) : database.change(database.each(), this::stamp);
    }

    private View preview(Toolkit toolkit) {
        Timeline timeline = toolkit.migrator().timeline();
        return PlanView.of(Plan.stamp(target, timeline), timeline.history());
    }

    private View stamp(Toolkit toolkit, Migrator migrator) {
        return MigrationView.of(toolkit, onStep -> migrator.stamp(target, onStep));
    }
}
