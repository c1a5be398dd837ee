package dbmanager.backup;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The list of what a backup holds, written last: a folder without one is not a backup. Never changed after it is written.
 *
 * @param format number of this shape; a reader refuses a number that it does not know
 * @param tool name and version of what wrote it
 * @param reason why it was taken: {@code requested}, {@code before restore}, {@code before migrate}…
 * @param begun the runner's clock
 * @param readTime the one moment whose state it holds, where the engine can name one
 * @param selection tables or collections that were asked for; empty for all
 * @param key with which it and its parts are encrypted; empty when they are not
 */
public record Manifest(
        int format,
        BackupId id,
        DatabaseIdentity database,
        String environment,
        String tool,
        String reason,
        Instant begun,
        Instant finished,
        Optional<Instant> readTime,
        List<String> selection,
        SchemaVersion schema,
        List<Part> parts,
        Optional<KeyId> key) {
    /** The format of a backup that is not encrypted. */
    public static final int FORMAT = 1;

    /** The format of one that is. */
    public static final int ENCRYPTED_FORMAT = EncryptedJson.FORMAT;

    public static final String NAME = "manifest.json";

    public Manifest {
        selection = List.copyOf(selection);
        parts = List.copyOf(parts);
    }

    /** Its database, for a command that is to be run about it: {@code --env production --db shop}. */
    public String flags() {
        return flags(environment, database.name());
    }

    /**
     * The same of any database.
     *
     * @param environment empty where nobody knows it
     */
    public static String flags(String environment, String database) {
        return (environment.isEmpty() ? "" : " --env " + environment) + " --db " + database;
    }

    public long bytes() {
        return parts.stream().mapToLong(Part::bytes).sum();
    }

    public long records() {
        return parts.stream().mapToLong(Part::records).sum();
    }

    /** The moment whose state it holds, as far as it is known: nothing written before it is missing. */
    public Instant asOf() {
        return readTime.orElse(begun);
    }

    /** Whether it holds only some tables or collections. */
    public boolean isPartial() {
        return !selection.isEmpty();
    }
}
