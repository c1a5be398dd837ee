package dbmanager.backup;

import dbmanager.problem.Finding;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The evidence of one recovery that was tried out in a throw-away database. Kept in the store; never changed.
 *
 * @param asOf the moment whose state the backup holds
 * @param steps what was done, in order, and how long each took
 * @param migrated what was run in the restored database to come to the newest version
 * @param findings why it did not succeed; empty when it did
 * @param goals what was promised at that time
 */
public record Drill(
        Instant begun,
        String environment,
        DatabaseIdentity database,
        BackupId backup,
        Instant asOf,
        String tool,
        List<Step> steps,
        List<String> migrated,
        List<Finding> findings,
        Goals goals) {
    public Drill {
        steps = List.copyOf(steps);
        migrated = List.copyOf(migrated);
        findings = List.copyOf(findings);
    }

    /** @param name {@code hashes}, {@code restore}, {@code migrate}… */
    public record Step(String name, Duration took) {}

    /**
     * @param rto within which a database has to be back
     * @param rpo how much work may be lost
     */
    public record Goals(Optional<Duration> rto, Optional<Duration> rpo) {}

    /** How long it took until the database was there again and known to be right. */
    public Duration recoveryTime() {
        return steps.stream().map(Step::took).reduce(Duration.ZERO, Duration::plus);
    }

    /** What would have been lost, had the database died when the drill began. */
    public Duration lost() {
        Duration lost = Duration.between(asOf, begun);
        return lost.isNegative() ? Duration.ZERO : lost;
    }

    public boolean succeeded() {
        return findings.isEmpty();
    }

    public boolean isTooSlow() {
        return goals.rto().filter(goal -> recoveryTime().compareTo(goal) > 0).isPresent();
    }

    public boolean losesTooMuch() {
        return goals.rpo().filter(goal -> lost().compareTo(goal) > 0).isPresent();
    }
}
