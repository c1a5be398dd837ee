package dbmanager.cli.command;

import dbmanager.backup.Backup;
import dbmanager.backup.Latest;
import dbmanager.cli.DatabaseOptions;
import dbmanager.cli.Toolkit;
import dbmanager.cli.View;
import java.util.concurrent.Callable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

public final class Status implements Callable<Integer> {
    @Option(
            names = "--exit-code",
            description = "End with 3 when something is pending or in the way, or a goal of `recovery:` is missed.")
    private boolean exitCode;

    @Mixin
    private DatabaseOptions database = new DatabaseOptions();

    @Override
    public Integer call() {
        return database.each().look(this::status);
    }

    private View status(Toolkit toolkit) {
        return new StatusView(
                toolkit.environment(),
                toolkit.backend().identity(),
                toolkit.backend().presence(),
                toolkit.migrator().timeline(),
                latest(toolkit),
                complete(toolkit),
                Readiness.of(toolkit),
                UnfinishedPromotion.of(toolkit, database.flags()),
                Outlook.of(toolkit),
                toolkit.surroundings().clock().instant(),
                exitCode);
    }

    private static Latest latest(Toolkit toolkit) {
        Latest latest = toolkit.backups().latest();
        latest.inDoubt()
                .forEach(
                        backup -> toolkit.printer().warn("a backup newer than the latest that can be used: " + backup));
        return latest;
    }

    /** To count them, every manifest must be read; only JSON says how many there are, and text is content with the newest. */
    private static long complete(Toolkit toolkit) {
        return toolkit.printer().isJson()
                ? toolkit.backups().list().stream().filter(Backup::isComplete).count()
                : 0;
    }
}
