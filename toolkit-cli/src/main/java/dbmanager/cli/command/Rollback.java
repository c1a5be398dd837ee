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

public final class Rollback implements Callable<Integer> {
    @Parameters(
            arity = "0..1",
            defaultValue = "-1",
            paramLabel = "TARGET",
            converter = TargetConverter.class,
            description = "-N, a version, which stays applied, or base; -1 if not given.")
    private Target target;

    @Option(names = "--dry-run", description = "Show the plan; change nothing.")
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
                : database.each().waiting(wait.duration()).act(consent, this::rollback);
    }

    private View preview(Toolkit toolkit) {
        return PlanView.of(Plan.down(target, toolkit.migrator().timeline()), toolkit.backend());
    }

    private View rollback(Toolkit toolkit) {
        toolkit.require(Danger.CHANGE);
        return new MigrationView(
                toolkit.migrator(wait.duration()).rollback(target, MigrationView.live(toolkit.printer())));
    }
}
