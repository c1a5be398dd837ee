package dbmanager.operation;

import dbmanager.backend.DatabaseBackend;
import dbmanager.backend.Progress;
import dbmanager.backup.BackupId;
import dbmanager.migration.History;
import dbmanager.migration.Plan;
import dbmanager.migration.Target;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Makes a database as new: nothing in it but what the migrations make. What was there is backed up first.
 *
 * @param told each step of taking out what was there, such as its backup, which is known also when a migration fails after it
 */
public record Reset(DatabaseBackend backend, Backups backups, Migrator migrator, Consumer<RestoreStep> told) {

    /**
     * @param safety the backup of what was there
     * @param keptAside where that lies, when it could not be read
     */
    public record Done(Optional<BackupId> safety, Optional<String> keptAside, MigrationReport migrated) {}

    /** Migrations that cannot be read are found before anything is taken away. */
    public Done run(Consumer<History.Entry> onStep, Progress progress) {
        return run(new Target.Latest(), onStep, progress);
    }

    /** The same up to a version. */
    Done run(Target target, Consumer<History.Entry> onStep, Progress progress) {
        backend.available();
        Backups.Erased erased = backups.erase("before reset", told, progress);
        backend.initialise();
        return new Done(erased.safety(), erased.keptAside(), migrator.migrate(target, Plan.Order.STRICT, onStep));
    }
}
