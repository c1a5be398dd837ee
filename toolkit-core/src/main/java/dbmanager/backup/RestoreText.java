package dbmanager.backup;

import dbmanager.backup.Part.Compression;
import dbmanager.backup.Part.Kind;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * {@code RESTORE.txt}: how to restore this backup by hand, for whoever has the folder and not this program. Nothing reads it, and an attacker could change
 * it; it names no table and no place.
 */
final class RestoreText {
    static final String NAME = "RESTORE.txt";

    private final Manifest manifest;
    private final List<String> lines = new ArrayList<>();

    private RestoreText(Manifest manifest) {
        this.manifest = manifest;
    }

    static byte[] of(Manifest manifest) {
        RestoreText text = new RestoreText(manifest);
        text.write();
        return (String.join("\n", text.lines) + "\n").getBytes(StandardCharsets.UTF_8);
    }

    private void write() {
        add(
                "This folder is "
                        + (manifest.isPartial() ? "a PARTIAL backup, of only some of the data: " : "a backup: ")
                        + manifest.id() + ", database "
                        + manifest.database().name() + " ("
                        + manifest.database().engine() + "),",
                "taken " + manifest.begun() + " by " + manifest.tool() + ".",
                "",
                "With db-manager",
                "  db-manager restore " + manifest.id() + " --dry-run      shows what would be replaced by what",
                "  db-manager restore " + manifest.id(),
                "  From another place, give the path of this folder instead of the id.",
                "",
                "Without it",
                "  Work on a copy of this folder. See first that nothing in it is damaged:",
                "sha256sum -c <<'END'");
        manifest.parts().forEach(part -> add(part.sha256() + "  " + part.name()));
        add("END");
        manifest.key().ifPresent(this::decrypt);
        manifest.parts().forEach(this::restore);
    }

    private void add(String... more) {
        lines.addAll(List.of(more));
    }

    private void decrypt(KeyId key) {
        add(
                "",
                "  The parts (*" + BackupWriter.ENCRYPTED + ") are encrypted with key " + key
                        + ", a line db-manager-key-1:" + key + ":DIGITS that is kept elsewhere.",
                "    db-manager decrypt PART" + BackupWriter.ENCRYPTED + " --out PART     decrypts one",
                "  Any program can that follows this; there is one of 30 lines of Python in docs/encryption.md of db-manager.",
                "    bits   = the 64 hexadecimal DIGITS, 32 bytes",
                "    base   = HKDF-SHA256(key = bits, salt = none, info = \"db-manager backup key 1: parts\", 32 bytes)",
                "    file   = 1 byte 40 (length of the header), 32 bytes salt, 7 bytes prefix, then segments: each fills the file up to",
                "             the next multiple of 4096 bytes, the last one is what remains; the last 16 bytes of each are its tag",
                "    secret = HKDF-SHA256(key = base, salt = salt, info = \"" + manifest.id()
                        + "/\" and the name of the file, 32 bytes)",
                "    segment number n from 0: AES-256-GCM with secret; nonce = prefix, n as 4 bytes big endian, 1 byte: 1 for the last",
                "             segment of the file, 0 for others; no associated data",
                "  (Google Tink calls it AES256_GCM_HKDF_4KB.) Below, PART is what came out.");
    }

    private void restore(Part part) {
        String name = manifest.key().isPresent()
                ? part.name().substring(0, part.name().length() - BackupWriter.ENCRYPTED.length())
                : part.name();
        add("", "  " + name);
        switch (part.kind()) {
            case NOTES -> add("    is a text to read; nothing of it is needed for the data.");
            case FILES ->
                add(
                        "    is a folder that belongs to the database; into a new, empty one:",
                        "    unzip " + name + " -d FOLDER");
            case COLLECTION, DATABASE -> restoreData(part, name);
        }
    }

    private void restoreData(Part part, String name) {
        String unpacked = name;
        if (part.compression() == Compression.ZSTD) {
            unpacked = name.replaceAll("\\.zst$", "");
            add("    is packed: zstd -d " + name + " -o " + unpacked);
        }
        if (part.kind() == Kind.COLLECTION) {
            add(
                    "    " + unpacked
                            + " is one JSON document. In \"documents\", one a line: \"path\" names the document, \"fields\" are its values as",
                    "    JSON; an object with one key that begins with $ is a value that JSON has not, such as {\"$timestamp\": \"…\"},",
                    "    {\"$bytes\": base64}, {\"$reference\": path}, {\"$geopoint\": [latitude, longitude]}, {\"$int\": \"…\"}, {\"$double\": \"NaN\"}.",
                    "    Write each with any client of Firestore: set(path, fields).");
            return;
        }
        switch (manifest.database().engine()) {
            case "sqlite" -> restoreSqlite(unpacked);
            case "postgresql" -> restorePostgres(unpacked);
            default -> add("    holds the database, in the engine's own format.");
        }
    }

    private void restoreSqlite(String file) {
        String sound = "    sqlite3 " + file + " 'PRAGMA integrity_check'          has to say: ok";
        if (manifest.isPartial()) {
            add(
                    "    is a SQLite database with only the tables that were asked for. NEVER put it in the place of the whole one: all other",
                    "    tables would be gone. Take out of it what is needed, into the database or a copy of it:",
                    sound,
                    "    sqlite3 DATABASE          and there:",
                    "    ATTACH '" + file + "' AS part;",
                    "    SELECT name FROM part.sqlite_master WHERE type = 'table';",
                    "    INSERT INTO main.TABLE SELECT * FROM part.TABLE;          for each that is needed, when its old rows are out of the way");
            return;
        }
        add(
                "    is the SQLite database, as it is. Stop what uses the database, then:",
                sound,
                "    mv DATABASE DATABASE.old          and so DATABASE-wal and DATABASE-shm, if they are there",
                "    cp " + file + " DATABASE");
    }

    private void restorePostgres(String file) {
        String care =
                "    Take a pg_restore that is not older than the pg_dump was, and never a file that somebody else may have changed, since it is run.";
        if (manifest.isPartial()) {
            add(
                    "    is what pg_dump --format=custom wrote of only the tables that were asked for. NEVER put it in the place of the whole database.",
                    care,
                    "    pg_restore --list " + file
                            + "          names the tables; into a database that has them, empty:",
                    "    pg_restore --exit-on-error --single-transaction --data-only --dbname=DATABASE " + file,
                    "    They come in the order of their names. Where one refers to a later one, a superuser adds --disable-triggers.");
            return;
        }
        add(
                "    is what pg_dump --format=custom wrote; into a new, empty database:",
                care,
                "    createdb NEW",
                "    pg_restore --exit-on-error --single-transaction --no-owner --no-privileges --dbname=NEW " + file,
                "    Without --no-owner and --no-privileges owners and rights come along, if all of their roles are on that server.");
    }
}
