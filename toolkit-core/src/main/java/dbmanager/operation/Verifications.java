package dbmanager.operation;

import dbmanager.backend.DatabaseBackend;
import dbmanager.backend.Progress;
import dbmanager.backup.Backup;
import dbmanager.backup.BackupCatalog;
import dbmanager.backup.BackupReader;
import dbmanager.backup.Drill;
import dbmanager.backup.Manifest;
import dbmanager.backup.Verification;
import dbmanager.backup.Verification.Level;
import dbmanager.exchange.Checks;
import java.time.Clock;
import java.time.Instant;
import java.util.stream.Stream;

/** What the backups of a database are worth, found out by looking into them; and how a recovery from them went when it was tried out. */
record Verifications(BackupCatalog catalog, DatabaseBackend backend, String environment, Clock clock) {
    /** As {@link Backups#verify(Backup, Level, Checks, Progress)} says. */
    Backups.Verified verify(Backup backup, Level level, Checks checks, Progress progress) {
        return run(checks, progress).verify(backup, level);
    }

    /** As {@link Backups#verifyPlain} says. */
    Backups.Verified verifyPlain(Backup backup, Level level, Checks checks, Progress progress) {
        return run(checks, progress)
                .verify(backup, level, plain -> catalog.open(plain).acceptPlain());
    }

    /** As {@link Backups#verify(BackupReader, Level, Checks, Progress)} says. */
    Verification verify(BackupReader outside, Level level, Checks checks, Progress progress) {
        return run(checks, progress).verify(outside, level);
    }

    /** @throws BackupNotVerified when the engine cannot read it */
    void requireSound(Backup backup) {
        Verification verification =
                verify(backup, Level.PARSED, Checks.none(), Progress.silent()).verification();
        if (!verification.passed()) {
            throw new BackupNotVerified(backup.id(), verification);
        }
    }

    /** As {@link Backups#drill} says. */
    Backups.Drilled drill(Backup backup, Checks checks, Drill.Goals goals, Progress progress) {
        Manifest manifest = backup.manifest().orElseThrow();
        Instant begun = clock.instant();
        VerificationRun run = run(checks, progress);
        Backups.Verified verified = run.verify(backup, Level.PROVEN);
        Drill drill = new Drill(
                begun,
                environment,
                manifest.database(),
                backup.id(),
                manifest.asOf(),
                catalog.tool(),
                run.steps(),
                run.migrated().stream().map(Object::toString).toList(),
                verified.verification().findings(),
                goals);
        return new Backups.Drilled(drill, catalog.record(drill));
    }

    /** As {@link Backups#drills} says. */
    Stream<Drill> drills() {
        return catalog.drills(backend.name())
                .filter(drill -> drill.environment().equals(environment));
    }

    private VerificationRun run(Checks checks, Progress progress) {
        return new VerificationRun(catalog, backend, checks, clock, progress);
    }
}
