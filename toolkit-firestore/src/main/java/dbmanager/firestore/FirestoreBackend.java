package dbmanager.firestore;

import dbmanager.backend.DatabaseBackend;
import dbmanager.backend.Diagnosis;
import dbmanager.backend.DryRun;
import dbmanager.backend.Feature;
import dbmanager.backend.LoadPolicy;
import dbmanager.backend.Loaded;
import dbmanager.backend.Presence;
import dbmanager.backend.Progress;
import dbmanager.backend.Safety;
import dbmanager.backend.Selection;
import dbmanager.backend.StepDone;
import dbmanager.backup.BackupReader;
import dbmanager.backup.BackupWriter;
import dbmanager.backup.DatabaseIdentity;
import dbmanager.exchange.Content;
import dbmanager.exchange.Intake;
import dbmanager.firestore.document.DatabaseName;
import dbmanager.firestore.gateway.Connection;
import dbmanager.firestore.gateway.DatabaseNotFound;
import dbmanager.firestore.gateway.Gateway;
import dbmanager.firestore.migration.FirestoreMigrations;
import dbmanager.firestore.migration.FirestoreTemplates;
import dbmanager.firestore.migration.IndexPlace;
import dbmanager.firestore.migration.JavaTemplate;
import dbmanager.firestore.migration.LeaseLock;
import dbmanager.firestore.migration.MigrationRunner;
import dbmanager.firestore.migration.MigrationTracker;
import dbmanager.firestore.migration.Rehearsal;
import dbmanager.migration.Attribution;
import dbmanager.migration.Direction;
import dbmanager.migration.History;
import dbmanager.migration.Migration;
import dbmanager.migration.MigrationLock;
import dbmanager.migration.Migrations;
import dbmanager.migration.Mode;
import dbmanager.migration.Repair;
import dbmanager.migration.Template;
import dbmanager.problem.Finding;
import dbmanager.problem.Problem;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * A Firestore database. It connects when it is first asked something. A step of a migration is as many commits as its documents need, and is gone on
 * with where it stopped; a backup is of one moment; a restore that stopped is finished by doing it again.
 */
public final class FirestoreBackend implements DatabaseBackend {
    private static final String ENGINE = "firestore";
    private static final String DEFAULT_DATABASE = "(default)";

    private final String name;
    private final Connection connection;
    private final FirestoreMigrations migrations;
    private final Path lists;
    private final String tool;
    private final Clock clock;
    private final Supplier<Scratch> scratch;
    private final Optional<Scratch> place;
    private final Lease lease = new Lease(this::gateway);
    private Optional<Gateway> gateway = Optional.empty();
    private final List<Rehearsal> rehearsals = new ArrayList<>();
    private boolean closed;

    /** @param place of a database that goes when this is closed */
    private FirestoreBackend(
            String name,
            Connection connection,
            FirestoreMigrations migrations,
            Path lists,
            String tool,
            Clock clock,
            Supplier<Scratch> scratch,
            Optional<Scratch> place) {
        this.name = name;
        this.connection = connection;
        this.migrations = migrations;
        this.lists = lists;
        this.tool = tool;
        this.clock = clock;
        this.scratch = scratch;
        this.place = place;
    }

    /**
     * @param name as the configuration calls it
     * @param migrations the folder
     * @param lists the folder for what is too long for a message, such as all documents that a restore could not write
     * @param tool name and version of what is running, for the history
     * @param clock to be compared with the server's, which is the one that counts everywhere else
     * @param scratch a server for throw-away databases, asked for when one is needed; it has to take whatever was in a Firestore, so it is
     *     not the one that the connection leads to
     */
    public static FirestoreBackend at(
            String name,
            Connection connection,
            Path migrations,
            Path lists,
            String tool,
            Clock clock,
            Supplier<Scratch> scratch) {
        FirestoreMigrations folder = new FirestoreMigrations(migrations, connection.database());
        return new FirestoreBackend(name, connection, folder, lists, tool, clock, scratch, Optional.empty());
    }

    private Gateway gateway() {
        if (gateway.isEmpty()) {
            gateway = Optional.of(Gateway.open(connection));
        }
        return gateway.get();
    }

    private OwnDocuments own() {
        return new OwnDocuments(gateway());
    }

    private MigrationTracker tracker() {
        return new MigrationTracker(gateway(), tool);
    }

    private MigrationRunner runner() {
        return new MigrationRunner(
                gateway(),
                tracker(),
                lease::ensureHeld,
                IndexPlace.beside(migrations.path(), gateway().indexAdmin()));
    }

    @Override
    public DatabaseIdentity identity() {
        return new DatabaseIdentity(name, ENGINE, location(), whereThere(() -> own().id(), Optional.empty()));
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public String engine() {
        return ENGINE;
    }

    /** As in a URL; the database that every project has by default need not be named. */
    private String location() {
        DatabaseName database = connection.database();
        return "firestore://" + database.project()
                + (database.database().equals(DEFAULT_DATABASE) ? "" : "/" + database.database());
    }

    private static <T> T whereThere(Supplier<T> reading, T otherwise) {
        try {
            return reading.get();
        } catch (DatabaseNotFound e) {
            return otherwise;
        }
    }

    @Override
    public Presence presence() {
        return whereThere(() -> collections().isEmpty() ? Presence.EMPTY : Presence.FILLED, Presence.ABSENT);
    }

    private List<String> collections() {
        return gateway().rootCollections(Optional.empty()).stream()
                .filter(root -> !OwnDocuments.isOurs(root))
                .toList();
    }

    @Override
    public void initialise() {
        own().initialise();
    }

    @Override
    public Migrations available() {
        return migrations.read();
    }

    @Override
    public List<Template> templates() {
        return Stream.concat(FirestoreTemplates.ALL.stream(), Stream.of(JavaTemplate.JAVA))
                .toList();
    }

    @Override
    public History history() {
        return whereThere(() -> tracker().history(), History.empty());
    }

    @Override
    public MigrationLock lock(String owner, Duration wait) {
        return lease.take(owner, wait);
    }

    @Override
    public StepDone run(Migration migration, Direction direction, Mode mode, Attribution by, Progress progress) {
        own().initialise();
        return runner().run(migration, direction, mode, by, progress);
    }

    @Override
    public List<Finding> repair(Repair repair, Attribution by) {
        return runner().repair(repair, by, Progress.silent());
    }

    @Override
    public void dump(Selection what, BackupWriter into, Progress progress) {
        new FirestoreDump(gateway(), now -> tracker().history(Optional.of(now)), location())
                .write(what, into, progress);
    }

    @Override
    public Loaded load(BackupReader from, Selection what, LoadPolicy policy, Safety safety, Progress progress) {
        return lease.alone(
                "restore", () -> restore(() -> keep(safety, progress)).load(from, what, policy, progress));
    }

    private Erasure erasure() {
        return Erasure.ofEverything(gateway(), location(), lists);
    }

    private FirestoreRestore restore(Runnable beforeFirstWrite) {
        return new FirestoreRestore(gateway(), lists, lease::ensureHeld, beforeFirstWrite);
    }

    /** As of one moment: Firestore has no lock that would keep the application from writing. */
    private void keep(Safety safety, Progress progress) {
        if (presence() == Presence.FILLED) {
            safety.keep(into -> dump(Selection.all(), into, progress)).run();
        }
    }

    @Override
    public Optional<String> erase(Safety safety, Progress progress) {
        return lease.alone("erase", () -> {
            keep(safety, progress);
            erasure().carryOut(lease::ensureHeld);
            return Optional.empty();
        });
    }

    @Override
    public Optional<Problem> refusal(BackupReader from, Selection what, LoadPolicy policy) {
        Optional<Problem> held = LeaseLock.heldByAnother(gateway()).map(Problem.class::cast);
        return held.isPresent() ? held : restore(() -> {}).refusal(from, what, policy);
    }

    @Override
    public List<Finding> inspect(BackupReader backup) {
        return FirestoreInspection.inspect(backup, connection.database());
    }

    @Override
    public Content live() {
        return new FirestoreContent("live " + name, new LiveDocuments(gateway()));
    }

    @Override
    public Content open(BackupReader backup) {
        SavedDocuments saved = SavedDocuments.open(backup, connection.database());
        try {
            saved.check(saved.paths(), document -> {});
        } catch (RuntimeException e) {
            saved.close();
            throw e;
        }
        return new FirestoreContent("backup " + backup.manifest().id(), new BackupDocuments(saved));
    }

    @Override
    public Intake intake(Intake.Policy policy) {
        return new FirestoreIntake(gateway(), lists, policy);
    }

    @Override
    public Intake refill() {
        return FirestoreIntake.refilling(gateway(), lists);
    }

    @Override
    public List<Finding> check() {
        List<Finding> findings = new ArrayList<>(damage());
        history()
                .unfinished()
                .forEach(entry -> findings.add(new Finding(
                        entry.key().toString(),
                        "its run did not come to its end; `db-manager status` says what to do")));
        return findings;
    }

    /** A mixture of old and new. */
    @Override
    public List<Finding> damage() {
        return own().unfinishedRestore()
                .map(backup -> List.of(new Finding(
                        location(),
                        "a restore of backup " + backup + " did not come to its end; run it again: it writes what is"
                                + " missing")))
                .orElse(List.of());
    }

    @Override
    public DatabaseBackend scratch() {
        Scratch lent = scratch.get();
        String project = "scratch-" + UUID.randomUUID().toString().substring(0, 18);
        DatabaseName database = new DatabaseName(project, DEFAULT_DATABASE);
        return new FirestoreBackend(
                "scratch of " + name,
                new Connection(database, lent.server()),
                new FirestoreMigrations(migrations.path(), database),
                lists,
                tool,
                clock,
                () -> new Scratch(lent.server(), () -> {}),
                Optional.of(lent));
    }

    @Override
    public <F extends Feature> Optional<F> feature(Class<F> kind) {
        if (kind == DryRun.class) {
            Rehearsal opened = runner().rehearsal();
            rehearsals.add(opened);
            return Optional.of(kind.cast(opened));
        }
        if (kind == Diagnosis.class) {
            return Optional.of(kind.cast(new WayToServer(gateway(), connection.endpoint(), clock)));
        }
        return Optional.empty();
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        try {
            lease.close();
            rehearsals.forEach(Rehearsal::close);
            place.ifPresent(temporary -> leaveNothing());
        } finally {
            gateway.ifPresent(Gateway::close);
            place.ifPresent(temporary -> temporary.end().run());
        }
    }

    private void leaveNothing() {
        try {
            erasure().carryOut(() -> {});
        } catch (Problem e) {
            System.getLogger(FirestoreBackend.class.getName())
                    .log(System.Logger.Level.WARNING, "left behind: {0} ({1})", location(), e.getMessage());
        }
    }

    @Override
    public String toString() {
        return name + " (" + location() + ")";
    }
}
