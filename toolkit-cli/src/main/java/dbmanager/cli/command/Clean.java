package dbmanager.cli.command;

import dbmanager.backup.Retention;
import dbmanager.backup.Verdict;
import dbmanager.cli.DatabaseOptions;
import dbmanager.cli.Toolkit;
import dbmanager.cli.View;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The policy itself is the consent: a nightly run must not wait for anybody. */
public final class Clean implements Callable<Integer> {
    @Option(
            names = "--keep-days",
            paramLabel = "N",
            description = "Keep what is younger than N days, instead of the configured retention.")
    private Optional<Integer> keepDays = Optional.empty();

    @Option(names = "--dry-run", description = "Show what would be kept and removed, and why; remove nothing.")
    private boolean dryRun;

    @Mixin
    private DatabaseOptions database = new DatabaseOptions();

    @Override
    public Integer call() {
        return dryRun ? database.each().look(this::preview) : database.each().act(this::clean);
    }

    private View preview(Toolkit toolkit) {
        return new CleanView(verdicts(toolkit), true);
    }

    private View clean(Toolkit toolkit) {
        List<Verdict> verdicts = verdicts(toolkit);
        toolkit.backups().remove(verdicts);
        return new CleanView(verdicts, false);
    }

    private List<Verdict> verdicts(Toolkit toolkit) {
        Retention retention =
                keepDays.map(Retention::days).orElseGet(() -> toolkit.settings().retention());
        return toolkit.backups().judge(retention, toolkit.surroundings().zone().get());
    }
}
