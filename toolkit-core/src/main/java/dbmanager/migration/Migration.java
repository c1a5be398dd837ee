package dbmanager.migration;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * One change that the project ships.
 *
 * @param version empty for a repeatable migration, which runs again whenever its text changes and is known by its description
 * @param undo the script that takes it back, where that is a file of its own
 * @param verify queries that must return no row once the change is in
 * @param reversible whether a rollback can take it back (by {@code undo}, or by what the file itself says)
 */
public record Migration(
        Optional<Version> version,
        String description,
        Script script,
        Optional<Script> undo,
        Optional<Script> verify,
        boolean reversible) {

    public boolean isRepeatable() {
        return version.isEmpty();
    }

    public MigrationKey key() {
        return new MigrationKey(version, description);
    }

    /** Its files: the script first, then undo and verify. */
    public List<Script> scripts() {
        return Stream.concat(Stream.of(script), Stream.concat(undo.stream(), verify.stream()))
                .toList();
    }

    @Override
    public String toString() {
        return key().toString();
    }
}
