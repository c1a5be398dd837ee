package dbmanager.cli.command;

import dbmanager.casdoor.CasdoorSync;
import dbmanager.cli.ConsentOptions;
import dbmanager.cli.DatabaseOptions;
import dbmanager.cli.Toolkit;
import dbmanager.cli.View;
import dbmanager.environment.Danger;
import dbmanager.environment.Settings;
import java.util.concurrent.Callable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

public final class Sync implements Callable<Integer> {
    /** What can be followed; one word, so that there may be others. */
    enum Source {
        casdoor
    }

    @Parameters(paramLabel = "casdoor", description = "What rows are to follow; there is casdoor.")
    private Source source;

    @Option(names = "--dry-run", description = "Ask Casdoor, and only say what would be done.")
    private boolean dryRun;

    @Mixin
    private DatabaseOptions database = new DatabaseOptions();

    @Mixin
    private ConsentOptions consent = new ConsentOptions();

    @Override
    public Integer call() {
        return dryRun ? database.each().look(this::follow) : database.each().act(consent, this::follow);
    }

    private View follow(Toolkit toolkit) {
        Settings.Following following = toolkit.settings()
                .following(toolkit.environment().name(), toolkit.database().name());
        CasdoorSync sync =
                new CasdoorSync(toolkit.backend(), following.server(), following.users(), following.applications());
        if (dryRun) {
            return new SyncView(source.name(), sync.plan(), true);
        }
        toolkit.require(Danger.CHANGE);
        CasdoorSync.Plan plan = sync.plan();
        if (plan.deactivatesMany()) {
            toolkit.printer().warn("more than half of those who are active are not listed by Casdoor any more");
            toolkit.require(Danger.DESTROY);
        }
        sync.carryOut(plan);
        return new SyncView(source.name(), plan, false);
    }
}
