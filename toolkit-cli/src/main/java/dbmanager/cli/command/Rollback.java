package dbmanager.cli.command;

import dbmanager.backend.OfflineSql;
import dbmanager.cli.Toolkit;
import dbmanager.cli.View;
import dbmanager.migration.Plan;
import dbmanager.migration.Timeline;
import dbmanager.migration.Way;
import dbmanager.operation.Migrator;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

public final class Rollback implements Callable<Integer> {
    @Parameters(
            arity = "0..1",
            defaultValue = "-1",
            paramLabel = "TARGET",
            converter = WayConverter.class,
            description = "-N, a version, which stays applied, or base; -1 if not given. With --sql also FROM:TO.")
    private Way way;

    @ArgGroup
    private Instead instead = new Instead();

    /** What to do instead of rolling back. */
    private static final class Instead {
        @Option(names = "--dry-run", description = "Show the plan; change nothing.")
        private boolean dryRun;

        @Option(names = "--sql", description = "Print the plan as one SQL script; change nothing.")
        private boolean sql;
    }

    @Mixin
    private RunnerOptions database = new RunnerOptions();

    @Override
    public Integer call() {
        return instead.dryRun || instead.sql
                ? database.each().look(this::preview)
                : database.change(database.each(), this::rollback);
    }

    private View preview(Toolkit toolkit) {
        if (instead.sql) {
            return OfflineScriptView.of(
                    out -> toolkit.migrator().rollbackScript(way, toolkit.feature(OfflineSql.class, "--sql"), out));
        }
        Timeline timeline = toolkit.migrator().timeline();
        return PlanView.of(Plan.down(WayRules.ofRun(way), timeline), timeline.history(), toolkit.backend());
    }

    private View rollback(Toolkit toolkit, Migrator migrator) {
        return MigrationView.of(toolkit, onStep -> migrator.rollback(WayRules.ofRun(way), onStep));
    }
}
