package dbmanager.backup;

import dbmanager.backup.Backup.Status;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The folders of a store that have the name of a backup, and what each of them is: complete or not, and why. */
record StoredBackups(BackupStore store, Documents documents, Marks marks, Keyring keys) {
    Stream<BackupId> ids() {
        return store.folders().stream().filter(BackupId::isWellFormed).map(BackupId::new);
    }

    boolean isCommitted(BackupId id) {
        return store.stat(id.place(Manifest.NAME)).isPresent();
    }

    Backup read(BackupId id) {
        List<BackupStore.Stored> stored = store.list(id.text() + "/");
        if (hasManifest(stored)) {
            return committed(id, stored);
        }
        if (store.isClaimed(id.text())) {
            return withoutManifest(id, Status.RUNNING, stored, "it is being written");
        }
        // Its writer may have committed and gone between the two looks.
        List<BackupStore.Stored> again = store.list(id.text() + "/");
        if (hasManifest(again)) {
            return committed(id, again);
        }
        return again.isEmpty() || has(again, Removal.MARK) || store.isAbandoned(id.text())
                ? withoutManifest(
                        id, Status.INCOMPLETE, again, "it has no manifest: the run that wrote it did not finish")
                : withoutManifest(
                        id, Status.DAMAGED, again, "its manifest is missing, though the run that wrote it had ended");
    }

    private static boolean hasManifest(List<BackupStore.Stored> stored) {
        return has(stored, Manifest.NAME);
    }

    private static boolean has(List<BackupStore.Stored> stored, String name) {
        return stored.stream().anyMatch(object -> object.name().equals(name));
    }

    private Backup committed(BackupId id, List<BackupStore.Stored> stored) {
        long bytes = bytes(stored);
        Instant modified = modified(id, stored);
        try {
            Manifest manifest = ManifestJson.read(id, documents.readAsIs(id.place(Manifest.NAME)), keys);
            boolean plain = manifest.key().isEmpty();
            return new Backup(
                    id,
                    Status.COMPLETE,
                    Optional.of(manifest),
                    bytes,
                    modified,
                    marks.verifications(stored, plain),
                    marks.suspicion(stored, plain),
                    "");
        } catch (ManifestDamaged e) {
            return new Backup(
                    id, Status.DAMAGED, Optional.empty(), bytes, modified, List.of(), Optional.empty(), e.getMessage());
        } catch (UnknownKey e) {
            return withoutManifest(id, Status.UNREADABLE, stored, e.reason());
        } catch (StoreFailure.Absent e) {
            return withoutManifest(id, Status.INCOMPLETE, stored, "it is being removed");
        }
    }

    private static Backup withoutManifest(BackupId id, Status status, List<BackupStore.Stored> stored, String reason) {
        return new Backup(
                id, status, Optional.empty(), bytes(stored), modified(id, stored), List.of(), Optional.empty(), reason);
    }

    private static long bytes(List<BackupStore.Stored> stored) {
        return stored.stream().mapToLong(BackupStore.Stored::bytes).sum();
    }

    private static Instant modified(BackupId id, List<BackupStore.Stored> stored) {
        return stored.stream()
                .map(BackupStore.Stored::modified)
                .max(Comparator.naturalOrder())
                .orElseGet(id::time);
    }
}
