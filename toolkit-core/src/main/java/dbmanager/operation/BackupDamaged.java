package dbmanager.operation;

import dbmanager.backup.BackupId;
import dbmanager.backup.Verification;
import dbmanager.problem.Finding;
import dbmanager.problem.Problem;
import java.util.stream.Collectors;

/** A backup that was to be restored is not as it was written, or cannot be read. */
public final class BackupDamaged extends Problem {
    private static final long serialVersionUID = 1L;

    private static final int SHOWN = 3;

    BackupDamaged(BackupId id, Verification verification) {
        super(
                Kind.DAMAGED,
                "backup " + id + " is damaged: "
                        + verification.findings().stream()
                                .limit(SHOWN)
                                .map(Finding::toString)
                                .collect(Collectors.joining("; ")),
                "nothing was changed",
                "use another backup (`db-manager list-backups`); copies of the damaged one may still be whole");
    }
}
