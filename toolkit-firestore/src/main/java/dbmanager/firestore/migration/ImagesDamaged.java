package dbmanager.firestore.migration;

import dbmanager.firestore.document.DocumentPath;
import dbmanager.problem.Problem;

/** An image of what was before a migration cannot be read. */
final class ImagesDamaged extends Problem {
    private static final long serialVersionUID = 1L;

    ImagesDamaged(DocumentPath where, String why, Throwable cause) {
        super(
                Kind.DAMAGED,
                "what was kept at " + where + " to take a migration back cannot be used: " + why,
                "the documents that it is about are as the migration left them",
                "restore these documents from the backup taken before: `db-manager list-backups`",
                cause);
    }
}
