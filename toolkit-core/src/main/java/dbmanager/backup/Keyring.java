package dbmanager.backup;

import dbmanager.problem.Problem;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The keys of a catalog: the newest writes, every one reads. An empty one means that backups are not encrypted. Where the keys are from is asked
 * when one of them is needed, and then only once, also when they could not be had.
 */
public final class Keyring {
    private static final Keyring NONE = new Keyring(Optional.empty());

    private final Optional<Supplier<List<BackupKey>>> source;
    private List<BackupKey> asked = List.of();
    private Optional<Problem> failure = Optional.empty();

    private Keyring(Optional<Supplier<List<BackupKey>>> source) {
        this.source = source;
    }

    public static Keyring none() {
        return NONE;
    }

    /** @param source gives at least one, the newest last; what it throws is thrown on to whoever needs a key */
    public static Keyring of(Supplier<List<BackupKey>> source) {
        return new Keyring(Optional.of(source));
    }

    /** Whether backups are not encrypted; asks for no key. */
    public boolean isEmpty() {
        return source.isEmpty();
    }

    /** Oldest first. */
    public List<KeyId> ids() {
        return keys().stream().map(BackupKey::id).toList();
    }

    /** The one to write with. */
    Optional<BackupKey> newest() {
        List<BackupKey> keys = keys();
        return keys.isEmpty() ? Optional.empty() : Optional.of(keys.get(keys.size() - 1));
    }

    Optional<BackupKey> find(KeyId id) {
        return keys().stream().filter(key -> key.id().equals(id)).findFirst();
    }

    /** @throws UnknownKey when it is none of these */
    BackupKey need(KeyId id, String what) {
        return find(id).orElseThrow(() -> new UnknownKey(what, id, ids()));
    }

    private synchronized List<BackupKey> keys() {
        if (failure.isPresent()) {
            throw failure.get();
        }
        if (asked.isEmpty() && source.isPresent()) {
            try {
                asked = List.copyOf(source.get().get());
            } catch (Problem e) {
                failure = Optional.of(e);
                throw e;
            }
        }
        return asked;
    }
}
