package dbmanager.cli.command;

import dbmanager.cli.ConsentOptions;
import dbmanager.cli.DatabaseOptions;
import dbmanager.cli.Toolkit;
import dbmanager.cli.View;
import dbmanager.environment.Danger;
import dbmanager.migration.Plan;
import dbmanager.migration.Target;
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
    private DatabaseOptions database = new DatabaseOptions();

    @Mixin
    private ConsentOptions consent = new ConsentOptions();

    @Mixin
    private WaitOption wait = new WaitOption();

    @Override
    public Integer call() {
        return dryRun
                ? database.each().look(this::preview)
                : database.each().waiting(wait.duration()).act(consent, this::stamp);
    }

    private View preview(Toolkit toolkit) {
        return PlanView.of(Plan.stamp(target, toolkit.migrator().timeline()));
    }

    private View stamp(Toolkit toolkit) {
        toolkit.require(Danger.CHANGE);
        return new MigrationView(
                toolkit.migrator(wait.duration()).stamp(target, MigrationView.live(toolkit.printer())));
    }
}
