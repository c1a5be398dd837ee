package dbmanager.operation;

import dbmanager.alembic.AlembicImport;
import dbmanager.backend.DatabaseBackend;
import dbmanager.backend.Presence;
import dbmanager.backend.Progress;
import dbmanager.backend.StepFailed;
import dbmanager.exchange.Content;
import dbmanager.exchange.Row;
import dbmanager.exchange.Table;
import dbmanager.migration.Attribution;
import dbmanager.migration.Direction;
import dbmanager.migration.History;
import dbmanager.migration.Migration;
import dbmanager.migration.Mode;
import dbmanager.migration.Target;
import dbmanager.problem.Finding;
import dbmanager.problem.Problem;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** Takes a database over from Alembic: writes the migrations, proves them on a throw-away database, and records which of them it has. */
public final class AlembicTakeover {
    private final DatabaseBackend backend;
    private final Path folder;
    private final Supplier<Migrator> migrator;
    private final Attribution by;
    private final Progress progress;

    /**
     * @param folder of the migrations, with no versioned ones so far
     * @param migrator on that folder, asked for when it is there
     */
    public AlembicTakeover(
            DatabaseBackend backend, Path folder, Supplier<Migrator> migrator, Attribution by, Progress progress) {
        this.backend = backend;
        this.folder = folder;
        this.migrator = migrator;
        this.by = by;
        this.progress = progress;
    }

    /** The revisions that Alembic says the database has; none where it never was. */
    public List<String> revisions(String versionTable) {
        if (backend.presence() != Presence.FILLED) {
            return List.of();
        }
        String bare = versionTable.substring(versionTable.lastIndexOf('.') + 1);
        try (Content live = backend.live()) {
            Optional<Table> table = live.table(versionTable).or(() -> live.table(bare));
            if (table.isEmpty()) {
                return List.of();
            }
            try (Stream<Row> rows = live.rows(table.get())) {
                return List.copyOf(new TreeSet<>(
                        rows.map(row -> String.valueOf(row.get(0))).toList()));
            }
        }
    }

    /**
     * @param onStep hears of each step that was recorded
     * @throws NotEmpty when there are migrations already
     * @throws NotWritten when a file cannot be written; then none is
     */
    public Done run(AlembicImport plan, Consumer<History.Entry> onStep) {
        backend.available().latest().ifPresent(latest -> {
            throw new NotEmpty(folder);
        });
        List<Path> files;
        try {
            files = plan.write(folder);
        } catch (IOException e) {
            throw new NotWritten(folder, e);
        }
        List<Finding> unproven = prove();
        Optional<MigrationReport> stamped = Optional.empty();
        if (unproven.isEmpty() && plan.reached() instanceof Target.At) {
            stamped = Optional.of(migrator.get().stamp(plan.reached(), onStep));
        }
        return new Done(files, unproven, stamped);
    }

    /** All the way up, and down again as far as there are undo scripts. */
    private List<Finding> prove() {
        List<Migration> way = backend.available().stream().toList();
        try (DatabaseBackend scratch = backend.scratch()) {
            scratch.initialise();
            for (Migration migration : way) {
                scratch.run(migration, Direction.UP, Mode.EXECUTE, by, progress);
            }
            List<Migration> back = new ArrayList<>(way);
            Collections.reverse(back);
            for (Migration migration : back) {
                if (migration.undo().isEmpty()) {
                    break;
                }
                scratch.run(migration, Direction.DOWN, Mode.EXECUTE, by, progress);
            }
            return List.of();
        } catch (StepFailed e) {
            return List.of(new Finding("proof", e.getMessage()));
        }
    }

    /**
     * @param unproven why the migrations do not run on an empty database; then nothing was recorded
     * @param stamped empty where the database had nothing to record
     */
    public record Done(List<Path> files, List<Finding> unproven, Optional<MigrationReport> stamped) {
        public Done {
            files = List.copyOf(files);
            unproven = List.copyOf(unproven);
        }
    }

    /** There are migrations in the folder, with versions of their own. */
    public static final class NotEmpty extends Problem {
        private static final long serialVersionUID = 1L;

        NotEmpty(Path folder) {
            super(
                    Kind.CONFLICT,
                    folder + " has migrations already, and those of Alembic come before any other",
                    "nothing was written",
                    "name an empty folder with --migrations");
        }
    }

    /** A file could not be written. */
    public static final class NotWritten extends Problem {
        private static final long serialVersionUID = 1L;

        NotWritten(Path folder, IOException cause) {
            super(
                    Kind.UNEXPECTED,
                    "cannot write into " + folder + " (" + cause.getMessage() + ")",
                    "nothing was written",
                    "make the folder writable, or name another one with --migrations",
                    cause);
        }
    }
}
