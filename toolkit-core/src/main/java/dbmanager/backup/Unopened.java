package dbmanager.backup;

import dbmanager.problem.Finding;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What can be told of encrypted backups without their key, which is what their manifests say in the open; nothing proves it. */
final class Unopened {
    private final BackupStore store;
    private final Documents documents;

    Unopened(BackupStore store, Documents documents) {
        this.store = store;
        this.documents = documents;
    }

    /** Empty when it is not encrypted, or its manifest is damaged. */
    Optional<KeyId> key(BackupId id) {
        return manifest(id).map(EncryptedJson::key);
    }

    private Optional<EncryptedJson> manifest(BackupId id) {
        return EncryptedJson.of(documents.readAsIs(id.text() + "/" + Manifest.NAME));
    }

    /** What differs between the parts that are stored and those that are named; reads all of them. */
    List<Finding> damage(BackupId id) {
        List<Finding> findings = new ArrayList<>();
        List<EncryptedJson.StoredPart> parts =
                manifest(id).map(EncryptedJson::parts).orElse(List.of());
        for (EncryptedJson.StoredPart part : parts) {
            if (!PartNames.isSafe(part.name())) {
                findings.add(new Finding(Manifest.NAME, "names something that cannot be the name of a part"));
            } else if (!hash(id.text() + "/" + part.name())
                    .equals(Optional.of(new Hash(part.bytes(), part.sha256())))) {
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
