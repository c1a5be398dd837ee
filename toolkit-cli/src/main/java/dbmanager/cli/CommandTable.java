package dbmanager.cli;

import static dbmanager.problem.Problem.Kind.CONFIGURATION;
import static dbmanager.problem.Problem.Kind.CONFLICT;
import static dbmanager.problem.Problem.Kind.DAMAGED;
import static dbmanager.problem.Problem.Kind.FAILED;
import static dbmanager.problem.Problem.Kind.LOCKED;
import static dbmanager.problem.Problem.Kind.NEGATIVE;
import static dbmanager.problem.Problem.Kind.REFUSED;
import static dbmanager.problem.Problem.Kind.UNEXPECTED;
import static dbmanager.problem.Problem.Kind.UNREACHABLE;
import static dbmanager.problem.Problem.Kind.UNSUPPORTED;
import static dbmanager.problem.Problem.Kind.USAGE;

import dbmanager.cli.command.Analyze;
import dbmanager.cli.command.BackupAll;
import dbmanager.cli.command.BackupCommand;
import dbmanager.cli.command.CheckData;
import dbmanager.cli.command.Clean;
import dbmanager.cli.command.Completion;
import dbmanager.cli.command.CreateMigration;
import dbmanager.cli.command.Current;
import dbmanager.cli.command.DiffCommand;
import dbmanager.cli.command.Doctor;
import dbmanager.cli.command.Environments;
import dbmanager.cli.command.ExportCommand;
import dbmanager.cli.command.Heads;
import dbmanager.cli.command.HistoryCommand;
import dbmanager.cli.command.ImportCommand;
import dbmanager.cli.command.Init;
import dbmanager.cli.command.IntegrityCheck;
import dbmanager.cli.command.ListBackups;
import dbmanager.cli.command.ListMigrations;
import dbmanager.cli.command.Merge;
import dbmanager.cli.command.Migrate;
import dbmanager.cli.command.RepairCommand;
import dbmanager.cli.command.ResetDev;
import dbmanager.cli.command.Restore;
import dbmanager.cli.command.Rollback;
import dbmanager.cli.command.Run;
import dbmanager.cli.command.SetupTest;
import dbmanager.cli.command.ShowBackup;
import dbmanager.cli.command.Stamp;
import dbmanager.cli.command.Status;
import dbmanager.cli.command.Vacuum;
import dbmanager.cli.command.Validate;
import dbmanager.cli.command.Verify;
import dbmanager.cli.demo.DemoCommand;
import dbmanager.problem.Problem.Kind;
import java.io.PrintStream;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

/**
 * Every command, with what help says of it. A run makes only the command that it needs: to read the annotations of all of them would take longer
 * than most commands do. That is why the summaries are here and not on the classes.
 */
final class CommandTable {
    private static final Map<Kind, String> MEANINGS = new EnumMap<>(Map.ofEntries(
            Map.entry(UNEXPECTED, "unexpected failure, or a bug"),
            Map.entry(USAGE, "the command line is wrong"),
            Map.entry(NEGATIVE, "the answer is no"),
            Map.entry(CONFIGURATION, "the configuration is wrong"),
            Map.entry(LOCKED, "somebody else is at work on the database"),
            Map.entry(REFUSED, "refused: consent is missing, or a guard forbids it"),
            Map.entry(CONFLICT, "conflict: changed, missing, out of order, irreversible"),
            Map.entry(FAILED, "a step failed"),
            Map.entry(DAMAGED, "backup missing, incomplete or damaged"),
            Map.entry(UNSUPPORTED, "this engine cannot do it"),
            Map.entry(UNREACHABLE, "database or store cannot be reached")));

    private static final List<Kind> ALWAYS = List.of(UNEXPECTED, USAGE, CONFIGURATION, REFUSED, UNREACHABLE);
    private static final List<Kind> READS = List.of();
    private static final List<Kind> ANSWERS = List.of(NEGATIVE);
    private static final List<Kind> PLANS = List.of(CONFLICT);
    private static final List<Kind> STORED = List.of(DAMAGED);
    private static final List<Kind> COMPARES = List.of(NEGATIVE, DAMAGED);
    private static final List<Kind> BACKUPS = List.of(CONFLICT, FAILED, UNSUPPORTED);
    private static final List<Kind> FAILS = List.of(FAILED);
    private static final List<Kind> KEEPS = List.of(LOCKED, FAILED, UNSUPPORTED);
    private static final List<Kind> CHANGES = List.of(LOCKED, CONFLICT, FAILED, DAMAGED);

    private static final List<Entry> ENTRIES = List.of(
            new Entry(
                    "start",
                    "demo",
                    List.of(),
                    DemoCommand::new,
                    FAILS,
                    "Run the whole cycle on a sample shop in a new folder, and print each command.",
                    "demo"),
            new Entry(
                    "start",
                    "init",
                    List.of(),
                    Init::new,
                    CHANGES,
                    "Make a db-manager.yaml where there is none, and prepare the databases.",
                    "init"),
            new Entry(
                    "start",
                    "doctor",
                    List.of("ping"),
                    Doctor::new,
                    ANSWERS,
                    "Check configuration, connection, folders, space and clock.",
                    "doctor --env production"),
            new Entry(
                    "versions",
                    "status",
                    List.of("migration-status"),
                    Status::new,
                    ANSWERS,
                    "Where each database is: version, pending migrations, backups.",
                    "status --exit-code"),
            new Entry(
                    "versions",
                    "list-migrations",
                    List.of(),
                    ListMigrations::new,
                    READS,
                    "Every migration and its state.",
                    "list-migrations --db shop"),
            new Entry(
                    "versions",
                    "history",
                    List.of(),
                    HistoryCommand::new,
                    READS,
                    "What each database has been through, newest last.",
                    "history --verbose"),
            new Entry(
                    "versions",
                    "current",
                    List.of(),
                    Current::new,
                    READS,
                    "The version of each database.",
                    "current --output json"),
            new Entry(
                    "versions",
                    "heads",
                    List.of(),
                    Heads::new,
                    ANSWERS,
                    "The newest migrations; more than one means that two branches meet.",
                    "heads --exit-code"),
            new Entry(
                    "versions",
                    "create-migration",
                    List.of("create", "revision"),
                    CreateMigration::new,
                    PLANS,
                    "Write the files of a new migration.",
                    "create-migration \"add prices\""),
            new Entry(
                    "versions",
                    "migrate",
                    List.of("upgrade"),
                    Migrate::new,
                    CHANGES,
                    "Apply pending migrations, up to a target.",
                    "migrate +1 --dry-run"),
            new Entry(
                    "versions",
                    "run",
                    List.of(),
                    Run::new,
                    CHANGES,
                    "Apply one migration of the folder.",
                    "run migrations/shop/R__stock.sql"),
            new Entry(
                    "versions",
                    "rollback",
                    List.of("downgrade"),
                    Rollback::new,
                    CHANGES,
                    "Undo migrations: -1, a version (which stays applied), or base.",
                    "rollback -1"),
            new Entry(
                    "versions",
                    "stamp",
                    List.of(),
                    Stamp::new,
                    CHANGES,
                    "Record that a database is at a version; run nothing.",
                    "stamp 20261121093000"),
            new Entry(
                    "versions",
                    "validate",
                    List.of(),
                    Validate::new,
                    PLANS,
                    "Find what is in the way: changed, missing, failed, out of order.",
                    "validate --env staging"),
            new Entry(
                    "versions",
                    "repair",
                    List.of(),
                    RepairCommand::new,
                    CHANGES,
                    "Correct a history that files and database disagree about.",
                    "repair --dry-run"),
            new Entry(
                    "versions",
                    "merge",
                    List.of(),
                    Merge::new,
                    PLANS,
                    "Renumber the later of two branches, to make one line of both.",
                    "merge --dry-run"),
            new Entry(
                    "backups",
                    "backup",
                    List.of(),
                    BackupCommand::new,
                    BACKUPS,
                    "Back up each database, or some tables of it.",
                    "backup products orders"),
            new Entry(
                    "backups",
                    "backup-all",
                    List.of(),
                    BackupAll::new,
                    BACKUPS,
                    "Back up every database of the environment, and keep a summary.",
                    "backup-all --env production"),
            new Entry(
                    "backups",
                    "list-backups",
                    List.of(),
                    ListBackups::new,
                    READS,
                    "The backups of each database, newest first.",
                    "list-backups --all"),
            new Entry(
                    "backups",
                    "show-backup",
                    List.of(),
                    ShowBackup::new,
                    STORED,
                    "What a backup holds.",
                    "show-backup latest"),
            new Entry(
                    "backups",
                    "verify",
                    List.of(),
                    Verify::new,
                    STORED,
                    "Prove that a backup can be restored, by restoring it elsewhere.",
                    "verify latest --level proven"),
            new Entry(
                    "backups",
                    "diff",
                    List.of(),
                    DiffCommand::new,
                    COMPARES,
                    "Compare a backup with another one or with the live database.",
                    "diff latest live --table products"),
            new Entry(
                    "backups",
                    "restore",
                    List.of(),
                    Restore::new,
                    CHANGES,
                    "Put a backup back; what is there is backed up first.",
                    "restore latest --yes"),
            new Entry(
                    "backups",
                    "clean",
                    List.of(),
                    Clean::new,
                    STORED,
                    "Remove old backups, and say why each one stays or goes.",
                    "clean --keep-days 30 --dry-run"),
            new Entry(
                    "data",
                    "export",
                    List.of(),
                    ExportCommand::new,
                    FAILS,
                    "Write rows as JSON or CSV.",
                    "export --format csv --to exports"),
            new Entry(
                    "data",
                    "import",
                    List.of(),
                    ImportCommand::new,
                    CHANGES,
                    "Take in rows from JSON or CSV, all or none.",
                    "import products.csv --on-conflict skip"),
            new Entry("data", "vacuum", List.of(), Vacuum::new, KEEPS, "Give unused space back.", "vacuum --db shop"),
            new Entry(
                    "data",
                    "analyze",
                    List.of(),
                    Analyze::new,
                    KEEPS,
                    "Let the query planner learn the data anew.",
                    "analyze --db shop"),
            new Entry(
                    "data",
                    "integrity-check",
                    List.of(),
                    IntegrityCheck::new,
                    ANSWERS,
                    "Ask the engine whether the database is sound.",
                    "integrity-check --env production"),
            new Entry(
                    "data",
                    "check-data",
                    List.of(),
                    CheckData::new,
                    ANSWERS,
                    "Check the data against the `checks:` of the configuration.",
                    "check-data --db shop"),
            new Entry(
                    "environments",
                    "environments",
                    List.of(),
                    Environments::new,
                    READS,
                    "The environments, how they are protected, and their databases.",
                    "environments"),
            new Entry(
                    "environments",
                    "setup-test",
                    List.of(),
                    SetupTest::new,
                    CHANGES,
                    "Make the databases of environment test as new: nothing in them but what the migrations make.",
                    "setup-test --yes"),
            new Entry(
                    "environments",
                    "reset-dev",
                    List.of(),
                    ResetDev::new,
                    CHANGES,
                    "Take everything away, after a backup, and migrate from the beginning; never where it is guarded.",
                    "reset-dev --yes"),
            new Entry(
                    "tools",
                    "completion",
                    List.of(),
                    Completion::new,
                    READS,
                    "Print a script that completes command lines in bash and zsh.",
                    "completion > db-manager.bash"));

    private CommandTable() {}

    /**
     * @param area under which the overview shows it
     * @param codes that it can end with, besides those that every command can
     * @param example arguments as a user would type them
     */
    private record Entry(
            String area,
            String name,
            List<String> aliases,
            Supplier<Callable<Integer>> command,
            List<Kind> codes,
            String summary,
            String example) {

        boolean isCalled(String word) {
            return name.equals(word) || aliases.contains(word);
        }

        CommandLine toCommandLine() {
            CommandSpec spec = CommandSpec.forAnnotatedObject(command.get());
            spec.name(name);
            spec.aliases(aliases.toArray(String[]::new));
            spec.usageMessage()
                    .description(summary)
                    .sortOptions(false)
                    .abbreviateSynopsis(true)
                    .footer("", "Example:", "  db-manager " + example)
                    .exitCodeListHeading("%nExit codes:%n")
                    .exitCodeList(exitCodes());
            spec.addOption(CommandLine.Model.OptionSpec.builder("-h", "--help")
                    .usageHelp(true)
                    .description("Show this help.")
                    .build());
            return new CommandLine(spec);
        }

        private Map<String, String> exitCodes() {
            Map<String, String> lines = new LinkedHashMap<>();
            lines.put("0", "done");
            Stream.concat(ALWAYS.stream(), codes.stream())
                    .sorted()
                    .forEach(kind -> lines.put(Integer.toString(kind.exitCode()), MEANINGS.get(kind)));
            return lines;
        }
    }

    /** Adds the command of this name; none when there is no such command. */
    static void addTo(CommandLine root, String name) {
        find(name).ifPresent(entry -> root.addSubcommand(entry.toCommandLine()));
    }

    /** Adds every command, for completion scripts and for the test that reads all help texts. */
    static void addAllTo(CommandLine root) {
        ENTRIES.forEach(entry -> root.addSubcommand(entry.toCommandLine()));
    }

    /** Without aliases, in the order of the overview. */
    static List<String> names() {
        return ENTRIES.stream().map(Entry::name).toList();
    }

    /** As a user would type them, without {@code db-manager}. */
    static List<String> examples() {
        return ENTRIES.stream().map(Entry::example).toList();
    }

    /** The name of what was called, by whatever alias; the word itself when it is no command. */
    static String canonical(String word) {
        return find(word).map(Entry::name).orElse(word);
    }

    private static Optional<Entry> find(String word) {
        return ENTRIES.stream().filter(entry -> entry.isCalled(word)).findFirst();
    }

    /** The help of {@code db-manager} itself; made from the table alone, since it is asked for most. */
    static void printOverview(PrintStream out) {
        out.println("Usage: db-manager COMMAND [OPTIONS]");
        out.println("Versions, backs up, restores and proves the databases of an application.");
        Map<String, List<Entry>> areas =
                ENTRIES.stream().collect(Collectors.groupingBy(Entry::area, LinkedHashMap::new, Collectors.toList()));
        int width =
                ENTRIES.stream().mapToInt(entry -> entry.name().length()).max().orElse(0);
        areas.forEach((area, entries) -> {
            out.println();
            out.println(area);
            for (Entry entry : entries) {
                String aliases = entry.aliases().isEmpty() ? "" : "  [" + String.join(", ", entry.aliases()) + "]";
                out.println("  " + entry.name()
                        + " ".repeat(width - entry.name().length() + 2) + entry.summary() + aliases);
            }
        });
        out.println();
        out.println("Each command: `db-manager COMMAND --help` with an example and its exit codes.");
        out.println("New here: `db-manager demo` runs the whole cycle in a new folder and prints each command.");
    }
}
