package dbmanager.cli.command;

import dbmanager.backend.Progress;
import dbmanager.backup.Latest;
import dbmanager.cli.ConsentOptions;
import dbmanager.cli.DatabaseOptions;
import dbmanager.cli.Session;
import dbmanager.cli.Toolkit;
import dbmanager.cli.View;
import dbmanager.environment.Danger;
import dbmanager.operation.Recovery;
import dbmanager.operation.Recovery.Examination;
import dbmanager.operation.Recovery.NothingToRecoverFrom;
import java.util.concurrent.Callable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

public final class Recover implements Callable<Integer> {
    @Option(names = "--dry-run", description = "Show what is damaged, and what would be restored; change nothing.")
    private boolean dryRun;

    @Option(
            names = "--unattended-ok",
            description = "Ask nobody, where the configuration says `recovery: {unattended-ok: true}` too.")
    private boolean unattendedOk;

    @Mixin
    private DatabaseOptions database = new DatabaseOptions();

    @Mixin
    private ConsentOptions consent = new ConsentOptions();

    @Override
    public Integer call() {
        Session session = database.each();
        return dryRun ? session.look(toolkit -> recover(toolkit)) : session.act(consent, this::recover);
    }

    private View recover(Toolkit toolkit) {
        Recovery recovery = new Recovery(
                toolkit.backend(),
                toolkit.backups(),
                toolkit.migrator(),
                toolkit.migrations(),
                toolkit.database().checks(),
                toolkit.surroundings().clock());
        Examination found = recovery.examine();
        if (!found.condition().isLoss()) {
            return RecoveryView.nothing(found);
        }
        RecoveryView.found(found, toolkit.printer());
        Progress progress = toolkit.printer().progress();
        Latest chosen = dryRun
                ? recovery.choose(false, progress)
                : toolkit.step("verify", () -> recovery.choose(true, progress));
        if (chosen.choice().isEmpty()) {
            throw new NothingToRecoverFrom(toolkit.database().name(), toolkit.backups(), chosen.passedOver());
        }
        if (dryRun) {
            return RecoveryView.planned(
                    found, chosen, toolkit.surroundings().clock().instant());
        }
        require(toolkit, found);
        Recovery.Recovered recovered = recovery.recover(
                found,
                chosen,
                toolkit.environment().isGuarded(),
                RestoredView.journal(toolkit),
                MigrationView.live(toolkit),
                progress);
        return RecoveryView.of(recovered);
    }

    private void require(Toolkit toolkit, Examination found) {
        boolean configured = toolkit.settings().recovery().unattendedOk();
        if (unattendedOk && configured) {
            toolkit.printer().talk("nobody is asked: --unattended-ok, and the configuration says so too");
            return;
        }
        if (unattendedOk) {
            toolkit.printer()
                    .warn("--unattended-ok counts only where the configuration says `recovery: {unattended-ok: true}`");
        }
        toolkit.require(found.condition().hasSomethingToLose() ? Danger.DESTROY : Danger.CHANGE);
    }
}
