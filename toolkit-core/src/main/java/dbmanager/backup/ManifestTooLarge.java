package dbmanager.backup;

import dbmanager.problem.Problem;

/** A manifest names so much that it could not be read again; a backup without a manifest is none. */
public final class ManifestTooLarge extends Problem {
    private static final long serialVersionUID = 1L;

    ManifestTooLarge(Manifest manifest, int bytes) {
        super(
                Kind.UNSUPPORTED,
                "the manifest of " + manifest.id() + " would have " + bytes + " bytes, and none of more than "
                        + Documents.LARGEST + " can be read again: it names "
                        + manifest.parts().size() + " parts and what is in them ("
                        + manifest.parts().stream()
                                .mapToLong(part -> part.names().size())
                                .sum()
                        + " tables or collections)",
                "there is no such backup; earlier ones are untouched",
                "back up some of it at a time, by name: `db-manager backup NAME…`");
    }
}
