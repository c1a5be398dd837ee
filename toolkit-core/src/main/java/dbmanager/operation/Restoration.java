package dbmanager.operation;

import dbmanager.backend.DatabaseBackend;
import dbmanager.backend.Loaded;
import dbmanager.backend.Presence;
import dbmanager.backend.Progress;
import dbmanager.backup.BackupCatalog;
import dbmanager.backup.BackupId;
import dbmanager.backup.BackupReader;
import dbmanager.backup.DatabaseIdentity;
import dbmanager.backup.Verification;
import dbmanager.exchange.Checks;
import dbmanager.problem.Problem;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * What replaces the content of a database: a backup that is put back, or nothing. What is there is kept first.
 *
 * @param told each step as soon as it is over
 */
record Restoration(
        BackupCatalog catalog,
        DatabaseBackend backend,
        String environment,
        Map<String, Path> files,
        Clock clock,
        Consumer<RestoreStep> told) {

    /** As {@link Backups#refusal} says. */
    Optional<Problem> refusal(BackupReader from, RestoreWish wish, Progress progress) {
        try {
            throwIfPresent(from.refusal());
            throwIfPresent(wish.judge(from.manifest(), backend.identity(), backend.presence()));
            if (wish.takesFilesOf(from.manifest())) {
                Folders.requireAll(from, files);
            }
            Verification verification = new VerificationRun(catalog, backend, Checks.none(), clock, progress)
                    .verify(from, Verification.Level.PARSED);
            if (!verification.passed()) {
                throw new BackupDamaged(from.manifest().id(), verification);
            }
            return backend.refusal(from, wish.selection(), wish.policy());
        } catch (Problem e) {
            return Optional.of(e);
        }
    }

    /** What must be known before folders are unpacked, which takes long; the load itself finds the rest, before its first write. */
    private Optional<? extends Problem> refusal(BackupReader from, RestoreWish wish, Presence presence) {
        if (from.refusal().isPresent()) {
            return from.refusal();
        }
        Optional<RestoreRefused> refused = wish.judge(from.manifest(), backend.identity(), presence);
        boolean mustFit = presence == Presence.FILLED && !wish.replacesAll(from.manifest());
        return refused.isEmpty() && mustFit ? backend.refusal(from, wish.selection(), wish.policy()) : refused;
    }

    private static void throwIfPresent(Optional<? extends Problem> refusal) {
        refusal.ifPresent(problem -> {
            throw problem;
        });
    }

    /**
     * As {@link Backups#restore} says.
     *
     * @param damaged whether what is there is; an engine that can sets it aside as it is
     */
    Backups.Restored restore(BackupReader from, RestoreWish wish, boolean damaged, Progress progress) {
        DatabaseIdentity identity = backend.identity();
        throwIfPresent(refusal(from, wish, backend.presence()));
        try (Folders folders = new Folders();
                SafetyBackup safety = safety(identity, Candidates.BEFORE_RESTORE, damaged)) {
            Optional<BackupId> backup = Optional.of(from.manifest().id());
            boolean takesFiles = wish.takesFilesOf(from.manifest());
            if (takesFiles) {
                step("unpack", backup, safety, () -> {
                    folders.stage(from, files, wish.policy().mode());
                    return backup;
                });
            }
            Loaded loaded = step(
                    "restore",
                    backup,
                    safety,
                    () -> backend.load(from, wish.selection(), wish.policy(), safety, progress));
            List<String> keptAside = new ArrayList<>(loaded.keptAside().stream().toList());
            if (takesFiles) {
                step("folders", backup, safety, () -> folders.swap(safety))
                        .forEach(aside -> keptAside.add(aside.toString()));
            }
            return new Backups.Restored(
                    from.manifest().id(), loaded.records(), folders.files(), keptAside, safety.id(), loaded.findings());
        }
    }

    /** @param safety that may be taken on the way, which is a step of its own */
    private <T> T step(String name, Optional<BackupId> backup, SafetyBackup safety, Supplier<T> work) {
        Instant begun = clock.instant();
        Duration tookBefore = safety.took();
        boolean done = false;
        try {
            T result = work.get();
            done = true;
            return result;
        } finally {
            Duration ofSafety = safety.took().minus(tookBefore);
            told.accept(new RestoreStep(
                    name, Duration.between(begun, clock.instant()).minus(ofSafety), backup, done));
        }
    }

    /** As {@link Backups#erase} says. */
    Backups.Erased erase(String reason, Progress progress) {
        try (SafetyBackup safety = safety(backend.identity(), reason, false)) {
            Optional<String> keptAside = step("erase", Optional.empty(), safety, () -> backend.erase(safety, progress));
            return new Backups.Erased(safety.id(), keptAside);
        }
    }

    private SafetyBackup safety(DatabaseIdentity identity, String reason, boolean damaged) {
        return new SafetyBackup(
                () -> catalog.begin(identity, environment, reason, List.of()), files, damaged, clock, told);
    }
}
