package dbmanager.migration;

import dbmanager.problem.Problem;
import java.nio.file.Path;

/** Two files claim to be the same migration. */
public final class DuplicateMigration extends Problem {
    private static final long serialVersionUID = 1L;

    DuplicateMigration(Migration one, Migration other) {
        this(one.key(), one.script().file(), other.script().file());
    }

    DuplicateMigration(MigrationKey key, Path one, Path other) {
        super(
                Kind.CONFLICT,
                "two files are migration "
                        + key.version().map(Version::toString).orElse(key.toString()) + ": " + one.getFileName()
                        + " and " + other.getFileName(),
                "nothing was run",
                "run `db-manager merge` to renumber the one that is not applied yet, or rename it by hand");
    }
}
