package dbmanager.migration;

import java.util.Optional;

/**
 * What a migration is known by in files and in histories alike: its version, or for a repeatable one its description. The description
 * of a versioned migration is only for the reader; two keys of one version are equal.
 */
public record MigrationKey(Optional<Version> version, String description) implements Comparable<MigrationKey> {

    public boolean isRepeatable() {
        return version.isEmpty();
    }

    /** By version; the repeatable ones after all versions, by description. */
    @Override
    public int compareTo(MigrationKey other) {
        if (isRepeatable() != other.isRepeatable()) {
            return isRepeatable() ? 1 : -1;
        }
        return isRepeatable()
                ? description.compareTo(other.description)
                : version.get().compareTo(other.version.get());
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof MigrationKey key && compareTo(key) == 0;
    }

    @Override
    public int hashCode() {
        return isRepeatable() ? description.hashCode() : version.hashCode();
    }

    /** {@code 20261121093000 (add prices)}, or {@code R (stock view)}. */
    @Override
    public String toString() {
        String name = version.map(Version::toString).orElse("R");
        return description.isEmpty() ? name : name + " (" + description + ")";
    }
}
