package dbmanager.cli.command;

import dbmanager.backend.Progress;
import dbmanager.backup.Backup;
import dbmanager.backup.Verification;
import dbmanager.backup.Verification.Level;
import dbmanager.cli.DatabaseOptions;
import dbmanager.cli.Toolkit;
import dbmanager.cli.UsageProblem;
import dbmanager.cli.View;
import dbmanager.exchange.Checks;
import dbmanager.operation.Backups.Verified;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

public final class Verify implements Callable<Integer> {
    @Parameters(
            arity = "0..1",
            paramLabel = "BACKUP",
            description = "An id, its beginning, a file, or latest, which is the default.")
    private Optional<String> wanted = Optional.empty();

    @Option(
            names = "--level",
            defaultValue = "restored",
            paramLabel = "LEVEL",
            description = "How deep: ${COMPLETION-CANDIDATES}; restored if not given. Each includes those before it.")
    private Level level;

    @Option(names = "--all", description = "Every backup of the database that was committed.")
    private boolean all;

    @Option(
            names = "--accept",
            description = "What is suspect and passes is right after all: latest means it again, and clean goes on.")
    private boolean accept;

    @Option(
            names = "--accept-plain",
            description =
                    "Where backups are encrypted: look also into those that are not, though nothing proves who wrote"
                            + " them.")
    private boolean acceptPlain;

    @Mixin
    private ShadowOption shadow = new ShadowOption();

    @Mixin
    private DatabaseOptions database = new DatabaseOptions();

    @Override
    public Integer call() {
        if (all && wanted.isPresent()) {
            throw new UsageProblem("both --all and a backup are given", "leave one of them out");
        }
        return wanted.filter(backup -> !backup.equals("latest"))
                .map(backup -> database.only(backup).act(toolkit -> verify(shadow.over(toolkit))))
                .orElseGet(() -> database.each().act(toolkit -> verify(shadow.over(toolkit))));
    }

    private View verify(Toolkit toolkit) {
        String backup = wanted.orElse("latest");
        if (level == Level.PROVEN) {
            toolkit.migrations();
        }
        if (toolkit.isFile(backup)) {
            if (accept) {
                throw new UsageProblem(
                        "--accept is for backups of the catalog, and " + backup + " is a file", "leave it out");
            }
            Verification result = toolkit.backups()
                    .verify(
                            acceptPlain ? toolkit.reader(backup).acceptPlain() : toolkit.reader(backup),
                            level,
                            toolkit.database().checks(),
                            toolkit.printer().progress());
            return new VerificationsView(Map.of(backup, result));
        }
        List<Backup> chosen = all ? wanted(toolkit) : List.of(toolkit.backups().findFor(level, backup));
        if (accept) {
            chosen.stream().filter(Backup::isSuspect).forEach(toolkit.backups()::requireAcceptable);
        }
        Map<String, Verification> results = new LinkedHashMap<>();
        chosen.forEach(each -> results.put(each.id().text(), verify(toolkit, each)));
        return new VerificationsView(results);
    }

    private List<Backup> wanted(Toolkit toolkit) {
        List<Backup> chosen = new ArrayList<>();
        for (Backup backup : toolkit.backups().list()) {
            boolean deep = level.compareTo(Level.HASHES) > 0;
            if (deep && !acceptPlain && toolkit.backups().isUnproven(backup)) {
                toolkit.printer()
                        .warn("not verified, since it is not encrypted: " + backup.id()
                                + "; --accept-plain looks into it too");
            } else if (wasCommitted(backup)) {
                chosen.add(toolkit.backups().findFor(level, backup));
            }
        }
        return chosen;
    }

    private static boolean wasCommitted(Backup backup) {
        return switch (backup.status()) {
            case COMPLETE, DAMAGED, UNREADABLE -> true;
            case RUNNING, INCOMPLETE -> false;
        };
    }

    private Verification verify(Toolkit toolkit, Backup backup) {
        Checks checks = toolkit.database().checks();
        Progress progress = toolkit.printer().progress();
        Verified verified = acceptPlain
                ? toolkit.backups().verifyPlain(backup, level, checks, progress)
                : toolkit.backups().verify(backup, level, checks, progress);
        verified.recordingProblem()
                .ifPresent(why -> toolkit.printer().warn("the result could not be kept beside the backup: " + why));
        if (accept && backup.isSuspect() && verified.verification().passed()) {
            toolkit.backups().accept(backup, toolkit.surroundings().who());
            toolkit.printer()
                    .line("accepted %s: %s", backup.id(), backup.suspicion().orElseThrow());
        }
        return verified.verification();
    }
}
