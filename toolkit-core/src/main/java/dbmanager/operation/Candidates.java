package dbmanager.operation;

import dbmanager.backend.DatabaseBackend;
import dbmanager.backend.Presence;
import dbmanager.backend.TargetInUse;
import dbmanager.backup.Backup;
import dbmanager.backup.BackupCatalog;
import dbmanager.backup.BackupId;
import dbmanager.backup.DatabaseIdentity;
import dbmanager.backup.Latest;
import dbmanager.backup.Manifest;
import dbmanager.backup.Verification;
import dbmanager.problem.Finding;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Which of its backups is meant when a database asks for its newest one. */
record Candidates(BackupCatalog catalog, DatabaseBackend backend, String environment) {
    /** The reason of what a restore keeps of what it replaces. */
    static final String BEFORE_RESTORE = "before restore";

    private static final int SHOWN = 3;

    /** As {@link Backups#latest} says. */
    Latest latest() {
        return latest(this::unfit);
    }

    /** As {@link Backups#latestSound} says. */
    Latest latestSound(Map<BackupId, String> ruledOut) {
        return latest(backup -> unfit(backup)
                .or(() -> Optional.ofNullable(ruledOut.get(backup.id())))
                .or(() -> backup.failed()
                        .filter(failed -> failed.level() != Verification.Level.PROVEN)
                        .map(failed -> "its verification failed: " + briefly(failed.findings()))));
    }

    /** As {@link Backups#latestVerified} says. */
    Latest latestVerified() {
        return latest(backup -> unfit(backup).or(() -> notVerified(backup)));
    }

    /** The newest of any database of this name. */
    Latest latestOfThisName() {
        return catalog.latest(backend.name(), this::unfit);
    }

    /** As {@link Backups#newestVerified} says. */
    Optional<Backup> newestVerified() {
        return catalog.latest(backend.name(), backup -> unfit(backup).or(() -> notVerified(backup)))
                .choice();
    }

    /** What a new backup is compared with: the newest of the same database that nothing speaks against. */
    Optional<Manifest> before(Manifest taken) {
        return catalog.latest(
                        backend.name(),
                        backup -> unfit(backup)
                                .or(() -> unless(backup.failed().isEmpty(), "its verification failed"))
                                .or(() -> unless(isOf(taken.database(), backup), "it is of another database")))
                .choice()
                .flatMap(Backup::manifest);
    }

    private Latest latest(Function<Backup, Optional<String>> unfit) {
        Optional<DatabaseIdentity> here = identityUnlessLocked();
        Latest ours = catalog.latest(
                backend.name(),
                backup -> unfit.apply(backup)
                        .or(() -> here.filter(identity -> !isOf(identity, backup))
                                .map(any -> "it is of another database, "
                                        + manifest(backup).database().location())));
        if (ours.choice().isPresent() || here.isEmpty()) {
            return ours;
        }
        Latest ofThisName = catalog.latest(backend.name(), unfit);
        return ofThisName
                .choice()
                .map(choice -> manifest(choice).database())
                .filter(only -> ours.passedOver().stream()
                        .map(Latest.PassedOver::backup)
                        .filter(other -> other.isComplete() && unfit(other).isEmpty())
                        .allMatch(other -> isOf(only, other)))
                .filter(only -> isEmpty()) // last: to know it, a server may have to look at all of its data
                .map(only -> ofThisName)
                .orElse(ours);
    }

    private boolean isEmpty() {
        Presence presence = backend.presence();
        return presence == Presence.ABSENT || presence == Presence.EMPTY;
    }

    /** While somebody has the database locked its id is not known, and its name must do. */
    private Optional<DatabaseIdentity> identityUnlessLocked() {
        try {
            return Optional.of(backend.identity());
        } catch (TargetInUse locked) {
            return Optional.empty();
        }
    }

    private Optional<String> unfit(Backup backup) {
        Manifest manifest = manifest(backup);
        if (!manifest.environment().equals(environment)) {
            return Optional.of("it is of the environment " + manifest.environment());
        }
        if (manifest.isPartial()) {
            return Optional.of("it holds only " + String.join(", ", manifest.selection()));
        }
        return unless(!manifest.reason().equals(BEFORE_RESTORE), "it holds what a restore replaced");
    }

    private static Optional<String> notVerified(Backup backup) {
        return unless(backup.verified().isPresent(), "it is not verified");
    }

    private static Optional<String> unless(boolean fit, String why) {
        return fit ? Optional.empty() : Optional.of(why);
    }

    private static boolean isOf(DatabaseIdentity database, Backup backup) {
        return manifest(backup).database().sameAs(database);
    }

    private static Manifest manifest(Backup backup) {
        return backup.manifest().orElseThrow();
    }

    private static String briefly(List<Finding> findings) {
        return findings.stream().limit(SHOWN).map(Finding::toString).collect(Collectors.joining("; "));
    }
}
