package dbmanager.backup;

import dbmanager.migration.History;
import java.util.List;
import java.util.Optional;

/**
 * Which migrations the data of a backup has been through.
 *
 * @param current newest version in force; empty at base
 * @param applied everything in force, in the order in which it was applied
 */
public record SchemaVersion(Optional<String> current, List<Applied> applied) {
    public SchemaVersion {
        applied = List.copyOf(applied);
    }

    /** @param version empty for a repeatable migration */
    public record Applied(Optional<String> version, String description, Optional<String> sha256) {}

    public static SchemaVersion of(History history) {
        return new SchemaVersion(
                history.current().map(Object::toString),
                history.inForce().stream()
                        .map(e -> new Applied(
                                e.key().version().map(Object::toString), e.key().description(), e.sha256()))
                        .toList());
    }
}
