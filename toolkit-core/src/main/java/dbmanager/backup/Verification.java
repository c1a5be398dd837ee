package dbmanager.backup;

import dbmanager.problem.Finding;
import java.time.Instant;
import java.util.List;

/**
 * The result of verifying a backup once, kept beside it.
 *
 * @param level how far it was looked into; when it did not pass, the level at which it failed
 * @param findings why it did not pass; empty when it did
 */
public record Verification(Level level, Instant at, List<Finding> findings) {
    public Verification {
        findings = List.copyOf(findings);
    }

    public boolean passed() {
        return findings.isEmpty();
    }

    /** How deep; each level includes the ones before it. */
    public enum Level {
        /** The manifest is whole, and every part is there with its size. */
        MANIFEST,
        /** Every byte of every part is the one that was written. */
        HASHES,
        /** The engine can read every part, and the counts agree. */
        PARSED,
        /** A scratch database was restored from it, is sound, and holds what the manifest says. */
        RESTORED,
        /** The restored database was migrated to latest, and the configured checks hold. */
        PROVEN
    }
}
