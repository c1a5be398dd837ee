package dbmanager.backup;

import dbmanager.backup.Backup.Status;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** How backups, and what never became one, leave a store: at every moment, what is left of one says what it is. */
record Removal(BackupStore store, StoredBackups backups) {
    /** Lies in a folder that is being removed. */
    static final String MARK = "being-removed";

    /** As {@link BackupCatalog#remove} says. */
    void remove(BackupId id) {
        if (backups.isCommitted(id)) { // nobody writes it any more; a claim would need space on a full disk
            markRemoved(id);
            store.delete(id.place(Manifest.NAME));
            store.list(id.text() + "/").stream()
                    .map(BackupStore.Stored::key)
                    .filter(key -> !key.equals(id.place(MARK)))
                    .forEach(store::delete);
            store.deleteFolder(id.text()); // and the mark, which says what the rest is as long as there is any
            return;
        }
        try (BackupStore.Claim claim = store.claim(id.text()).orElseThrow(() -> new BackupCatalog.StillWritten(id))) {
            store.deleteFolder(id.text());
        }
    }

    /** So that what a removal that is cut short leaves is not taken for a backup that lost its manifest. */
    private void markRemoved(BackupId id) {
        if (store.stat(id.place(MARK)).isPresent()) {
            return;
        }
        try (BackupStore.Upload mark = store.create(id.place(MARK))) {
            mark.stream().write('\n');
            mark.commit();
        } catch (IOException | StoreFailure e) {
            // On a full disk it must be possible to remove a backup: cut short there, the rest is removed by hand.
        }
    }

    /** As {@link BackupCatalog#sweep} says. */
    List<BackupId> sweep(Predicate<BackupId> among) {
        return backups.ids().filter(among).filter(this::sweep).toList();
    }

    /** @return whether it went */
    private boolean sweep(BackupId id) {
        if (backups.isCommitted(id)) {
            endClaimOfTheDead(id);
            return false;
        }
        return backups.read(id).status() == Status.INCOMPLETE && removeUnfinished(id);
    }

    /** Of one that was committed just before its writer died: if it loses its manifest later, it must not look as if it never had one. */
    private void endClaimOfTheDead(BackupId id) {
        if (store.isAbandoned(id.text())) {
            store.claim(id.text()).ifPresent(BackupStore.Claim::close);
        }
    }

    private boolean removeUnfinished(BackupId id) {
        Optional<BackupStore.Claim> claimed = store.claim(id.text());
        if (claimed.isEmpty()) {
            return false;
        }
        try (BackupStore.Claim claim = claimed.get()) {
            // Only now nobody else writes: what looked unfinished may have been committed in between.
            if (backups.isCommitted(id)) {
                return false;
            }
            store.deleteFolder(id.text());
            return true;
        }
    }
}
