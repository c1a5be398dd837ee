package dbmanager.cli;

import dbmanager.backend.DatabaseBackend;
import dbmanager.backend.Feature;
import dbmanager.backup.BackupCatalog;
import dbmanager.backup.BackupId;
import dbmanager.backup.BackupReader;
import dbmanager.backup.BackupStore;
import dbmanager.backup.FolderFailure;
import dbmanager.backup.InterruptedRestore;
import dbmanager.backup.LocalStore;
import dbmanager.environment.AttachedFolder;
import dbmanager.environment.Consent;
import dbmanager.environment.Counterparts;
import dbmanager.environment.Danger;
import dbmanager.environment.DatabaseSettings;
import dbmanager.environment.Environment;
import dbmanager.environment.Guard;
import dbmanager.environment.Judgement;
import dbmanager.environment.PostgresqlUrl;
import dbmanager.environment.Settings;
import dbmanager.exchange.Content;
import dbmanager.file.Unfinished;
import dbmanager.migration.Attribution;
import dbmanager.migration.LockFile;
import dbmanager.migration.MigrationFolder;
import dbmanager.migration.Proof;
import dbmanager.migration.UnreadableFolder;
import dbmanager.operation.Backups;
import dbmanager.operation.Migrator;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/** One database and everything that can be done with it, for the length of one command. */
public final class Toolkit implements AutoCloseable {
    private static final Pattern LIKE_A_PATH = Pattern.compile("[/\\\\.]");

    private final Surroundings surroundings;
    private final Settings settings;
    private final Environment environment;
    private final DatabaseSettings database;
    private final Consent consent;
    private final Printer printer;
    private final Duration patience;
    private final Consumer<Step> journal;
    private Optional<PostgresqlUrl> shadow = Optional.empty();
    private DatabaseBackend backend;

    /**
     * @param patience how long to wait where somebody else has the database locked
     * @param journal hears of steps that are done
     */
    Toolkit(
            Surroundings surroundings,
            Settings settings,
            Environment environment,
            DatabaseSettings database,
            Consent consent,
            Printer printer,
            Duration patience,
            Consumer<Step> journal) {
        this.surroundings = surroundings;
        this.settings = settings;
        this.environment = environment;
        this.database = database;
        this.consent = consent;
        this.printer = printer;
        this.patience = patience;
        this.journal = journal;
    }

    public Surroundings surroundings() {
        return surroundings;
    }

    public Settings settings() {
        return settings;
    }

    public Environment environment() {
        return environment;
    }

    public DatabaseSettings database() {
        return database;
    }

    public Printer printer() {
        return printer;
    }

    /** Puts a step that is done into the journal, where it stays also if a later one fails. */
    public void record(Step step) {
        journal.accept(step);
    }

    /** Does a step, and puts it into the journal when it is over, whether it succeeded or not. */
    public <T> T step(String name, Supplier<T> work) {
        Instant begun = surroundings.clock().instant();
        String outcome = "failed";
        try {
            T result = work.get();
            outcome = "done";
            return result;
        } finally {
            Duration took = Duration.between(begun, surroundings.clock().instant());
            record(new Step(name, outcome, took, Map.of()));
        }
    }

    public DatabaseBackend backend() {
        if (backend == null) {
            backend = Backends.open(
                    database,
                    settings.baseFolder(),
                    settings.journal().toAbsolutePath().getParent(),
                    surroundings,
                    patience,
                    shadow);
        }
        return backend;
    }

    /**
     * Has temporary databases made beside this one instead of beside the database; to be said before the backend is asked for.
     *
     * @throws Unsupported when the database is not PostgreSQL's
     */
    public void useShadow(PostgresqlUrl url) {
        if (!(database.url() instanceof PostgresqlUrl)) {
            throw new Unsupported(
                    "--shadow-url is not something that " + database.url().engine() + " databases have",
                    "leave --shadow-url out, or leave " + database.name() + " out with --db");
        }
        shadow = Optional.of(url);
    }

    /** @throws Unsupported when the engine of this database cannot do it */
    public <F extends Feature> F feature(Class<F> kind, String what) {
        return backend()
                .feature(kind)
                .orElseThrow(() -> new Unsupported(
                        what + " is not something that " + database.url().engine() + " databases have",
                        "leave " + database.name() + " out with --db"));
    }

    /** Goes on only when the guard allows it; asks the person at the terminal, where there is one. */
    public void require(Danger danger) {
        if (danger != Danger.READ) {
            environment.unseen().forEach(unseen -> printer.warnOnce(unseen.toString()));
        }
        require(environment, danger, consent, settings, surroundings);
    }

    static void require(
            Environment environment, Danger danger, Consent consent, Settings settings, Surroundings surroundings) {
        Judgement judgement = Guard.judge(environment, danger, consent, settings.signals());
        if (judgement instanceof Judgement.NeedsConsent needed && surroundings.terminal()) {
            Optional<String> answer =
                    surroundings.ask().apply(needed.question() + "\ntype " + needed.answer() + " to go on: ");
            if (answer.filter(needed.answer()::equals).isPresent()) {
                return;
            }
        }
        judgement.orRefuse();
    }

    public Migrator migrator(Duration wait) {
        Optional<Migrator.SafetyNet> safety =
                environment.isGuarded() ? Optional.of(this::backUpFirst) : Optional.empty();
        return new Migrator(backend(), migrations(), attribution(), wait, safety, printer.progress());
    }

    /** The database of the same name in another environment, to look at; whoever asks closes it. */
    public Toolkit in(Environment other) {
        Counterparts pair =
                Counterparts.of(other, environment, List.of(database.name())).get(0);
        require(other, Danger.READ, Consent.none(), settings, surroundings);
        return new Toolkit(surroundings, settings, other, pair.source(), Consent.none(), printer, patience, step -> {});
    }

    /** What the environment that has to prove the migrations of this database says of them; empty where the configuration names none. */
    public Optional<Proof> proof() {
        return settings.provenBy(environment).map(name -> {
            try (Toolkit there = in(settings.environment(name))) {
                return new Proof(name, there.backend().history());
            }
        });
    }

    /** The folder of the migrations, for work that would mean something else without it. @throws UnreadableFolder when somebody named it and it is not there */
    public Path migrations() {
        if (database.migrationsNamed() && MigrationFolder.isAbsent(database.migrations())) {
            throw UnreadableFolder.named(database.migrations());
        }
        return database.migrations();
    }

    private BackupId backUpFirst(String reason) {
        BackupId id = backups().takeVerified(reason);
        printer.talk("%s: took and verified backup %s", reason, id);
        return id;
    }

    public Migrator migrator() {
        return migrator(Duration.ZERO);
    }

    public Attribution attribution() {
        return Attribution.of(surroundings.who());
    }

    public Backups backups() {
        return new Backups(
                catalog(), backend(), environment.name(), files(), database.expectation(), surroundings.clock());
    }

    /** The backups that a database of this name has in another environment, for reading them. */
    public Backups backupsIn(String otherEnvironment) {
        return new Backups(
                catalog(), backend(), otherEnvironment, Map.of(), database.expectation(), surroundings.clock());
    }

    private BackupCatalog catalog() {
        settings.keyExposure().ifPresent(exposed -> printer.warnOnce(exposed.toString()));
        return catalog(settings, surroundings);
    }

    static BackupCatalog catalog(Settings settings, Surroundings surroundings) {
        return new BackupCatalog(new LocalStore(settings.backups()), surroundings.clock(), tool(), settings.keys());
    }

    /** Name and version of this program, as what it writes names it. */
    public static String tool() {
        return "db-manager " + Version.text();
    }

    public BackupStore store() {
        return new LocalStore(settings.backups());
    }

    /** A backup to read from: a file or folder of that name, else an id, the beginning of one, or {@code latest}. */
    public BackupReader reader(String wanted) {
        if (isFile(wanted)) {
            return backups().open(surroundings.path(wanted));
        }
        if (wanted.equals("latest")) {
            tellOfPlain();
        }
        return backups().open(wanted);
    }

    /** Somebody may have put them there to be taken for the latest. */
    private void tellOfPlain() {
        if (!settings.keys().isEmpty()) {
            backups().latest().plain().forEach(passed -> printer.warnOnce("passed over " + passed));
        }
    }

    /** The same, but {@code latest} may be of any database of this name. */
    public BackupReader readerOfAny(String wanted) {
        return isFile(wanted) ? reader(wanted) : backups().openOfAny(wanted);
    }

    /** Whether a file or folder of the command line is meant, also one that cannot be looked at, and not a backup of the catalog. */
    public boolean isFile(String wanted) {
        return LIKE_A_PATH.matcher(wanted).find() && !Files.notExists(surroundings.path(wanted));
    }

    /**
     * The rows of a backup, or of the database itself for {@code live}.
     *
     * @param plainToo whether, where backups are encrypted, it may be one that is not
     */
    public Content content(String wanted, boolean plainToo) {
        if (wanted.equals("live")) {
            return backend().live();
        }
        BackupReader reader = reader(wanted);
        return backend().open(plainToo ? reader.acceptPlain() : reader);
    }

    /**
     * Tells of restores that were killed before all files were in place, and removes what else killed commands left beside the migrations.
     *
     * @param acting whether the command does something; then a folder that is away for that reason comes first
     */
    void mendFolders(boolean acting) {
        if (acting) {
            Unfinished.sweep(
                    database.migrations(), LockFile.NAME, surroundings.clock().instant());
        }
        for (Path folder : database.files().stream().map(AttachedFolder::path).toList()) {
            List<InterruptedRestore> found = interruptedRestores(folder);
            if (acting && !found.isEmpty()) {
                InterruptedRestore.finish(folder)
                        .ifPresent(restore -> printer.warn(
                                restore.folder() + ": a restore was killed while it replaced it; that is done now"));
                found = interruptedRestores(folder);
            }
            found.forEach(restore -> printer.warn(restore.finding().toString()));
        }
    }

    private List<InterruptedRestore> interruptedRestores(Path folder) {
        try {
            return InterruptedRestore.beside(folder);
        } catch (FolderFailure unseen) {
            printer.warn(unseen.getMessage());
            return List.of();
        }
    }

    private Map<String, Path> files() {
        Map<String, Path> files = new LinkedHashMap<>();
        database.files().forEach(folder -> files.put(folder.name(), folder.path()));
        return files;
    }

    @Override
    public void close() {
        if (backend != null) {
            backend.close();
        }
    }
}
