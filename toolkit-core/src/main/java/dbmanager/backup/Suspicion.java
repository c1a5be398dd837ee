package dbmanager.backup;

import dbmanager.problem.Finding;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Why a backup that is whole may still hold the wrong thing: it has so much less than the one before it that somebody should look. Kept beside the
 * manifest. As long as nobody accepted it, no rule of retention counts the backup, everything older stays, and {@code latest} does not mean it.
 *
 * @param against what it was compared with
 * @param findings what speaks against it; never empty
 * @param accepted who looked, and found it right
 */
public record Suspicion(Instant at, Optional<BackupId> against, List<Finding> findings, Optional<Acceptance> accepted) {
    public Suspicion {
        findings = List.copyOf(findings);
    }

    /** @param who such as {@code deploy@ci-7} */
    public record Acceptance(String who, Instant at) {}

    public boolean stands() {
        return accepted.isEmpty();
    }

    /** On one line. */
    @Override
    public String toString() {
        return findings.stream().map(Finding::toString).collect(Collectors.joining("; "));
    }
}
