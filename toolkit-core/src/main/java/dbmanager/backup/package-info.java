/**
 * The model of backups: a {@link dbmanager.backup.Backup} is a folder of parts on a {@link dbmanager.backup.BackupStore}, committed by the
 * manifest that is written last. {@link dbmanager.backup.BackupCatalog} is the door; paths and encodings behind it are nobody else's.
 */
package dbmanager.backup;
