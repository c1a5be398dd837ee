package dbmanager.backend;

import dbmanager.migration.History;
import java.util.List;
import java.util.Optional;

/**
 * What became of the definitions of a database since its newest step.
 *
 * @param since the step after which they were compared
 * @param changes what was added, changed or dropped by nobody's migration; empty also where it is only known that something was
 * @param reason why nothing can be said; empty where something can
 */
public record Drift(Verdict verdict, Optional<History.Entry> since, List<SchemaChange> changes, String reason) {
    public enum Verdict {
        /** They are what the step left. */
        SAME,
        /** They are not. */
        DRIFTED,
        /** Nobody kept what it left, or it was kept where definitions read differently. */
        UNKNOWN
    }

    public Drift {
        changes = List.copyOf(changes);
    }

    /** @param since the newest step, where there is one */
    public static Drift unknown(Optional<History.Entry> since, String reason) {
        return new Drift(Verdict.UNKNOWN, since, List.of(), reason);
    }

    /**
     * The verdict on a database.
     *
     * @param kept the newest fingerprint that a history has, and its entry
     * @param listing of the newest fingerprint that was taken, which may be another one
     * @param now as the database is
     */
    public static Drift of(Kept kept, Optional<String> listing, Fingerprint now) {
        Optional<History.Entry> since = Optional.of(kept.entry());
        if (kept.digest().equals(now.digest())) {
            return new Drift(Verdict.SAME, since, List.of(), "");
        }
        if (!kept.digest().startsWith(now.scheme() + ":")) {
            return unknown(
                    since,
                    "its fingerprint was taken on another version of the server, or before this database was restored");
        }
        List<SchemaChange> changes = listing.flatMap(lines -> Fingerprint.read(lines, kept.digest()))
                .map(now::since)
                .orElse(List.of());
        return new Drift(Verdict.DRIFTED, since, changes, "");
    }

    /** The fingerprint that a step left. */
    public record Kept(History.Entry entry, String digest) {}
}
