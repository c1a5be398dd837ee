package dbmanager.cli.command;

import dbmanager.backup.Backup;
import dbmanager.backup.Drill;
import dbmanager.backup.Latest;
import dbmanager.cli.DatabaseOptions;
import dbmanager.cli.Toolkit;
import dbmanager.cli.View;
import dbmanager.environment.RecoverySettings;
import dbmanager.operation.Recovery.NothingToRecoverFrom;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Mixin;

public final class TestRecovery implements Callable<Integer> {
    @Mixin
    private DatabaseOptions database = new DatabaseOptions();

    @Override
    public Integer call() {
        return database.each().act(this::drill);
    }

    private View drill(Toolkit toolkit) {
        toolkit.migrations();
        RecoverySettings promised = toolkit.settings().recovery();
        Latest latest = toolkit.backups().latestSound(Map.of());
        Backup backup = latest.choice()
                .orElseThrow(() -> new NothingToRecoverFrom(toolkit.database().name(), latest.passedOver()));
        return new DrillView(
                toolkit.backups()
                        .drill(
                                backup,
                                toolkit.database().checks(),
                                new Drill.Goals(promised.rto(), promised.rpo()),
                                toolkit.printer().progress()),
                latest.inDoubt());
    }
}
