package dbmanager.backend;

import dbmanager.backend.MemoryState.MemoryTable;
import dbmanager.backup.BackupReader;
import dbmanager.backup.BackupWriter;
import dbmanager.backup.DatabaseIdentity;
import dbmanager.backup.Manifest;
import dbmanager.backup.Part;
import dbmanager.backup.PartDamaged;
import dbmanager.backup.SchemaVersion;
import dbmanager.exchange.Content;
import dbmanager.exchange.Intake;
import dbmanager.migration.Attribution;
import dbmanager.migration.Direction;
import dbmanager.migration.History;
import dbmanager.migration.Migration;
import dbmanager.migration.MigrationFolder;
import dbmanager.migration.MigrationLock;
import dbmanager.migration.Migrations;
import dbmanager.migration.Mode;
import dbmanager.migration.Repair;
import dbmanager.migration.Template;
import dbmanager.problem.Finding;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;

/** The port in memory, for tests of whatever works with a backend. Its scripts end in {@code .memo}; see {@link MemoryScript}. */
public final class MemoryBackend implements DatabaseBackend {
    public static final String EXTENSION = "memo";
    private static final String PART = "database.jsonl.zst";

    private final MemoryDatabase database;
    private final MigrationFolder folder;
    private final Clock clock;
    private final MemoryRunner runner;
    private final List<MigrationLock> locks = new ArrayList<>();

    MemoryBackend(MemoryDatabase database, Path migrations, Clock clock) {
        this.database = database;
        this.folder = new MigrationFolder(migrations, Set.of(EXTENSION));
        this.clock = clock;
        this.runner = new MemoryRunner(database, clock);
    }

    @Override
    public DatabaseIdentity identity() {
        Optional<String> id = database.presence() == Presence.UNREADABLE
                ? Optional.empty()
                : database.peek().flatMap(state -> state.id);
        return new DatabaseIdentity(database.name(), "memory", database.location(), id);
    }

    @Override
    public Presence presence() {
        return database.presence();
    }

    @Override
    public void initialise() {
        MemoryState state = database.peek().map(MemoryState::copy).orElseGet(MemoryState::new);
        if (state.id.isEmpty()) {
            state.id = Optional.of(UUID.randomUUID().toString());
            database.publish(state);
        }
    }

    @Override
    public Migrations available() {
        return folder.read();
    }

    @Override
    public List<Template> templates() {
        return List.of(new Template(
                "empty",
                "a table and its undo",
                "memo",
                "create {name} id\n",
                Optional.of("drop {name}\n"),
                Optional.empty()));
    }

    @Override
    public History history() {
        return database.peek().map(state -> state.history).orElse(History.empty());
    }

    @Override
    public MigrationLock lock(String owner, Duration wait) {
        MigrationLock lock = database.lock(owner, wait);
        locks.add(lock);
        return lock;
    }

    @Override
    public StepDone run(Migration migration, Direction direction, Mode mode, Attribution by, Progress progress) {
        return runner.run(migration, direction, mode, by);
    }

    @Override
    public List<Finding> repair(Repair repair, Attribution by) {
        runner.repair(repair, by);
        return List.of();
    }

    @Override
    public void dump(Selection what, BackupWriter into, Progress progress) {
        MemoryState state = select(database.read(), what, database.location());
        try (BackupWriter.PartWriter part =
                into.part(PART, Part.Kind.DATABASE, Part.Compression.ZSTD, Optional.empty())) {
            part.stream().write(MemoryJson.write(state).getBytes(StandardCharsets.UTF_8));
            part.commit(counts(state));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        progress.at("dump", 1, 1);
        into.describe(SchemaVersion.of(state.history), Optional.of(clock.instant()));
    }

    /** Before they are packed. */
    @Override
    public Optional<Long> dumpBytes() {
        return Optional.of((long) MemoryJson.write(database.read()).getBytes(StandardCharsets.UTF_8).length);
    }

    /** Only the tables that were selected. */
    private static MemoryState select(MemoryState state, Selection what, String where) {
        for (String name : what.names()) {
            if (!state.tables.containsKey(name)) {
                throw new UnknownTable(name, where, List.copyOf(state.tables.keySet()));
            }
        }
        MemoryState selected = state.copy();
        if (!what.isAll()) {
            selected.tables.keySet().retainAll(what.names());
        }
        return selected;
    }

    private static Map<String, Long> counts(MemoryState state) {
        Map<String, Long> counts = new TreeMap<>();
        state.tables.forEach((name, table) -> counts.put(name, (long) table.rows.size()));
        return counts;
    }

    @Override
    public Loaded load(BackupReader from, Selection what, LoadPolicy policy, Safety safety, Progress progress) {
        Manifest manifest = from.manifest();
        MemoryState saved = select(read(from), what, "backup " + manifest.id());
        boolean whole = what.isAll() && !manifest.isPartial();
        boolean aside = safety.setsAside() && whole && presence() == Presence.FILLED;
        boolean ruined = aside || database.presence() == Presence.UNREADABLE;
        if (!aside) {
            keep(safety, progress);
        }
        if (whole && policy.mode() == LoadMode.REPLACE) {
            database.publish(saved);
        } else {
            MemoryState draft = (whole ? database.peek().orElseGet(MemoryState::new) : database.read()).copy();
            saved.tables.forEach((name, table) -> {
                MemoryTable target = policy.mode() == LoadMode.MERGE ? draft.tables.get(name) : null;
                if (target == null) {
                    draft.tables.put(name, table);
                } else {
                    table.rows.values().forEach(target::put);
                }
            });
            database.publish(draft);
        }
        progress.at("load", 1, 1);
        return new Loaded(counts(saved), ruined ? Optional.of(database.location() + ".ruined") : Optional.empty());
    }

    private void keep(Safety safety, Progress progress) {
        if (presence() == Presence.FILLED) {
            safety.keep(into -> dump(Selection.all(), into, progress)).run();
        }
    }

    /** Everything in a backup, after its hashes were checked. */
    private static MemoryState read(BackupReader backup) {
        Manifest manifest = backup.manifest();
        manifest.parts().forEach(backup::verify);
        MemoryState whole = new MemoryState();
        for (Part part : manifest.parts()) {
            if (part.kind() == Part.Kind.FILES) {
                continue;
            }
            try (InputStream in = backup.open(part)) {
                whole = MemoryJson.read(new String(in.readAllBytes(), StandardCharsets.UTF_8));
            } catch (IOException | RuntimeException e) {
                throw PartDamaged.unreadable(manifest.id(), part, String.valueOf(e.getMessage()), e);
            }
        }
        return whole;
    }

    @Override
    public Optional<String> erase(Safety safety, Progress progress) {
        keep(safety, progress);
        boolean ruined = database.presence() == Presence.UNREADABLE;
        if (database.presence() != Presence.ABSENT) {
            database.publish(new MemoryState());
        }
        return ruined ? Optional.of(database.location() + ".ruined") : Optional.empty();
    }

    @Override
    public List<Finding> inspect(BackupReader backup) {
        try {
            Map<String, Long> counts = counts(read(backup));
            return backup.manifest().parts().stream()
                    .filter(part -> !part.contents().equals(counts))
                    .map(part -> new Finding(part.name(), "holds " + counts + ", not " + part.contents()))
                    .toList();
        } catch (PartDamaged e) {
            return List.of(new Finding(e.part(), e.getMessage()));
        }
    }

    @Override
    public Content live() {
        return new MemorySnapshot("live " + database.name(), database.read());
    }

    @Override
    public Content open(BackupReader backup) {
        return new MemorySnapshot("backup " + backup.manifest().id(), read(backup));
    }

    @Override
    public Intake intake(Intake.Policy policy) {
        return new MemoryIntake(database, policy);
    }

    @Override
    public Intake refill() {
        return MemoryIntake.refilling(database);
    }

    @Override
    public List<Finding> check() {
        return database.read().dangling();
    }

    /** A state is published whole or not at all; what was ruined cannot even be asked. */
    @Override
    public List<Finding> damage() {
        database.read();
        return List.of();
    }

    @Override
    public DatabaseBackend scratch() {
        return new MemoryBackend(database.sibling("-scratch"), folder.path(), clock);
    }

    @Override
    public <F extends Feature> Optional<F> feature(Class<F> kind) {
        return Optional.empty();
    }

    @Override
    public void close() {
        locks.forEach(MigrationLock::close);
        locks.clear();
    }

    @Override
    public String toString() {
        return database.location();
    }
}
