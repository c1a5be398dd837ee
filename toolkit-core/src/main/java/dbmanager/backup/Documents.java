package dbmanager.backup;

import dbmanager.backup.SealedJson.Malformed;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/**
 * The small documents of a store: manifests, marks, evidence. Where there is a key they are encrypted, and one that is not proves nothing.
 */
final class Documents {
    /**
     * The most bytes that are read of one; {@link BackupWriter#commit} writes no manifest that is larger. It is enough for 100,000 tables with their
     * digests, or 50,000 root collections (encrypted 28,000), and is read with a heap of 160 MiB; one of twice the size, encrypted, is not with the
     * 256 MiB that the launcher gives to {@code list-backups}.
     */
    static final int LARGEST = 16 << 20;

    private final BackupStore store;
    private final Keyring keys;

    Documents(BackupStore store, Keyring keys) {
        this.store = store;
        this.keys = keys;
    }

    /** Writes a document that was sealed as {@link SealedJson}. */
    void write(String place, byte[] document) {
        writeAsIs(
                place,
                keys.newest()
                        .map(key -> EncryptedJson.write(key, place, document))
                        .orElse(document));
    }

    void writeAsIs(String place, byte[] bytes) {
        try (BackupStore.Upload upload = store.create(place)) {
            upload.stream().write(bytes);
            upload.commit();
        } catch (IOException e) {
            throw StoreFailure.writing(place, e);
        }
    }

    /**
     * What {@link #write} wrote there; empty when it is damaged, or of a key that is not known.
     *
     * @param plainToo whether one that is not encrypted counts
     */
    Optional<byte[]> read(String place, boolean plainToo) {
        byte[] bytes = readAsIs(place);
        Optional<EncryptedJson> encrypted = EncryptedJson.of(bytes);
        if (encrypted.isEmpty()) {
            return plainToo ? Optional.of(bytes) : Optional.empty();
        }
        try {
            Optional<BackupKey> key = keys.find(encrypted.get().key());
            return key.isEmpty()
                    ? Optional.empty()
                    : Optional.of(encrypted.get().unseal(key.get(), place));
        } catch (Malformed e) {
            return Optional.empty();
        }
    }

    byte[] readAsIs(String place) {
        try (InputStream in = store.open(place)) {
            return readAsIs(in);
        } catch (IOException e) {
            throw StoreFailure.reading(place, e);
        }
    }

    /** Of one that {@link #isTooLarge} only as much as shows that. */
    static byte[] readAsIs(InputStream in) throws IOException {
        return in.readNBytes(LARGEST + 1);
    }

    static boolean isTooLarge(byte[] document) {
        return document.length > LARGEST;
    }
}
