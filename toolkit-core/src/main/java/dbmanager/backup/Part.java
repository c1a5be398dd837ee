package dbmanager.backup;

import java.util.Map;
import java.util.Optional;

/**
 * One file of a backup.
 *
 * @param name of the file in the backup's folder
 * @param source for {@link Kind#FILES}, the folder that was packed, as configured
 * @param bytes as stored
 * @param records rows, documents or files in it
 * @param sha256 of the bytes as stored, so that {@code sha256sum} can check it
 * @param contents records by table, collection group or folder; may be empty
 */
public record Part(
        String name,
        Kind kind,
        Optional<String> source,
        Compression compression,
        long bytes,
        long records,
        String sha256,
        Map<String, Long> contents) {

    public Part {
        contents = Map.copyOf(contents);
    }

    /** What a part holds. */
    public enum Kind {
        /** A whole database in its engine's own format. */
        DATABASE,
        /** One root collection with everything below it. */
        COLLECTION,
        /** A folder that belongs to the database, as a zip. */
        FILES
    }

    /** How the stored bytes are packed. */
    public enum Compression {
        NONE,
        ZSTD
    }
}
