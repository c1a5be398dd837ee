package dbmanager.backup;

import dbmanager.problem.Problem;

/** A manifest is not one, or not the one that was written. */
public final class ManifestDamaged extends Problem {
    private static final long serialVersionUID = 1L;

    ManifestDamaged(String backup, String why, Throwable cause) {
        super(
                Kind.DAMAGED,
                "the manifest of backup " + backup + " cannot be trusted: " + why,
                "no database was touched",
                "use another backup: `db-manager list-backups`",
                cause);
    }
}
