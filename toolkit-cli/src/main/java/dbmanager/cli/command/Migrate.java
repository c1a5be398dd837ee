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

public final class Migrate implements Callable<Integer> {
    @Parameters(
            arity = "0..1",
            defaultValue = "latest",
            paramLabel = "TARGET",
            converter = WayConverter.class,
            description =
                    "latest, a version or its unambiguous beginning, or +N; latest if not given. With --sql also FROM:TO.")
    private Way way;

    @Option(names = "--out-of-order", description = "Also apply versions below the current one.")
    private boolean outOfOrder;

    @ArgGroup
    private Instead instead = new Instead();

    /** What to do instead of migrating. */
    private static final class Instead {
        @Option(names = "--dry-run", description = "Show the plan; change nothing.")
        private boolean dryRun;

        @Option(names = "--sql", description = "Print the plan as one SQL script; change nothing.")
        private boolean sql;
    }

    @Mixin
    private ProofOption proof = new ProofOption();

    @Mixin
    private RunnerOptions database = new RunnerOptions();

    @Override
    public Integer call() {
        return instead.dryRun || instead.sql
                ? database.each().look(this::preview)
                : database.change(database.each(), this::migrate);
    }

    private View migrate(Toolkit toolkit, Migrator migrator) {
        Migrator proven = proof.over(toolkit, migrator);
        return MigrationView.of(toolkit, onStep -> proven.migrate(WayRules.ofRun(way), order(), onStep));
    }

    private View preview(Toolkit toolkit) {
        if (instead.sql) {
            Migrator proven = proof.over(toolkit, toolkit.migrator());
            return OfflineScriptView.of(
                    out -> proven.script(way, order(), toolkit.feature(OfflineSql.class, "--sql"), out));
        }
        Timeline timeline = toolkit.migrator().timeline();
        Plan plan = proof.permission(toolkit).apply(Plan.up(WayRules.ofRun(way), timeline, order()));
        return PlanView.of(plan, timeline.history(), toolkit.backend());
    }

    private Plan.Order order() {
        return outOfOrder ? Plan.Order.OUT_OF_ORDER : Plan.Order.STRICT;
    }
}
