package dbmanager.sql.sqlite;

import dbmanager.backend.DatabaseBackend;
import dbmanager.backend.DatabaseUnavailable;
import dbmanager.backend.DriftWatch;
import dbmanager.backend.DryRun;
import dbmanager.backend.Feature;
import dbmanager.backend.Lint;
import dbmanager.backend.LoadPolicy;
import dbmanager.backend.Loaded;
import dbmanager.backend.Maintenance;
import dbmanager.backend.OfflineSql;
import dbmanager.backend.Presence;
import dbmanager.backend.Progress;
import dbmanager.backend.Safety;
import dbmanager.backend.SchemaDesign;
import dbmanager.backend.Selection;
import dbmanager.backend.StepDone;
import dbmanager.backend.TableShapes;
import dbmanager.backup.BackupReader;
import dbmanager.backup.BackupWriter;
import dbmanager.backup.DatabaseIdentity;
import dbmanager.exchange.Content;
import dbmanager.exchange.Intake;
import dbmanager.exchange.SavedRows;
import dbmanager.file.Temporary;
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
import dbmanager.problem.Problem;
import dbmanager.sql.lint.ScriptLint;
import dbmanager.sql.script.FlywayScripts;
import dbmanager.sql.script.Transaction;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A SQLite database. A migration and its record are one transaction. Between two calls it has no connection open, unless it has the migration
 * lock.
 */
public final class SqliteBackend implements DatabaseBackend {
    private static final String ENGINE = "sqlite";
    private static final Duration BUSY = Duration.ofSeconds(60);

    private final String name;
    private final SqliteDatabase database;
    private final MigrationFolder folder;
    private final Clock clock;
    private final Optional<Temporary> home;
    private final SqliteSession session;
    private Optional<FlywayScripts> flyway = Optional.empty();

    /** @param home a folder of its own, which goes when this is closed */
    SqliteBackend(String name, SqliteDatabase database, Path migrations, Clock clock, Optional<Temporary> home) {
        this.name = name;
        this.database = database;
        this.folder = new MigrationFolder(migrations, Set.of("sql"));
        this.clock = clock;
        this.home = home;
        this.session = new SqliteSession(database);
    }

    /**
     * @param name as the configuration calls it
     * @param file of the database, which need not be there yet
     * @param shown how messages name it: {@code sqlite:data/shop.db}
     */
    public static SqliteBackend at(String name, Path file, String shown, Path migrations, Clock clock) {
        return at(name, file, shown, migrations, clock, BUSY);
    }

    /** @param busy how long to wait where somebody else has the database locked */
    public static SqliteBackend at(String name, Path file, String shown, Path migrations, Clock clock, Duration busy) {
        return new SqliteBackend(name, new SqliteDatabase(file, shown, busy), migrations, clock, Optional.empty());
    }

    @Override
    public DatabaseIdentity identity() {
        return new DatabaseIdentity(name, ENGINE, database.shown(), id());
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public String engine() {
        return ENGINE;
    }

    private Optional<String> id() {
        if (!database.exists()) {
            return Optional.empty();
        }
        try (Connection connection = database.read()) {
            return Bookkeeping.id(connection);
        } catch (SQLException e) {
            return noneWhereUnreadable(database.problem(e));
        } catch (DatabaseUnavailable e) {
            return noneWhereUnreadable(e);
        }
    }

    /** What is damaged has no id any more; what is only locked has one, and must not pass for another database. */
    private static Optional<String> noneWhereUnreadable(Problem problem) {
        if (problem.kind() == Problem.Kind.NEGATIVE) {
            return Optional.empty();
        }
        throw problem;
    }

    @Override
    public Presence presence() {
        if (!database.exists()) {
            return Presence.ABSENT;
        }
        try (Connection connection = database.read()) {
            return Bookkeeping.hasContent(connection) ? Presence.FILLED : Presence.EMPTY;
        } catch (DatabaseUnavailable e) {
            if (e.kind() == Problem.Kind.NEGATIVE) {
                return Presence.UNREADABLE;
            }
            throw e;
        } catch (SQLException e) {
            throw database.problem(e);
        }
    }

    @Override
    public void initialise() {
        session.change(Bookkeeping::isComplete);
    }

    @Override
    public Migrations available() {
        return folder.read();
    }

    @Override
    public List<Template> templates() {
        return SqliteTemplates.ALL;
    }

    @Override
    public History history() {
        if (!database.exists()) {
            return History.empty();
        }
        return session.read(SqliteHistory::read);
    }

    @Override
    public MigrationLock lock(String owner, Duration wait) {
        return session.lock(owner, clock.instant(), wait);
    }

    @Override
    public StepDone run(Migration migration, Direction direction, Mode mode, Attribution by, Progress progress) {
        return session.change(connection -> {
            SqliteStep step = new SqliteStep(database, connection, migration, direction, by);
            StepDone done = StepDone.of(mode == Mode.RECORD_ONLY ? step.record() : step.run(flyway()));
            if (step.leavesSettings()) {
                session.disconnect();
            }
            return done;
        });
    }

    private FlywayScripts flyway() {
        if (flyway.isEmpty()) {
            flyway = Optional.of(FlywayScripts.forSqlite());
        }
        return flyway.get();
    }

    @Override
    public List<Finding> repair(Repair repair, Attribution by) {
        session.change(
                connection -> Transaction.in(connection, () -> new SqliteHistory(connection).repair(repair, by)));
        return List.of();
    }

    @Override
    public void dump(Selection what, BackupWriter into, Progress progress) {
        snapshot().write(what, into, progress);
    }

    @Override
    public Optional<Long> dumpBytes() {
        return Optional.of(snapshot().bytes());
    }

    private SqliteSnapshot snapshot() {
        return new SqliteSnapshot(database, this::history, SqliteSnapshot.USUAL_LIMIT);
    }

    private History history(Connection connection) {
        try {
            return SqliteHistory.read(connection);
        } catch (SQLException e) {
            throw database.problem(e);
        }
    }

    @Override
    public Loaded load(BackupReader from, Selection what, LoadPolicy policy, Safety safety, Progress progress) {
        return session.alone(
                "restore",
                clock.instant(),
                () -> new SqliteRestore(database, snapshot(), clock).load(from, what, policy.mode(), safety, progress));
    }

    @Override
    public Optional<String> erase(Safety safety, Progress progress) {
        return session.alone(
                "erase", clock.instant(), () -> new SqliteRestore(database, snapshot(), clock).erase(safety, progress));
    }

    @Override
    public Optional<Problem> refusal(BackupReader from, Selection what, LoadPolicy policy) {
        return database.exists()
                ? new SqliteRestore(database, snapshot(), clock).refusal(from, what, policy.mode())
                : Optional.empty();
    }

    @Override
    public List<Finding> inspect(BackupReader backup) {
        return SqliteInspection.inspect(backup);
    }

    @Override
    public Content live() {
        return SqliteContent.live(database);
    }

    @Override
    public Content open(BackupReader backup) {
        return SqliteContent.of(backup);
    }

    @Override
    public SavedRows rows(BackupReader backup) {
        return SqliteContent.rowsOf(backup);
    }

    @Override
    public Intake intake(Intake.Policy policy) {
        return SqliteIntake.into(database, policy);
    }

    @Override
    public Intake refill() {
        return SqliteIntake.refilling(database);
    }

    @Override
    public List<Finding> check() {
        return session.read(SqliteIntegrity::check);
    }

    @Override
    public List<Finding> damage() {
        return session.read(SqliteIntegrity::damage);
    }

    @Override
    public DatabaseBackend scratch() {
        Temporary home = ScratchFolder.make();
        Path file = home.path().resolve("scratch.db");
        SqliteDatabase temporary = new SqliteDatabase(file, "sqlite:" + file, database.busy());
        return new SqliteBackend("scratch of " + name, temporary, folder.path(), clock, Optional.of(home));
    }

    @Override
    public <F extends Feature> Optional<F> feature(Class<F> kind) {
        if (kind == TableShapes.class) {
            return Optional.of(kind.cast(new SqliteShapes(database)));
        }
        if (kind == Maintenance.class) {
            return Optional.of(kind.cast(new SqliteMaintenance(database)));
        }
        if (kind == DryRun.class) {
            return Optional.of(kind.cast(new SqliteDryRun(this::flyway)));
        }
        if (kind == OfflineSql.class) {
            return Optional.of(kind.cast(new SqliteOfflineScript(this::flyway)));
        }
        if (kind == DriftWatch.class) {
            return Optional.of(kind.cast(new SqliteDriftWatch(database, session)));
        }
        if (kind == Lint.class) {
            return Optional.of(kind.cast(
                    ScriptLint.forSqlite(this::flyway, ScriptRules::check, new SqliteTables(database)::look)));
        }
        if (kind == SchemaDesign.class) {
            return Optional.of(kind.cast(new SqliteSchemaDesign(database, snapshot(), clock)));
        }
        return Optional.empty();
    }

    @Override
    public void close() {
        try {
            session.close();
        } finally {
            home.ifPresent(SqliteBackend::remove);
        }
    }

    private static void remove(Temporary home) {
        try {
            home.close();
        } catch (IOException e) {
            System.getLogger(SqliteBackend.class.getName())
                    .log(System.Logger.Level.WARNING, "left behind: {0}", home.path());
        }
    }

    @Override
    public String toString() {
        return name + " (" + database.shown() + ")";
    }
}
