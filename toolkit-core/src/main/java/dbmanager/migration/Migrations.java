package dbmanager.migration;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** What the project ships for one database, in order: versions first, then repeatable ones. No two have the same key. */
public final class Migrations {
    private final Map<MigrationKey, Migration> byKey = new LinkedHashMap<>();

    private Migrations(List<Migration> inOrder) {
        for (Migration migration : inOrder) {
            Migration twin = byKey.putIfAbsent(migration.key(), migration);
            if (twin != null) {
                throw new DuplicateMigration(twin, migration);
            }
        }
    }

    /** @throws DuplicateMigration when two have the same version, or two repeatable ones the same description */
    public static Migrations of(List<Migration> migrations) {
        List<Migration> inOrder = new ArrayList<>(migrations);
        inOrder.sort(Comparator.comparing(Migration::key)
                .thenComparing(m -> m.script().path()));
        return new Migrations(inOrder);
    }

    public static Migrations none() {
        return new Migrations(List.of());
    }

    public Stream<Migration> stream() {
        return byKey.values().stream();
    }

    public Stream<Migration> versioned() {
        return stream().filter(m -> !m.isRepeatable());
    }

    public Optional<Migration> find(MigrationKey key) {
        return Optional.ofNullable(byKey.get(key));
    }

    /** The newest version that the project ships. */
    public Optional<Version> latest() {
        return versioned().reduce((older, newer) -> newer).flatMap(Migration::version);
    }

    public boolean isEmpty() {
        return byKey.isEmpty();
    }
}
