package dbmanager.operation;

import dbmanager.backup.BackupId;
import dbmanager.migration.History;
import dbmanager.migration.Plan;
import dbmanager.migration.Version;
import java.util.List;
import java.util.Optional;

/**
 * What a change of version did.
 *
 * @param from the newest version in force before, empty for base
 * @param to the same afterwards
 * @param done as recorded, in order; as many as the plan has steps
 * @param backup taken before the first step
 * @param warnings what did not work beside the database itself
 */
public record MigrationReport(
        Optional<Version> from,
        Optional<Version> to,
        Plan plan,
        List<History.Entry> done,
        Optional<BackupId> backup,
        List<String> warnings) {
    public MigrationReport {
        done = List.copyOf(done);
        warnings = List.copyOf(warnings);
    }
}
