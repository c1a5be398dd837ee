package dbmanager.backup;

import dbmanager.problem.Problem;

/**
 * Backups are encrypted here, and this one is not: whoever can write to the store could have put it there, so nothing in it is looked at unless
 * somebody says that it is known.
 */
public final class NotEncrypted extends Problem {
    private static final long serialVersionUID = 1L;

    NotEncrypted(BackupId id) {
        super(
                Kind.REFUSED,
                "backup " + id
                        + " is not encrypted, as those of this configuration are, so nothing proves who wrote it",
                "nothing was changed",
                "take another one (`db-manager list-backups`); if this one is known to be good, such as one from before `encryption:` was"
                        + " configured, add --accept-plain to restore, verify or diff");
    }
}
