package dbmanager.cli.command;

import dbmanager.backup.Backup;
import dbmanager.backup.BackupReader;
import dbmanager.cli.DatabaseOptions;
import dbmanager.cli.Toolkit;
import dbmanager.cli.UsageProblem;
import dbmanager.cli.View;
import dbmanager.migration.Plan;
import dbmanager.operation.Rehearsal;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

public final class Rehearse implements Callable<Integer> {
    @Option(
            names = "--from",
            paramLabel = "BACKUP",
            description = "An id, its beginning, latest, or a file; else the newest verified one, or the latest.")
    private Optional<String> from = Optional.empty();

    @Option(
            names = "--last",
            paramLabel = "N",
            defaultValue = "0",
            description = "Also the newest N migrations that are in the backup: they are taken back first.")
    private int last;

    @Option(names = "--out-of-order", description = "Also versions below the current one.")
    private boolean outOfOrder;

    @Mixin
    private ShadowOption shadow = new ShadowOption();

    @Mixin
    private DatabaseOptions database = new DatabaseOptions();

    @Override
    public Integer call() {
        if (last < 0) {
            throw new UsageProblem("--last " + last + " means nothing", "give it how many migrations to take back");
        }
        return from.filter(backup -> !backup.equals("latest"))
                .map(backup -> database.only(backup).act(toolkit -> rehearse(shadow.over(toolkit))))
                .orElseGet(() -> database.each().act(toolkit -> rehearse(shadow.over(toolkit))));
    }

    private View rehearse(Toolkit toolkit) {
        BackupReader backup = from.map(toolkit::reader).orElseGet(() -> newest(toolkit));
        toolkit.printer()
                .line(
                        "backup %s, %s old",
                        backup.manifest().id(),
                        Words.age(
                                backup.manifest().asOf(),
                                toolkit.surroundings().clock().instant()));
        Rehearsal rehearsal = new Rehearsal(
                toolkit.backend(),
                toolkit.migrations(),
                toolkit.database().checks(),
                toolkit.surroundings().clock(),
                toolkit.printer().progress());
        Plan.Order order = outOfOrder ? Plan.Order.OUT_OF_ORDER : Plan.Order.STRICT;
        return new RehearsalView(rehearsal.run(backup, last, order, step -> {
            RehearsalView.line(step, toolkit.printer());
            RehearsalView.record(step, backup.manifest().id(), toolkit);
        }));
    }

    private static BackupReader newest(Toolkit toolkit) {
        String id = toolkit.backups()
                .latestVerified()
                .choice()
                .map(Backup::id)
                .map(Object::toString)
                .orElse("latest");
        return toolkit.backups().open(id);
    }
}
