package dbmanager.operation;

import dbmanager.backup.BackupId;
import dbmanager.migration.History;
import dbmanager.migration.MigrationKey;
import dbmanager.migration.Version;
import dbmanager.problem.Finding;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What a change of version did.
 *
 * @param from the newest version in force before, empty for base
 * @param to the same afterwards
 * @param done as recorded, in order
 * @param pendingAgain repeatable migrations that a way down put in doubt, so that they run again
 * @param findings what the steps left for somebody to look at
 * @param backup taken before the first step
 * @param warnings what did not work beside the database itself
 */
public record MigrationReport(
        Optional<Version> from,
        Optional<Version> to,
        List<History.Entry> done,
        List<MigrationKey> pendingAgain,
        List<Finding> findings,
        Optional<BackupId> backup,
        List<String> warnings) {
    public MigrationReport {
        done = List.copyOf(done);
        pendingAgain = List.copyOf(pendingAgain);
        findings = List.copyOf(findings);
        warnings = List.copyOf(warnings);
    }

    static MigrationReport nothing(Optional<Version> current, List<String> warnings) {
        return new MigrationReport(current, current, List.of(), List.of(), List.of(), Optional.empty(), warnings);
    }

    /** Two changes in a row as one. */
    MigrationReport then(MigrationReport next) {
        return new MigrationReport(
                from,
                next.to,
                join(done, next.done),
                join(pendingAgain, next.pendingAgain),
                join(findings, next.findings),
                backup.or(() -> next.backup),
                join(warnings, next.warnings));
    }

    private static <T> List<T> join(List<T> first, List<T> second) {
        return Stream.concat(first.stream(), second.stream()).toList();
    }
}
