package dbmanager.cli.command;

import dbmanager.cli.Toolkit;
import dbmanager.cli.UsageProblem;
import dbmanager.cli.View;
import dbmanager.migration.Direction;
import dbmanager.migration.Plan;
import dbmanager.migration.Target;
import dbmanager.migration.Timeline;
import dbmanager.operation.Migrator;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

public final class Stamp implements Callable<Integer> {
    @ArgGroup(multiplicity = "1")
    private What what = new What();

    /** One place for the whole history, or single versions. */
    private static final class What {
        @Parameters(
                paramLabel = "TARGET",
                converter = TargetConverter.class,
                description = "Where the database already is: a version, latest, base, +N or -N.")
        private Target target;

        @Option(
                names = "--applied",
                paramLabel = "VERSION",
                converter = TargetConverter.class,
                description = "Record of this version alone that it is applied; repeatable.")
        private List<Target> applied = new ArrayList<>();

        @Option(
                names = "--pending",
                paramLabel = "VERSION",
                converter = TargetConverter.class,
                description = "Record of this version alone that it is not applied; repeatable.")
        private List<Target> pending = new ArrayList<>();
    }

    @Option(
            names = "--purge",
            description =
                    "First take back on paper all that the history says, also what is changed, missing or failed.")
    private boolean purge;

    @Option(names = "--dry-run", description = "Show what would be recorded; change nothing.")
    private boolean dryRun;

    @Mixin
    private RunnerOptions database = new RunnerOptions();

    @Override
    public Integer call() {
        if (purge && what.target == null) {
            throw new UsageProblem(
                    "--purge begins the history anew, and says nothing of single versions",
                    "give a target: `db-manager stamp 3 --purge`, or `db-manager stamp base --purge`");
        }
        return dryRun ? database.each().look(this::preview) : database.change(database.each(), this::stamp);
    }

    private View preview(Toolkit toolkit) {
        Migrator migrator = toolkit.migrator();
        Timeline timeline = purge ? migrator.afresh() : migrator.timeline();
        Plan plan = what.target == null
                ? Plan.stampOnly(versions(), direction(), timeline)
                : Plan.stamp(what.target, timeline);
        return PlanView.of(plan, timeline.history());
    }

    private View stamp(Toolkit toolkit, Migrator migrator) {
        return MigrationView.of(toolkit, onStep -> {
            if (what.target == null) {
                return migrator.stampOnly(versions(), direction(), onStep);
            }
            return purge ? migrator.stampAfresh(what.target, onStep) : migrator.stamp(what.target, onStep);
        });
    }

    private Direction direction() {
        return what.pending.isEmpty() ? Direction.UP : Direction.DOWN;
    }

    private List<Target.At> versions() {
        List<Target.At> versions = new ArrayList<>();
        for (Target target : what.pending.isEmpty() ? what.applied : what.pending) {
            if (!(target instanceof Target.At version)) {
                throw new UsageProblem(
                        target + " is not one version", "give a version: `db-manager stamp --applied 20261121093000`");
            }
            versions.add(version);
        }
        return versions;
    }
}
