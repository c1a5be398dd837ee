package dbmanager.backup;

import dbmanager.backup.Backup.Status;
import dbmanager.problem.Finding;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** What can be told of encrypted backups without their key, which is what their manifests say in the open; nothing proves it. */
final class Unopened {
    private final BackupStore store;
    private final Documents documents;

    Unopened(BackupStore store, Documents documents) {
        this.store = store;
        this.documents = documents;
    }

    /** Empty when it is not encrypted, or its manifest is damaged. @throws StoreFailure.Absent when it has no manifest */
    Optional<KeyId> key(BackupId id) {
        return EncryptedJson.of(documents.readAsIs(id.place(Manifest.NAME))).map(EncryptedJson::key);
    }

    private Optional<EncryptedJson> manifest(BackupId id) {
        try {
            return EncryptedJson.of(documents.readAsIs(id.place(Manifest.NAME)));
        } catch (StoreFailure.Absent e) {
            return Optional.empty();
        }
    }

    KeyUse keysInUse(Stream<Backup> backups) {
        Map<KeyId, Long> known = new HashMap<>();
        long unknown = 0;
        for (Backup backup : (Iterable<Backup>) backups::iterator) {
            Optional<KeyId> key = backup.manifest().isPresent()
                    ? backup.manifest().get().key()
                    : manifest(backup.id()).map(EncryptedJson::key);
            if (key.isPresent()) {
                known.merge(key.get(), 1L, Long::sum);
            } else if (backup.status() == Status.DAMAGED) {
                unknown++;
            }
        }
        return new KeyUse(known, unknown);
    }

    /**
     * What differs between the parts that are stored and those that are named; reads all of them.
     *
     * @param id of one that had such a manifest when it was listed
     */
    List<Finding> damage(BackupId id) {
        Optional<EncryptedJson> manifest =
                manifest(id).filter(found -> found.id().equals(id.text()));
        if (manifest.isEmpty()) {
            return List.of(
                    new Finding(Manifest.NAME, "is gone, or no longer that of this backup, since it was listed"));
        }
        List<Finding> findings = new ArrayList<>();
        for (EncryptedJson.StoredPart part : manifest.get().parts()) {
            if (!PartNames.isSafe(part.name())) {
                findings.add(new Finding(Manifest.NAME, "names something that cannot be the name of a part"));
            } else if (!hash(id.place(part.name())).equals(Optional.of(new Hash(part.bytes(), part.sha256())))) {
                findings.add(new Finding(part.name(), "is missing, or not as the manifest says it was written"));
            }
        }
        return findings;
    }

    private Optional<Hash> hash(String place) {
        try (InputStream in = store.open(place)) {
            return Optional.of(Hash.of(in));
        } catch (StoreFailure.Absent e) {
            return Optional.empty();
        } catch (IOException e) {
            throw StoreFailure.reading(place, e);
        }
    }
}
