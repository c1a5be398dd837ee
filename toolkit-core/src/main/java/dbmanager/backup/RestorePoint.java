package dbmanager.backup;

import dbmanager.backup.SchemaVersion.Applied;
import dbmanager.migration.History;
import dbmanager.migration.MigrationKey;
import dbmanager.migration.Version;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The place to which all databases of a promotion can be brought back together. Kept in the store after the last of its backups was verified and
 * before the first migration; never changed.
 *
 * @param id {@code 20261122T050000Z-production}
 * @param source the environment that proved the migrations
 * @param environment that they go to
 * @param rehearsed whether they were tried out on these backups
 * @param goesOn an earlier promotion that did not come to its end, and whose backups this one has taken over
 */
public record RestorePoint(
        String id,
        Instant begun,
        String source,
        String environment,
        String who,
        String tool,
        boolean rehearsed,
        Optional<String> goesOn,
        List<Member> members) {
    public RestorePoint {
        members = List.copyOf(members);
    }

    public Optional<Member> member(String database) {
        return members.stream()
                .filter(member -> member.database().name().equals(database))
                .findFirst();
    }

    /** Where a database of a promotion is. */
    public enum Place {
        /** At its restore point; also after somebody took back what had been begun. */
        NOT_BEGUN,
        HALF_WAY,
        PROMOTED
    }

    /**
     * Where a database of a promotion is, as its own history says.
     *
     * @param version the newest one in force
     * @param unfinished what began and did not end
     */
    public record Standing(String database, Place place, Optional<Version> version, List<MigrationKey> unfinished) {
        public Standing {
            unfinished = List.copyOf(unfinished);
        }

        /** {@code shop is promoted, at 3}. */
        @Override
        public String toString() {
            String at = ", at " + version.map(Version::toString).orElse("base");
            return switch (place) {
                case NOT_BEGUN -> database + " is not begun" + at;
                case PROMOTED -> database + " is promoted" + at;
                case HALF_WAY ->
                    database + " is half-way" + at
                            + unfinished.stream()
                                    .map(key -> ", and " + key + " began and did not end")
                                    .collect(Collectors.joining());
            };
        }
    }

    /**
     * One database of a promotion.
     *
     * @param backup of what was there; empty when there was nothing
     * @param version in force then; empty for base
     * @param migrations that were to be run, in order; of a repeatable one whose text changed before the promotion was gone on with, each text
     */
    public record Member(
            DatabaseIdentity database, Optional<BackupId> backup, Optional<String> version, List<Applied> migrations) {
        public Member {
            migrations = List.copyOf(migrations);
        }

        public Standing standing(History now) {
            Map<MigrationKey, Applied> newest = new LinkedHashMap<>();
            migrations.forEach(migration -> newest.put(key(migration), migration));
            List<MigrationKey> unfinished = now.unfinished().stream()
                    .map(History.Entry::key)
                    .filter(newest::containsKey)
                    .toList();
            boolean begun =
                    !unfinished.isEmpty() || migrations.stream().anyMatch(migration -> isInForce(migration, now));
            boolean all =
                    unfinished.isEmpty() && newest.values().stream().allMatch(migration -> isInForce(migration, now));
            Place place = !begun ? Place.NOT_BEGUN : all ? Place.PROMOTED : Place.HALF_WAY;
            return new Standing(database.name(), place, now.current(), unfinished);
        }

        private static boolean isInForce(Applied migration, History now) {
            return now.inForce().stream().anyMatch(entry -> isOf(migration, entry));
        }

        /** A repeatable one of another text is another one. */
        private static boolean isOf(Applied migration, History.Entry entry) {
            return entry.key().equals(key(migration))
                    && (migration.version().isPresent() || entry.sha256().equals(migration.sha256()));
        }

        /**
         * What is in force and neither was at the restore point nor came with the promotion: it would be lost on the way back.
         *
         * @param then what was in force at the restore point
         */
        public List<MigrationKey> beyond(List<Applied> then, History now) {
            List<Applied> known =
                    Stream.concat(then.stream(), migrations.stream()).toList();
            return now.inForce().stream()
                    .filter(entry -> known.stream().noneMatch(migration -> isOf(migration, entry)))
                    .map(History.Entry::key)
                    .toList();
        }

        private static MigrationKey key(Applied migration) {
            return new MigrationKey(migration.version().map(Version::parse), migration.description());
        }
    }
}
