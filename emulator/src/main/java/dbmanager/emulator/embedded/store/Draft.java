package dbmanager.emulator.embedded.store;

import com.google.firestore.v1.WriteResult;
import dbmanager.emulator.embedded.model.Key;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** What a commit would do: its writes one after the other, over what is stored. Changes nothing. */
final class Draft {
    private final Documents documents;
    private final long time;
    private final Map<Key, Stored> written = new HashMap<>();

    Draft(Documents documents, long time) {
        this.documents = documents;
        this.time = time;
    }

    /** @throws dbmanager.emulator.embedded.model.Refused where its precondition does not hold; the draft is as before */
    WriteResult add(Edit edit) {
        Stored stored = documents.get(edit.key());
        Stored current = written.getOrDefault(edit.key(), stored);
        WriteResult.Builder result = WriteResult.newBuilder();
        Stored after = edit.apply(current, stored, time, result);
        if (!Objects.equals(after, current)) {
            written.put(edit.key(), after);
        }
        return result.build();
    }

    void take(Key key) {
        written.remove(key);
    }

    /** The new versions. */
    List<Stored> versions() {
        List<Stored> versions = new ArrayList<>(written.size());
        for (Stored version : written.values()) {
            Stored older = version.older();
            if (!version.isGone() || (older != null && !older.isGone())) {
                versions.add(version);
            }
        }
        return versions;
    }

    static List<Changed> changes(List<Stored> versions) {
        List<Changed> changes = new ArrayList<>(versions.size());
        for (Stored version : versions) {
            changes.add(new Changed(
                    version.key(),
                    Optional.ofNullable(version.older()).filter(older -> !older.isGone()),
                    Optional.of(version).filter(after -> !after.isGone())));
        }
        return changes;
    }
}
