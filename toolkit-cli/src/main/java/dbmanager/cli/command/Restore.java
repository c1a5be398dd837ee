package dbmanager.cli.command;

import dbmanager.backend.LoadMode;
import dbmanager.backend.Presence;
import dbmanager.backend.Selection;
import dbmanager.backup.BackupReader;
import dbmanager.cli.ConsentOptions;
import dbmanager.cli.DatabaseOptions;
import dbmanager.cli.Toolkit;
import dbmanager.cli.View;
import dbmanager.environment.Danger;
import dbmanager.operation.RestoreWish;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

public final class Restore implements Callable<Integer> {
    @Parameters(paramLabel = "BACKUP", description = "An id, its beginning, latest, or a file.")
    private String wanted;

    @Option(names = "--table", paramLabel = "TABLE", description = "Only this table or collection; repeatable.")
    private List<String> tables = new ArrayList<>();

    @Option(
            names = "--mode",
            defaultValue = "replace",
            paramLabel = "merge|replace",
            description = "Whether what the backup does not have stays (merge) or goes (replace, if not given).")
    private LoadMode mode;

    @Option(names = "--other-database", description = "The backup may be of another database.")
    private boolean otherDatabase;

    @Option(names = "--dry-run", description = "Show what would be replaced by what; change nothing.")
    private boolean dryRun;

    @Mixin
    private DatabaseOptions database = new DatabaseOptions();

    @Mixin
    private ConsentOptions consent = new ConsentOptions();

    @Override
    public Integer call() {
        return dryRun
                ? database.only(wanted).look(this::preview)
                : database.only(wanted).act(consent, this::restore);
    }

    private View preview(Toolkit toolkit) {
        return RestorePreview.of(toolkit, toolkit.reader(wanted), wish());
    }

    private View restore(Toolkit toolkit) {
        Presence presence = toolkit.backend().presence(); // first, so that a locked database is waited for only once
        BackupReader backup = toolkit.reader(wanted);
        boolean nothingToLose = presence == Presence.ABSENT || presence == Presence.EMPTY;
        toolkit.require(nothingToLose ? Danger.CHANGE : Danger.DESTROY);
        return new RestoredView(
                toolkit.backups().restore(backup, wish(), toolkit.printer().progress()));
    }

    /** Consent to overwrite is asked for, or given, before the wish is carried out. */
    private RestoreWish wish() {
        return new RestoreWish(Selection.of(tables), mode, true, otherDatabase);
    }
}
