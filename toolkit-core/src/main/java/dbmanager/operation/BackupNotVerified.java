package dbmanager.operation;

import dbmanager.backup.BackupId;
import dbmanager.backup.Verification;
import dbmanager.problem.Finding;
import dbmanager.problem.Problem;
import java.util.stream.Collectors;

/** The backup that was to protect a change cannot be trusted, so the change was not begun. */
public final class BackupNotVerified extends Problem {
    private static final long serialVersionUID = 1L;

    BackupNotVerified(BackupId id, Verification verification) {
        super(
                Kind.DAMAGED,
                "backup " + id + " did not pass verification: "
                        + verification.findings().stream()
                                .map(Finding::toString)
                                .collect(Collectors.joining("; ")),
                "the database was not changed",
                "run `db-manager integrity-check`; then look at the disk that holds the backups");
    }
}
