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

    private final List<Orphan> orphans;

    private Migrations(List<Migration> inOrder, List<Orphan> orphans) {
        this.orphans = List.copyOf(orphans);
        for (Migration migration : inOrder) {
            Migration twin = byKey.putIfAbsent(migration.key(), migration);
            if (twin != null) {
                throw new DuplicateMigration(twin, migration);
            }
        }
    }

    /** @throws DuplicateMigration when two have the same version, or two repeatable ones the same description */
    public static Migrations of(List<Migration> migrations) {
        return of(migrations, List.of());
    }

    /**
     * @param orphans what was found beside them and belongs to none
     * @throws DuplicateMigration as {@link #of(List)}
     */
    public static Migrations of(List<Migration> migrations, List<Orphan> orphans) {
        List<Migration> inOrder = new ArrayList<>(migrations);
        inOrder.sort(Comparator.comparing(Migration::key)
                .thenComparing(m -> m.script().path()));
        return new Migrations(inOrder, orphans);
    }

    public static Migrations none() {
        return new Migrations(List.of(), List.of());
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

    /** Undo and verify scripts of migrations that the project does not ship. */
    public List<Orphan> orphans() {
        return orphans;
    }

    /** The newest version that a script has, also one whose migration is gone: a new migration under its version would inherit it. */
    public Optional<Version> latest() {
        return Stream.concat(stream().map(Migration::key), orphans.stream().map(Orphan::key))
                .flatMap(key -> key.version().stream())
                .max(Comparator.naturalOrder());
    }

    public boolean isEmpty() {
        return byKey.isEmpty();
    }
}
