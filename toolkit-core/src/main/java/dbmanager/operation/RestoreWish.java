package dbmanager.operation;

import dbmanager.backend.LoadMode;
import dbmanager.backend.LoadPolicy;
import dbmanager.backend.Presence;
import dbmanager.backend.Selection;
import dbmanager.backup.DatabaseIdentity;
import dbmanager.backup.Manifest;
import dbmanager.backup.Part;
import java.util.Optional;

/**
 * What the user wants from a restore, and has agreed to.
 *
 * @param overwrite a target that holds something may lose it
 * @param otherDatabase the target may be another database than the one that the backup is of
 * @param withFiles its folders come back too, if all of it does
 */
public record RestoreWish(
        Selection selection, LoadPolicy policy, boolean overwrite, boolean otherDatabase, boolean withFiles) {

    /** Whether nothing of what was there stays, so that it need not fit. */
    boolean replacesAll(Manifest backup) {
        return policy.mode() == LoadMode.REPLACE && selection.isAll() && !backup.isPartial();
    }

    /** Whether folders come back with the database. */
    boolean takesFilesOf(Manifest backup) {
        return withFiles
                && selection.isAll()
                && backup.parts().stream().anyMatch(part -> part.kind() == Part.Kind.FILES);
    }

    /** Why this backup may not go into a target like this; empty when it may. Pure. */
    public Optional<RestoreRefused> judge(Manifest backup, DatabaseIdentity target, Presence presence) {
        if (!backup.database().engine().equals(target.engine())) {
            return Optional.of(RestoreRefused.otherEngine(backup, target));
        }
        if (backup.isPartial() && selection.isAll() && policy.mode() == LoadMode.REPLACE) {
            return Optional.of(RestoreRefused.partial(backup));
        }
        boolean somethingThere = presence == Presence.FILLED || presence == Presence.UNREADABLE;
        if (somethingThere && !otherDatabase && !backup.database().sameAs(target)) {
            return Optional.of(RestoreRefused.otherDatabase(backup, target));
        }
        if (somethingThere && !overwrite) {
            return Optional.of(RestoreRefused.notEmpty(target));
        }
        return Optional.empty();
    }
}
