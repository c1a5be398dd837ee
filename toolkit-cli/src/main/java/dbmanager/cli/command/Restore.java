package dbmanager.cli.command;

import dbmanager.backend.LoadMode;
import dbmanager.backend.LoadPolicy;
import dbmanager.backend.Presence;
import dbmanager.backend.Progress;
import dbmanager.backend.References;
import dbmanager.backend.Selection;
import dbmanager.backup.BackupReader;
import dbmanager.cli.ConsentOptions;
import dbmanager.cli.DatabaseOptions;
import dbmanager.cli.Session;
import dbmanager.cli.Toolkit;
import dbmanager.cli.UsageProblem;
import dbmanager.cli.View;
import dbmanager.environment.Danger;
import dbmanager.environment.Engine;
import dbmanager.operation.Backups;
import dbmanager.operation.RestoreWish;
import dbmanager.problem.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

public final class Restore implements Callable<Integer> {
    @Parameters(
            paramLabel = "BACKUP",
            description = "An id, its beginning, or a file; or latest, of each database if there are several.")
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
            names = "--accept-plain",
            description = "Where backups are encrypted: this one may be plain, though nothing proves who wrote it.")
    private boolean acceptPlain;

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
        boolean each = wanted.equals("latest") && names.isEmpty();
        Session session = each ? database.each() : database.only(wanted);
        if (dryRun) {
            return session.look(toolkit -> preview(toolkit, session.isOfOne()));
        }
        return session.isOfOne()
                ? session.act(consent, toolkit -> restore(toolkit, permitted(toolkit, true)))
                : session.act(consent, new Together());
    }

    private View preview(Toolkit toolkit, boolean alone) {
        return RestorePreview.of(toolkit, reader(toolkit, wanted), wish(toolkit, true, alone));
    }

    private BackupReader reader(Toolkit toolkit, String backup) {
        BackupReader reader = otherDatabase ? toolkit.readerOfAny(backup) : toolkit.reader(backup);
        return acceptPlain ? reader.acceptPlain() : reader;
    }

    /** A backup that may be restored: whoever must consent did. */
    private record Permitted(BackupReader backup, RestoreWish wish) {}

    private Permitted permitted(Toolkit toolkit, boolean alone) {
        Presence presence = toolkit.backend().presence(); // first, so that a locked database is waited for only once
        BackupReader backup = reader(toolkit, wanted);
        boolean nothingToLose = presence == Presence.ABSENT || presence == Presence.EMPTY;
        RestoreWish wish = wish(toolkit, !nothingToLose, alone);
        toolkit.require(nothingToLose ? Danger.CHANGE : Danger.DESTROY);
        return new Permitted(backup, wish);
    }

    private static View restore(Toolkit toolkit, Permitted permitted) {
        Backups.Restored restored = toolkit.backups()
                .restore(
                        permitted.backup(),
                        permitted.wish(),
                        RestoredView.journal(toolkit),
                        toolkit.printer().progress());
        return new RestoredView(restored);
    }

    private RestoreWish wish(Toolkit toolkit, boolean overwrite, boolean alone) {
        Engine engine = toolkit.database().url().engine();
        if (alone && references.isPresent() && engine != Engine.FIRESTORE) {
            throw new UsageProblem("--references is for Firestore, and this is another engine", "leave it out");
        }
        LoadPolicy policy = new LoadPolicy(mode, references.orElse(References.KEEP));
        return new RestoreWish(Selection.of(names), policy, overwrite, otherDatabase, !noFiles);
    }

    /** The newest backup of each of several databases. */
    private final class Together implements Session.Joint<Chosen> {
        @Override
        public Chosen judge(Toolkit toolkit) {
            Permitted permitted = permitted(toolkit, false);
            Progress progress = toolkit.printer().progress();
            toolkit.backups()
                    .refusal(permitted.backup(), permitted.wish(), progress)
                    .ifPresent(refusal -> {
                        throw refusal;
                    });
            return new Chosen(
                    toolkit.database().name(),
                    permitted.backup().manifest().id(),
                    permitted.wish(),
                    "--env " + toolkit.environment().name() + flags());
        }

        @Override
        public View carryOut(Toolkit toolkit, Chosen chosen) {
            BackupReader backup = reader(toolkit, chosen.backup().text());
            return restore(toolkit, new Permitted(backup, chosen.wish()));
        }

        @Override
        public View leave(Chosen chosen) {
            return chosen;
        }

        @Override
        public Problem stopped(Problem cause, List<Chosen> done, List<Chosen> rest) {
            return new RestoredInPart(cause, done, rest);
        }
    }

    private String flags() {
        return (mode == LoadMode.MERGE ? " --mode merge" : "")
                + references.map(how -> " --references " + Words.name(how)).orElse("")
                + (otherDatabase ? " --other-database" : "")
                + (acceptPlain ? " --accept-plain" : "")
                + (noFiles ? " --no-files" : "")
                + consent.flags()
                + database.flags();
    }
}
