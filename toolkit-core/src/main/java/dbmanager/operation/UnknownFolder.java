package dbmanager.operation;

import dbmanager.backup.Part;
import dbmanager.problem.Problem;

/** A backup holds files, and the configuration does not say where they belong. */
public final class UnknownFolder extends Problem {
    private static final long serialVersionUID = 1L;

    UnknownFolder(Part part) {
        super(
                Kind.CONFIGURATION,
                "the backup holds the files of " + part.source().orElse("a folder")
                        + ", and this database has no such folder",
                "nothing was changed",
                "add it under `files:` of the database, or restore the database without its files with --no-files");
    }
}
