package dbmanager.sql.postgres;

import dbmanager.backend.DatabaseBackend;
import dbmanager.backend.DatabaseUnavailable;
import dbmanager.backend.Diagnosis;
import dbmanager.backend.DriftWatch;
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
import dbmanager.backup.Part;
import dbmanager.backup.PartDamaged;
import dbmanager.environment.PostgresqlUrl;
import dbmanager.exchange.Content;
import dbmanager.exchange.Intake;
import dbmanager.exchange.SavedRows;
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
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * A database of a PostgreSQL server. A migration and its record are one transaction, unless it holds a statement that cannot be in one. Between two
 * calls it has no session open, unless it has the migration lock, which is one.
 */
public final class PostgresBackend implements DatabaseBackend {
    private static final String ENGINE = "postgresql";

    private final String name;
    private final PostgresDatabase database;
    private final MigrationFolder folder;
    private final Clock clock;
    private final Programs programs;
    private final ScratchServer scratch;
    private final Optional<TemporaryDatabase> home;
    private final PostgresSession session;
    private Optional<FlywayScripts> flyway = Optional.empty();
    private Optional<PostgresSchemaDesign> design = Optional.empty();

    /** @param home a database of its own, which goes when this is closed */
    private PostgresBackend(
            String name,
            PostgresDatabase database,
            Path migrations,
            Clock clock,
            Programs programs,
            ScratchServer scratch,
            Optional<TemporaryDatabase> home) {
        this.name = name;
        this.database = database;
        this.folder = new MigrationFolder(migrations, Set.of("sql"));
        this.clock = clock;
        this.programs = programs;
        this.scratch = scratch;
        this.home = home;
        this.session = new PostgresSession(database);
    }

    /**
     * @param name as the configuration calls it
     * @param url of the database, which need not be there yet
     * @param patience how long to wait for a lock, where the URL does not say {@code lock_timeout}
     * @param variables of the process: {@code PATH} says where {@code pg_dump} and {@code pg_restore} are
     * @param shadow beside which the scratch databases of {@link #scratch}, {@link #open} and {@link SchemaDesign} are made, instead of beside this one;
     *     an empty database that is not this one, looked at when the first of them is made
     */
    public static PostgresBackend at(
            String name,
            PostgresqlUrl url,
            Path migrations,
            Clock clock,
            Duration patience,
            Map<String, String> variables,
            Optional<PostgresqlUrl> shadow) {
        PostgresDatabase database = new PostgresDatabase(url, patience);
        return new PostgresBackend(
                name,
                database,
                migrations,
                clock,
                new Programs(variables),
                ScratchServer.of(database, shadow),
                Optional.empty());
    }

    /** On a database that somebody else made and takes away again. */
    static PostgresBackend onCopy(PostgresDatabase copy, Path migrations, Clock clock, Programs programs) {
        return new PostgresBackend(
                "copy", copy, migrations, clock, programs, ScratchServer.beside(copy), Optional.empty());
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

    /** What is damaged has no id any more. */
    private Optional<String> id() {
        return unlessDamaged(
                () -> session.read(connection -> Bookkeeping.of(connection).id(connection))
                        .orElse(Optional.empty()),
                Optional.empty());
    }

    @Override
    public Presence presence() {
        return unlessDamaged(
                () -> session.read(connection -> Bookkeeping.hasContent(connection) ? Presence.FILLED : Presence.EMPTY)
                        .orElse(Presence.ABSENT),
                Presence.UNREADABLE);
    }

    private static <T> T unlessDamaged(Supplier<T> look, T otherwise) {
        try {
            return look.get();
        } catch (Problem e) {
            if (e.kind() == Problem.Kind.NEGATIVE) {
                return otherwise;
            }
            throw e;
        }
    }

    @Override
    public void initialise() {
        session.change(connection -> true);
    }

    @Override
    public Migrations available() {
        return folder.read();
    }

    @Override
    public List<Template> templates() {
        return PostgresTemplates.ALL;
    }

    @Override
    public History history() {
        return session.read(PostgresHistory::read).orElse(History.empty());
    }

    /** Makes the database if need be: the lock is its own. */
    @Override
    public MigrationLock lock(String owner, Duration wait) {
        return session.lock(owner, wait);
    }

    @Override
    public StepDone run(Migration migration, Direction direction, Mode mode, Attribution by, Progress progress) {
        return session.change(connection -> {
            PostgresStep step = new PostgresStep(database, connection, migration, direction, by);
            return StepDone.of(mode == Mode.RECORD_ONLY ? step.record() : step.run(flyway()));
        });
    }

    private FlywayScripts flyway() {
        if (flyway.isEmpty()) {
            try {
                flyway = Optional.of(FlywayScripts.forPostgresql(new SessionSource(database)));
            } catch (SQLException e) {
                throw database.problem(e);
            }
        }
        return flyway.get();
    }

    @Override
    public List<Finding> repair(Repair repair, Attribution by) {
        return session.change(connection -> Transaction.in(connection, () -> {
            PostgresHistory history = new PostgresHistory(connection, Bookkeeping.of(connection));
            List<Finding> left = Ledger.leftBehind(connection, repair);
            history.repair(repair, by);
            return left;
        }));
    }

    @Override
    public void dump(Selection what, BackupWriter into, Progress progress) {
        new PostgresDump(database, programs).write(what, into, progress);
    }

    @Override
    public Loaded load(BackupReader from, Selection what, LoadPolicy policy, Safety safety, Progress progress) {
        return new PostgresRestore(database, programs).load(from, what, policy.mode(), safety, progress);
    }

    @Override
    public Optional<String> erase(Safety safety, Progress progress) {
        return new PostgresRestore(database, programs).erase(safety, progress);
    }

    @Override
    public Optional<Problem> refusal(BackupReader from, Selection what, LoadPolicy policy) {
        return new PostgresRestore(database, programs).refusal(from, what, policy.mode());
    }

    @Override
    public List<Finding> inspect(BackupReader backup) {
        List<Finding> findings = new ArrayList<>();
        for (Part part : backup.manifest().parts()) {
            if (part.kind() == Part.Kind.DATABASE) {
                try {
                    findings.addAll(Archive.of(backup, part, programs).inspect());
                } catch (PartDamaged e) {
                    findings.add(new Finding(part.name(), e.getMessage()));
                }
            }
        }
        return findings;
    }

    @Override
    public Content live() {
        return PostgresContent.live(database);
    }

    /** In a temporary database, which goes with the content. */
    @Override
    public Content open(BackupReader backup) {
        Archive archive = Archive.of(backup, programs);
        TemporaryDatabase copy = scratch.make();
        try {
            archive.restoreInto(copy, Ownership.NONE, Progress.silent());
        } catch (RuntimeException e) {
            copy.close();
            throw e;
        }
        return PostgresContent.of("backup " + backup.manifest().id(), copy.database(), copy::close);
    }

    @Override
    public SavedRows rows(BackupReader backup) {
        return DumpedTables.of(Archive.of(backup, programs));
    }

    @Override
    public Intake intake(Intake.Policy policy) {
        return PostgresIntake.into(database, policy);
    }

    @Override
    public Intake refill() {
        return PostgresIntake.refilling(database);
    }

    @Override
    public List<Finding> check() {
        return ask(new PostgresIntegrity(database)::check);
    }

    @Override
    public List<Finding> damage() {
        return ask(new PostgresIntegrity(database)::damage);
    }

    private List<Finding> ask(PostgresSession.Work<List<Finding>> question) {
        return session.read(question).orElseThrow(() -> DatabaseUnavailable.absent(database.shown()));
    }

    @Override
    public DatabaseBackend scratch() {
        TemporaryDatabase made = scratch.make();
        return new PostgresBackend(
                "scratch of " + name,
                made.database(),
                folder.path(),
                clock,
                programs,
                ScratchServer.beside(made.database()),
                Optional.of(made));
    }

    @Override
    public <F extends Feature> Optional<F> feature(Class<F> kind) {
        if (kind == TableShapes.class) {
            return Optional.of(kind.cast(new PostgresShapes(database)));
        }
        if (kind == Maintenance.class) {
            return Optional.of(kind.cast(new PostgresMaintenance(database)));
        }
        if (kind == Diagnosis.class) {
            return Optional.of(kind.cast(new PostgresDiagnosis(database, programs, clock)));
        }
        if (kind == DriftWatch.class) {
            return Optional.of(kind.cast(new PostgresDriftWatch(database, session)));
        }
        if (kind == Lint.class) {
            return Optional.of(kind.cast(ScriptLint.forPostgresql(
                    FlywayScripts::forPostgresqlUnseen,
                    ScriptRules::check,
                    new PostgresTables(database)::look,
                    Timeouts.of(database.url().parameters()).lock().isEmpty())));
        }
        if (kind == OfflineSql.class) {
            return Optional.of(kind.cast(new PostgresOfflineScript(this::flyway, database)));
        }
        if (kind == SchemaDesign.class) {
            return Optional.of(kind.cast(design()));
        }
        return Optional.empty();
    }

    private PostgresSchemaDesign design() {
        if (design.isEmpty()) {
            design = Optional.of(new PostgresSchemaDesign(database, scratch, programs, clock, home));
        }
        return design.get();
    }

    @Override
    public void close() {
        List<TemporaryDatabase> temporary = new ArrayList<>();
        design.ifPresent(each -> temporary.addAll(each.release()));
        home.ifPresent(temporary::add);
        try {
            session.close();
        } finally {
            TemporaryDatabase.closeTogether(temporary);
        }
    }

    @Override
    public String toString() {
        return name + " (" + database.shown() + ")";
    }
}
