package dbmanager.cli.command;

import dbmanager.backend.LoadMode;
import dbmanager.backend.LoadPolicy;
import dbmanager.backend.Presence;
import dbmanager.backend.References;
import dbmanager.backend.Selection;
import dbmanager.backup.BackupReader;
import dbmanager.cli.ConsentOptions;
import dbmanager.cli.DatabaseOptions;
import dbmanager.cli.Toolkit;
import dbmanager.cli.UsageProblem;
import dbmanager.cli.View;
import dbmanager.environment.Danger;
import dbmanager.environment.Engine;
import dbmanager.operation.RestoreWish;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

public final class Restore implements Callable<Integer> {
    @Parameters(paramLabel = "BACKUP", description = "An id, its beginning, latest, or a file.")
    private String wanted;

    @Option(
            names = {"--table", "--collection", "--document"},
            paramLabel = "NAME",
            description =
                    "Only this table; or this collection or document, such as users/42, with all below it; repeatable.")
    private List<String> names = new ArrayList<>();

    @Option(
            names = "--mode",
            defaultValue = "replace",
            paramLabel = "merge|replace",
            description = "Whether what the backup does not have stays (merge) or goes (replace, if not given).")
    private LoadMode mode;

    @Option(
            names = "--references",
            paramLabel = "keep|repoint|fail",
            description =
                    "Firestore, into another database: whether references stay as they are (keep, if not given), point"
                            + " into the new database, or are refused.")
    private Optional<References> references = Optional.empty();

    @Option(names = "--other-database", description = "The backup may be of another database.")
    private boolean otherDatabase;

    @Option(
            names = "--no-files",
            description = "Leave the folders of files: as they are, and the files of the backup where they are.")
    private boolean noFiles;

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
        return RestorePreview.of(toolkit, reader(toolkit), wish(toolkit));
    }

    private BackupReader reader(Toolkit toolkit) {
        return otherDatabase ? toolkit.readerOfAny(wanted) : toolkit.reader(wanted);
    }

    private View restore(Toolkit toolkit) {
        Presence presence = toolkit.backend().presence(); // first, so that a locked database is waited for only once
        BackupReader backup = reader(toolkit);
        boolean nothingToLose = presence == Presence.ABSENT || presence == Presence.EMPTY;
        toolkit.require(nothingToLose ? Danger.CHANGE : Danger.DESTROY);
        return new RestoredView(toolkit.backups()
                .restore(backup, wish(toolkit), toolkit.printer().progress()));
    }

    /** Consent to overwrite is asked for, or given, before the wish is carried out. */
    private RestoreWish wish(Toolkit toolkit) {
        Engine engine = toolkit.database().url().engine();
        if (references.isPresent() && engine != Engine.FIRESTORE) {
            throw new UsageProblem("--references is for Firestore, and this is another engine", "leave it out");
        }
        LoadPolicy policy = new LoadPolicy(mode, references.orElse(References.KEEP));
        return new RestoreWish(Selection.of(names), policy, true, otherDatabase, !noFiles);
    }
}
