package dbmanager.environment;

import dbmanager.backup.Keyring;
import dbmanager.backup.Retention;
import dbmanager.environment.SettingsFile.DeclaredEnvironment;
import dbmanager.masking.MaskRule;
import dbmanager.problem.Finding;
import dbmanager.problem.NearestName;
import dbmanager.problem.Problem;
import dbmanager.schedule.Schedule;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/**
 * What the tool works on, read once from {@code db-manager.yaml}, from {@code .env} beside it and from the variables of the process, which
 * win. Variables are expanded when an environment is asked for: one that only production needs is not missed in {@code dev}.
 */
public final class Settings {
    /** Of an environment that is there to be made anew: development and tests. */
    private static final Pattern THROW_AWAY = Pattern.compile(
            "(?i)(.*[-_.])?(dev|develop|development|local|test|tests|testing|ci|e2e|sandbox|scratch|demo)([-_.0-9].*)?");

    private static final String ENVIRONMENT = "DB_MANAGER_ENV";

    private final Path baseFolder;
    private final Optional<SettingsFile> file;
    private final Variables variables;
    private final Optional<Direct> direct;
    private final Keyring keys;

    /** One database without a file's help. */
    private record Direct(DatabaseSettings database, Optional<Path> backups) {}

    private Settings(Path baseFolder, Optional<SettingsFile> file, Variables variables, Optional<Direct> direct) {
        this.baseFolder = baseFolder;
        this.file = file;
        this.variables = variables;
        this.direct = direct;
        this.keys = file.flatMap(SettingsFile::encryption).isPresent()
                ? Keyring.of(() -> keySource().orElseThrow().keys())
                : Keyring.none();
    }

    /**
     * Without a file the variables alone are the settings: {@code DATABASE_URL} is a database {@code sql}, {@code FIREBASE_PROJECT_ID} one
     * {@code firestore}.
     *
     * @param configFile must exist when given; else {@code db-manager.yaml} in the working folder, if there is one
     * @throws BadSetting when something in a file cannot be used, with its line
     */
    public static Settings read(Optional<Path> configFile, Path workingFolder, Map<String, String> env) {
        Path here = workingFolder.toAbsolutePath().normalize();
        Path path = here.resolve(configFile.orElse(Path.of(SettingsFile.NAME))).normalize();
        boolean exists = Files.isRegularFile(path);
        if (configFile.isPresent() && !exists) {
            throw BadSetting.noSuchFile(path);
        }
        Path folder = path.getParent();
        Variables variables = new Variables(env, DotEnv.read(folder));
        return new Settings(
                folder, exists ? Optional.of(SettingsFile.read(path)) : Optional.empty(), variables, Optional.empty());
    }

    /**
     * Settings for one database given on the command line. A configuration file, where there is one, still says which databases are
     * guarded, and where backups go unless that is given too.
     *
     * @throws DatabaseUrl.Malformed when the URL cannot be read
     */
    public static Settings ofUrl(
            String url,
            Optional<Path> migrations,
            Optional<Path> backups,
            Optional<Path> configFile,
            Path workingFolder,
            Map<String, String> env) {
        Settings settings = read(configFile, workingFolder, env);
        Path here = workingFolder.toAbsolutePath().normalize();
        DatabaseUrl parsed = DatabaseUrl.parse(url, here);
        VariablesOnly database = new VariablesOnly(settings.variables, here);
        return new Settings(
                settings.baseFolder,
                settings.file,
                settings.variables,
                Optional.of(new Direct(
                        database.settings(parsed, migrations.map(here::resolve)),
                        backups.map(folder -> here.resolve(folder).normalize()))));
    }

    /** The folder of the configuration file, from which its relative paths start; without one, the working folder. */
    public Path baseFolder() {
        return baseFolder;
    }

    public Path backups() {
        return direct.flatMap(Direct::backups)
                .or(() -> file.flatMap(SettingsFile::backups).map(text -> text.path(variables, baseFolder)))
                .orElseGet(() -> baseFolder.resolve("backups"));
    }

    /** The file of the operations log. */
    public Path journal() {
        return file.flatMap(SettingsFile::journal)
                .map(text -> text.path(variables, baseFolder))
                .orElseGet(() -> baseFolder.resolve("database_operations.log"));
    }

    /**
     * The keys that backups are encrypted with; none where no {@code encryption:} is configured. Where they are kept is asked when one is needed, and
     * then only once: {@link BadSetting}, {@link MissingVariable}, {@link KeyUnavailable} and {@link dbmanager.backup.BadKey} come only then.
     */
    public Keyring keys() {
        return keys;
    }

    /**
     * Where these are kept.
     *
     * @throws BadSetting when it cannot be used, or lies among the backups
     * @throws MissingVariable when it refers to a variable that is not set
     */
    public Optional<KeySource> keySource() {
        return file.flatMap(SettingsFile::encryption).map(key -> key.expand(variables, baseFolder, backups()));
    }

    /** {@link KeySource#exposure} of where they are kept; empty also where that place cannot be known, which is said when a key is needed. */
    public Optional<Finding> keyExposure() {
        try {
            return keySource().flatMap(KeySource::exposure);
        } catch (Problem unknown) {
            return Optional.empty();
        }
    }

    public Retention retention() {
        return file.map(SettingsFile::retention).orElse(Retention.none());
    }

    /** @throws MissingVariable when it refers to a variable that is not set */
    public RecoverySettings recovery() {
        return file.map(SettingsFile::recovery).orElse(DeclaredRecovery.none()).expand(variables);
    }

    /** What runs by itself in that environment. @throws BadSetting when it cannot be understood, with its line */
    public Optional<Schedule> schedule(String environment) {
        return inFile(environment).flatMap(DeclaredEnvironment::schedule).map(DeclaredSchedule::read);
    }

    /**
     * Who hears of what is done in that environment.
     *
     * @param unusable is told of each address that refers to a variable that is not set, or is none; the others are there all the same
     */
    public SignalSettings signalSettings(String environment, Consumer<Problem> unusable) {
        return inFile(environment)
                .flatMap(DeclaredEnvironment::signals)
                .map(signals -> signals.expand(variables, baseFolder, unusable))
                .orElse(SignalSettings.none());
    }

    /** A database that was named on the command line is none of the file's. */
    private Optional<DeclaredEnvironment> inFile(String environment) {
        return direct.isPresent()
                ? Optional.empty()
                : Optional.ofNullable(declared().get(environment));
    }

    /** The configuration that was read; empty where variables or the command line alone say what there is. */
    public Optional<Path> configuration() {
        return file.map(SettingsFile::file);
    }

    public Signals signals() {
        return Signals.of(variables.find(Signals.TESTING), variables.find(Signals.EMULATOR_HOST));
    }

    /** A variable of the process, else of {@code .env}. */
    public Optional<String> variable(String name) {
        return variables.find(name);
    }

    /** In file order; without a file the one that the variables make. */
    public List<String> environmentNames() {
        Map<String, DeclaredEnvironment> declared = declared();
        return declared.isEmpty() ? List.of(environmentName(Optional.empty())) : List.copyOf(declared.keySet());
    }

    /** The one asked for, else {@code DB_MANAGER_ENV}, else {@code dev}. */
    public String environmentName(Optional<String> asked) {
        return asked.or(() -> variables.findFilled(ENVIRONMENT)).orElse("dev");
    }

    /**
     * Protection follows the database, not the label: an environment is guarded also when one of its databases is a database of a guarded
     * one. Guarded databases whose variables are not set here cannot be compared, and are named as unseen.
     *
     * @throws UnknownEnvironment when the file has no such environment
     * @throws MissingVariable when it refers to a variable that is not set
     * @throws BadSetting when what its variables expand to cannot be used
     */
    public Environment environment(String name) {
        List<DatabaseSettings> databases = databases(name);
        Protections protections = new Protections(declared(), variables, baseFolder);
        Optional<Guardian> guardian = protections.of(name, databases);
        List<Unseen> unseen = guardian.isPresent() ? List.of() : protections.unseen(databases);
        return new Environment(name, guardian, unseen, databases, Choice.ENVIRONMENT);
    }

    /**
     * The environment whose history has to prove the migrations of this one, if the file names one. What is guarded on account of another environment
     * is proven as that one is; where that one need not be, as its own {@code proven-by:} says.
     */
    public Optional<String> provenBy(Environment environment) {
        return environment
                .guardian()
                .map(Guardian::environment)
                .flatMap(this::declaredProof)
                .or(() -> declaredProof(environment.name()));
    }

    private Optional<String> declaredProof(String environment) {
        return Optional.ofNullable(declared().get(environment)).flatMap(DeclaredEnvironment::provenBy);
    }

    /** Whether all in it may be taken away, as `throw-away:` of the environment says, or else its name. */
    public boolean isThrowAway(String environment) {
        return Optional.ofNullable(declared().get(environment))
                .flatMap(DeclaredEnvironment::throwAway)
                .orElseGet(() -> THROW_AWAY.matcher(environment).matches());
    }

    /**
     * What has to be known of where a backup comes from; needs none of the variables of that environment.
     *
     * @param guarded whether its rows must be masked: it is guarded, or nothing is known of it here
     * @param masks the rules for that database; none where nobody wrote any
     */
    public record Origin(boolean guarded, List<MaskRule> masks) {
        public Origin {
            masks = List.copyOf(masks);
        }
    }

    public Origin origin(String environment, String database) {
        DeclaredEnvironment declared = declared().get(environment);
        if (declared == null) {
            return new Origin(true, List.of());
        }
        return new Origin(
                declared.protection() == Protection.GUARDED || mayBeGuarded(environment),
                declared.databases().stream()
                        .filter(candidate -> candidate.name().equals(database))
                        .flatMap(candidate -> candidate.masks().stream())
                        .toList());
    }

    /** Protection follows the databases; where these cannot be known, as a variable is missing, it may be. */
    private boolean mayBeGuarded(String environment) {
        try {
            return environment(environment).isGuarded();
        } catch (Problem unknown) {
            return true;
        }
    }

    /**
     * Which rows of a database follow a Casdoor server.
     *
     * @throws MissingVariable when the configuration refers to a variable that is not set
     * @throws BadSetting when it says nothing of Casdoor, or nothing for this database
     */
    public Following following(String environment, String database) {
        CasdoorSettings server = file.flatMap(SettingsFile::casdoor)
                .orElseThrow(() -> BadSetting.outside(
                        "the configuration does not say where Casdoor is",
                        "write casdoor: with endpoint, client-id, client-secret and organization; see docs/casdoor.md"))
                .expand(variables);
        Optional<DeclaredDatabase> declared = Optional.ofNullable(declared().get(environment)).stream()
                .flatMap(found -> found.databases().stream())
                .filter(candidate -> candidate.name().equals(database))
                .findFirst();
        Following following = new Following(
                server,
                declared.flatMap(DeclaredDatabase::casdoorUsers),
                declared.flatMap(DeclaredDatabase::casdoorApplications));
        if (following.users().isEmpty() && following.applications().isEmpty()) {
            throw BadSetting.outside(
                    "no rows of " + database + " in environment " + environment + " follow Casdoor",
                    "write casdoor: with users: or applications: for it, or choose another database with --db; see docs/casdoor.md");
        }
        return following;
    }

    /** Which rows are to be made up for a new database; none where nobody asks for any. */
    public List<SeedWish> seeds(String environment, String database) {
        return Optional.ofNullable(declared().get(environment)).stream()
                .flatMap(found -> found.databases().stream())
                .filter(candidate -> candidate.name().equals(database))
                .flatMap(candidate -> candidate.seeds().stream())
                .map(seed -> new SeedWish(
                        seed.table(), seed.rows(), seed.sample().map(text -> text.path(variables, baseFolder))))
                .toList();
    }

    /** At least one of both. */
    public record Following(
            CasdoorSettings server, Optional<CasdoorMapping> users, Optional<CasdoorMapping> applications) {}

    private List<DatabaseSettings> databases(String name) {
        if (!SettingsFile.isSafeName(name)) {
            throw BadSetting.outside(
                    "\"" + name + "\" cannot be the name of an environment",
                    "give --env or " + ENVIRONMENT + " a name of letters, digits, dots, hyphens and underscores");
        }
        if (direct.isPresent()) {
            return List.of(direct.get().database);
        }
        Map<String, DeclaredEnvironment> declared = declared();
        if (declared.isEmpty()) {
            return new VariablesOnly(variables, baseFolder).databases();
        }
        List<DeclaredDatabase> databases = Optional.ofNullable(declared.get(name))
                .orElseThrow(() -> new UnknownEnvironment(
                        name, declared.keySet(), file.orElseThrow().file()))
                .databases();
        boolean haveFolders =
                databases.stream().anyMatch(database -> !database.files().isEmpty());
        Map<String, Path> keptApart = haveFolders ? keptApart(databases) : Map.of();
        return databases.stream()
                .map(database -> database.expand(variables, baseFolder, keptApart))
                .toList();
    }

    /**
     * What no folder of {@code files:} may hold, lest a restore replaces it. Only where there are such folders has the place of the key to be known
     * to a command that needs no key.
     */
    private Map<String, Path> keptApart(List<DeclaredDatabase> databases) {
        Map<String, Path> kept = new LinkedHashMap<>();
        databases.forEach(database -> kept.putAll(database.keptApart(variables, baseFolder)));
        kept.put("the backups", backups());
        kept.put("the journal", journal());
        file.ifPresent(found -> kept.put("the configuration", found.file()));
        kept.put("the variables", baseFolder.resolve(DotEnv.NAME));
        keySource()
                .filter(KeySource.InFile.class::isInstance)
                .map(KeySource.InFile.class::cast)
                .ifPresent(key -> kept.put("the key of the backups", key.file()));
        return kept;
    }

    private Map<String, DeclaredEnvironment> declared() {
        return file.map(SettingsFile::environments).orElse(Map.of());
    }

    /** An environment that the file does not have. */
    public static final class UnknownEnvironment extends Problem {
        private static final long serialVersionUID = 1L;

        UnknownEnvironment(String name, Set<String> known, Path file) {
            super(
                    Kind.CONFIGURATION,
                    file + " has no environment \"" + name + "\"",
                    "nothing was done",
                    NearestName.suggest(name, known) + "give --env or " + ENVIRONMENT + " one of "
                            + String.join(", ", known));
        }
    }
}
