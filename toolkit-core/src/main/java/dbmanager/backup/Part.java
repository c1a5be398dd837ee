package dbmanager.backup;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * One file of a backup.
 *
 * @param name of the file in the backup's folder
 * @param source for {@link Kind#FILES}, the folder that was packed, as configured
 * @param bytes as stored
 * @param records rows, documents or files in it
 * @param sha256 of the bytes as stored, so that {@code sha256sum} can check it
 * @param contents records by table, collection group or folder; may be empty
 * @param uncounted why, by table, for those that are in it like the others but whose records the engine could not count
 * @param digests of the records by table, whatever their order, in the engine's own form, by which a restored table is known to be the same; may
 *     be empty
 */
public record Part(
        String name,
        Kind kind,
        Optional<String> source,
        Compression compression,
        long bytes,
        long records,
        String sha256,
        Map<String, Long> contents,
        Map<String, String> uncounted,
        Map<String, String> digests) {

    public Part {
        contents = Map.copyOf(contents);
        uncounted = Map.copyOf(uncounted);
        digests = Map.copyOf(digests);
    }

    public Part(
            String name,
            Kind kind,
            Optional<String> source,
            Compression compression,
            long bytes,
            long records,
            String sha256,
            Map<String, Long> contents) {
        this(name, kind, source, compression, bytes, records, sha256, contents, Map.of(), Map.of());
    }

    /** What is in it by name, counted or not. */
    public Set<String> names() {
        Set<String> names = new TreeSet<>(contents.keySet());
        names.addAll(uncounted.keySet());
        return names;
    }

    /** What a part holds. */
    public enum Kind {
        /** A whole database in its engine's own format. */
        DATABASE,
        /** One root collection with everything below it. */
        COLLECTION,
        /** A folder that belongs to the database, as a zip. */
        FILES,
        /** A text for people that holds no data, such as the roles of the server. */
        NOTES
    }

    /** How the stored bytes are packed. */
    public enum Compression {
        NONE,
        ZSTD
    }
}
