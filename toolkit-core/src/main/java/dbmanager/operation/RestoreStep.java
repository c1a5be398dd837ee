package dbmanager.operation;

import dbmanager.backup.BackupId;
import java.time.Duration;
import java.util.Optional;

/**
 * One step of what replaces the content of a database, told as soon as it is over, whatever becomes of the others.
 *
 * @param name {@code unpack}, {@code backup} (of what was there), {@code restore} or {@code erase}, {@code folders}
 * @param backup that is put back, or was taken; none where everything goes, or the backup failed
 * @param done whether it succeeded
 */
public record RestoreStep(String name, Duration took, Optional<BackupId> backup, boolean done) {}
