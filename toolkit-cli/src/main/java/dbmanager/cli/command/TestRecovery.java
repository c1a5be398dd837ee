package dbmanager.cli.command;

import dbmanager.backup.Backup;
import dbmanager.backup.Drill;
import dbmanager.backup.Latest;
import dbmanager.cli.DatabaseOptions;
import dbmanager.cli.Step;
import dbmanager.cli.Toolkit;
import dbmanager.cli.View;
import dbmanager.environment.RecoverySettings;
import dbmanager.operation.Backups.Drilled;
import dbmanager.operation.Recovery.NothingToRecoverFrom;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Mixin;

public final class TestRecovery implements Callable<Integer> {
    @Mixin
    private ShadowOption shadow = new ShadowOption();

    @Mixin
    private DatabaseOptions database = new DatabaseOptions();

    @Override
    public Integer call() {
        return database.each().act(toolkit -> drill(shadow.over(toolkit)));
    }

    private View drill(Toolkit toolkit) {
        toolkit.migrations();
        if (shadow.isGiven()) {
            toolkit.printer()
                    .warn("the times of this drill are those of the server of --shadow-url, and "
                            + toolkit.database().name() + " would be recovered on its own");
        }
        RecoverySettings promised = toolkit.settings().recovery();
        Latest latest = toolkit.backups().latestSound(Map.of());
        Backup backup = latest.choice()
                .orElseThrow(() ->
                        new NothingToRecoverFrom(toolkit.database().name(), toolkit.backups(), latest.passedOver()));
        Drilled drilled = toolkit.backups()
                .drill(
                        backup,
                        toolkit.database().checks(),
                        new Drill.Goals(promised.rto(), promised.rpo()),
                        toolkit.printer().progress());
        record(drilled.drill(), toolkit);
        return new DrillView(drilled, latest.inDoubt());
    }

    /** What came behind a step that failed was not tried. */
    private static void record(Drill drill, Toolkit toolkit) {
        int last = drill.steps().size() - 1;
        for (int i = 0; i <= last; i++) {
            String outcome = i == last && !drill.succeeded() ? "failed" : "done";
            Drill.Step step = drill.steps().get(i);
            toolkit.record(new Step(step.name(), outcome, step.took(), Json.texts("backup", drill.backup())));
        }
    }
}
