package dbmanager.backup;

import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * What the catalog knows of one backup folder.
 *
 * @param manifest present exactly when the status is {@link Status#COMPLETE}
 * @param bytes of everything in the folder
 * @param modified when something in it last changed
 * @param verifications oldest first
 * @param suspicion why it may hold the wrong thing, though it is whole; also one that was accepted
 * @param reason why it is not complete; empty when it is
 */
public record Backup(
        BackupId id,
        Status status,
        Optional<Manifest> manifest,
        long bytes,
        Instant modified,
        List<Verification> verifications,
        Optional<Suspicion> suspicion,
        String reason) {
    public Backup {
        verifications = List.copyOf(verifications);
    }

    /** What a folder is worth. */
    public enum Status {
        COMPLETE,
        /** Being written by a living process. */
        RUNNING,
        /** Never committed; what is there is not a backup. */
        INCOMPLETE,
        /** Committed, but its manifest cannot be trusted, or is gone. */
        DAMAGED,
        /** Committed, and encrypted with a key that is not known here. */
        UNREADABLE
    }

    public boolean isComplete() {
        return status == Status.COMPLETE;
    }

    /** Whether it is to be looked at before anything relies on it. */
    public boolean isSuspect() {
        return suspicion.filter(Suspicion::stands).isPresent();
    }

    /** The command that takes back what speaks against it, once it was verified. */
    public String acceptance() {
        return "`db-manager verify " + id + " --accept"
                + manifest.map(Manifest::flags).orElse("") + "`";
    }

    /** The deepest level that it passed, unless it {@link #failed}, or a later verification did. */
    public Optional<Verification> verified() {
        if (failed().isPresent()) {
            return Optional.empty();
        }
        int lastFailure = -1;
        for (int i = 0; i < verifications.size(); i++) {
            if (!verifications.get(i).passed()) {
                lastFailure = i;
            }
        }
        return verifications.subList(lastFailure + 1, verifications.size()).stream()
                .max(Comparator.comparing(Verification::level).thenComparing(Verification::at));
    }

    /** The deepest failure that stands: what found it was not looked at again, and found whole, since. */
    public Optional<Verification> failed() {
        Optional<Verification> standing = Optional.empty();
        for (Verification next : verifications) {
            boolean asDeep = standing.filter(failure -> next.level().compareTo(failure.level()) < 0)
                    .isEmpty();
            if (asDeep) {
                standing = Optional.of(next).filter(verification -> !verification.passed());
            }
        }
        return standing;
    }
}
