package dbmanager.cli;

import static dbmanager.problem.Problem.Kind.CONFIGURATION;
import static dbmanager.problem.Problem.Kind.CONFLICT;
import static dbmanager.problem.Problem.Kind.DAMAGED;
import static dbmanager.problem.Problem.Kind.FAILED;
import static dbmanager.problem.Problem.Kind.INTERRUPTED;
import static dbmanager.problem.Problem.Kind.LOCKED;
import static dbmanager.problem.Problem.Kind.NEGATIVE;
import static dbmanager.problem.Problem.Kind.REFUSED;
import static dbmanager.problem.Problem.Kind.UNEXPECTED;
import static dbmanager.problem.Problem.Kind.UNREACHABLE;
import static dbmanager.problem.Problem.Kind.UNSUPPORTED;
import static dbmanager.problem.Problem.Kind.USAGE;

import dbmanager.cli.command.Analyze;
import dbmanager.cli.command.Autogenerate;
import dbmanager.cli.command.BackupAll;
import dbmanager.cli.command.BackupCommand;
import dbmanager.cli.command.Check;
import dbmanager.cli.command.CheckData;
import dbmanager.cli.command.Clean;
import dbmanager.cli.command.Completion;
import dbmanager.cli.command.CreateMigration;
import dbmanager.cli.command.Current;
import dbmanager.cli.command.Decrypt;
import dbmanager.cli.command.DiffCommand;
import dbmanager.cli.command.Doctor;
import dbmanager.cli.command.EmulatorCommand;
import dbmanager.cli.command.Environments;
import dbmanager.cli.command.ExportCommand;
import dbmanager.cli.command.Heads;
import dbmanager.cli.command.HistoryCommand;
import dbmanager.cli.command.ImportAlembic;
import dbmanager.cli.command.ImportCommand;
import dbmanager.cli.command.Init;
import dbmanager.cli.command.IntegrityCheck;
import dbmanager.cli.command.KeyCommand;
import dbmanager.cli.command.LintCommand;
import dbmanager.cli.command.ListBackups;
import dbmanager.cli.command.ListMigrations;
import dbmanager.cli.command.Merge;
import dbmanager.cli.command.Migrate;
import dbmanager.cli.command.Promote;
import dbmanager.cli.command.Recover;
import dbmanager.cli.command.RecoveryPlan;
import dbmanager.cli.command.Rehearse;
import dbmanager.cli.command.RepairCommand;
import dbmanager.cli.command.ResetDev;
import dbmanager.cli.command.Restore;
import dbmanager.cli.command.Rollback;
import dbmanager.cli.command.Run;
import dbmanager.cli.command.SetupTest;
import dbmanager.cli.command.ShowBackup;
import dbmanager.cli.command.Stamp;
import dbmanager.cli.command.Status;
import dbmanager.cli.command.Sync;
import dbmanager.cli.command.TestRecovery;
import dbmanager.cli.command.Vacuum;
import dbmanager.cli.command.Validate;
import dbmanager.cli.command.Verify;
import dbmanager.cli.command.Wait;
import dbmanager.cli.demo.DemoCommand;
import dbmanager.cli.schedule.ScheduleCommand;
import dbmanager.problem.Problem.Kind;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import picocli.CommandLine;

/**
 * Every command, with what help says of it. A run makes only the command that it needs: to read the annotations of all of them would take longer
 * than most commands do. That is why the summaries are here and not on the classes.
 */
final class CommandTable {
    /** What a command can end with that opens no database. */
    private static final List<Kind> PLAIN = List.of(UNEXPECTED, USAGE, CONFIGURATION, INTERRUPTED);

    /** The same of one that does: it can be damaged, locked, guarded, of an engine that cannot do it, or away. */
    private static final List<Kind> READS = and(PLAIN, NEGATIVE, LOCKED, REFUSED, UNSUPPORTED, UNREACHABLE);

    private static final List<Kind> PLANS = and(READS, CONFLICT);
    private static final List<Kind> MODELS = and(PLANS, FAILED);
    private static final List<Kind> STORED = and(READS, DAMAGED);
    private static final List<Kind> BACKUPS = and(READS, CONFLICT, FAILED);
    private static final List<Kind> FAILS = and(READS, FAILED);
    private static final List<Kind> CHANGES = and(READS, CONFLICT, FAILED, DAMAGED);

    private static final List<CommandEntry> ENTRIES = List.of(
            new CommandEntry(
                    "start",
                    "demo",
                    List.of(),
                    DemoCommand::new,
                    and(PLAIN, FAILED),
                    "Run the whole cycle on a sample shop in a new folder, and print each command.",
                    "demo"),
            new CommandEntry(
                    "start",
                    "init",
                    List.of(),
                    Init::new,
                    CHANGES,
                    "Make a db-manager.yaml where there is none, and prepare the databases.",
                    "init"),
            new CommandEntry(
                    "start",
                    "doctor",
                    List.of("ping"),
                    Doctor::new,
                    READS,
                    "Check configuration, connection, folders, space and clock.",
                    "doctor --env production"),
            new CommandEntry(
                    "versions",
                    "status",
                    List.of("migration-status"),
                    Status::new,
                    PLANS,
                    "Where each database is: version, pending migrations, backups.",
                    "status --exit-code"),
            new CommandEntry(
                    "versions",
                    "list-migrations",
                    List.of(),
                    ListMigrations::new,
                    PLANS,
                    "Every migration and its state.",
                    "list-migrations --db shop"),
            new CommandEntry(
                    "versions",
                    "history",
                    List.of(),
                    HistoryCommand::new,
                    READS,
                    "What each database has been through, newest last.",
                    "history --verbose"),
            new CommandEntry(
                    "versions",
                    "current",
                    List.of(),
                    Current::new,
                    READS,
                    "The version of each database.",
                    "current --output json"),
            new CommandEntry(
                    "versions",
                    "heads",
                    List.of(),
                    Heads::new,
                    PLANS,
                    "The newest migrations; more than one means that two branches meet.",
                    "heads --exit-code"),
            new CommandEntry(
                    "versions",
                    "create-migration",
                    List.of("create", "revision"),
                    CreateMigration::new,
                    PLANS,
                    "Write the files of a new migration.",
                    "create-migration \"add prices\""),
            new CommandEntry(
                    "versions",
                    "autogenerate",
                    List.of(),
                    Autogenerate::new,
                    MODELS,
                    "Draft the migration that leads to a model, and prove it in a copy first.",
                    "autogenerate phones --model schema.sql --dry-run"),
            new CommandEntry(
                    "versions",
                    "check",
                    List.of(),
                    Check::new,
                    MODELS,
                    "Tell whether a model and the migrations are the same; --live also finds drift.",
                    "check --live"),
            new CommandEntry(
                    "versions",
                    "lint",
                    List.of(),
                    LintCommand::new,
                    PLANS,
                    "Find statements in pending migrations that destroy data or keep others waiting.",
                    "lint --all --fail-on warning"),
            new CommandEntry(
                    "versions",
                    "migrate",
                    List.of("upgrade"),
                    Migrate::new,
                    CHANGES,
                    "Apply pending migrations, up to a target.",
                    "migrate base:latest --sql"),
            new CommandEntry(
                    "versions",
                    "run",
                    List.of(),
                    Run::new,
                    CHANGES,
                    "Apply one migration of the folder.",
                    "run migrations/shop/R__stock.sql"),
            new CommandEntry(
                    "versions",
                    "rollback",
                    List.of("downgrade"),
                    Rollback::new,
                    CHANGES,
                    "Undo migrations: -1, a version (which stays applied), or base.",
                    "rollback -1"),
            new CommandEntry(
                    "versions",
                    "stamp",
                    List.of(),
                    Stamp::new,
                    CHANGES,
                    "Record that a database is at a version, or has single ones; run nothing.",
                    "stamp --applied 20261121093000"),
            new CommandEntry(
                    "versions",
                    "validate",
                    List.of(),
                    Validate::new,
                    PLANS,
                    "Find what is in the way: changed, missing, failed, out of order.",
                    "validate --env staging"),
            new CommandEntry(
                    "versions",
                    "repair",
                    List.of(),
                    RepairCommand::new,
                    CHANGES,
                    "Correct a history that files and database disagree about.",
                    "repair --dry-run"),
            new CommandEntry(
                    "versions",
                    "merge",
                    List.of(),
                    Merge::new,
                    PLANS,
                    "Renumber the later of two branches, to make one line of both.",
                    "merge --dry-run"),
            new CommandEntry(
                    "versions",
                    "import-alembic",
                    List.of(),
                    ImportAlembic::new,
                    CHANGES,
                    "Take over a project's Alembic revisions, and where its database is.",
                    "import-alembic backend"),
            new CommandEntry(
                    "backups",
                    "backup",
                    List.of(),
                    BackupCommand::new,
                    BACKUPS,
                    "Back up each database, or some tables of it.",
                    "backup products orders"),
            new CommandEntry(
                    "backups",
                    "backup-all",
                    List.of(),
                    BackupAll::new,
                    BACKUPS,
                    "Back up every database of the environment, and keep a summary.",
                    "backup-all --env production"),
            new CommandEntry(
                    "backups",
                    "list-backups",
                    List.of(),
                    ListBackups::new,
                    READS,
                    "The backups of each database, newest first.",
                    "list-backups --all"),
            new CommandEntry(
                    "backups",
                    "show-backup",
                    List.of(),
                    ShowBackup::new,
                    STORED,
                    "What a backup holds.",
                    "show-backup latest"),
            new CommandEntry(
                    "backups",
                    "verify",
                    List.of(),
                    Verify::new,
                    STORED,
                    "Prove that a backup can be restored, by restoring it elsewhere.",
                    "verify latest --level proven"),
            new CommandEntry(
                    "backups",
                    "diff",
                    List.of(),
                    DiffCommand::new,
                    STORED,
                    "Compare a backup with another one or with the live database.",
                    "diff latest live --table products"),
            new CommandEntry(
                    "backups",
                    "restore",
                    List.of(),
                    Restore::new,
                    CHANGES,
                    "Put a backup back; what is there is backed up first.",
                    "restore latest --yes"),
            new CommandEntry(
                    "backups",
                    "key",
                    List.of(),
                    KeyCommand::new,
                    and(PLAIN, CONFLICT),
                    "Make the key that backups are encrypted with, add a newer one, or show which are needed.",
                    "key new --file ../keys/backups.key"),
            new CommandEntry(
                    "backups",
                    "decrypt",
                    List.of(),
                    Decrypt::new,
                    and(PLAIN, CONFLICT, DAMAGED, UNREACHABLE),
                    "Write one part of an encrypted backup as a plain file, for other programs.",
                    "decrypt backups/20261121T020000Z-shop/shop.db.enc --out shop.db"),
            new CommandEntry(
                    "backups",
                    "clean",
                    List.of(),
                    Clean::new,
                    STORED,
                    "Remove old backups, and say why each one stays or goes.",
                    "clean --keep-days 30 --dry-run"),
            new CommandEntry(
                    "data",
                    "export",
                    List.of(),
                    ExportCommand::new,
                    FAILS,
                    "Write rows as JSON or CSV.",
                    "export --format csv --to exports"),
            new CommandEntry(
                    "data",
                    "import",
                    List.of(),
                    ImportCommand::new,
                    CHANGES,
                    "Take in rows from JSON or CSV, all or none.",
                    "import products.csv --on-conflict skip"),
            new CommandEntry(
                    "data", "vacuum", List.of(), Vacuum::new, FAILS, "Give unused space back.", "vacuum --db shop"),
            new CommandEntry(
                    "data",
                    "analyze",
                    List.of(),
                    Analyze::new,
                    FAILS,
                    "Let the query planner learn the data anew.",
                    "analyze --db shop"),
            new CommandEntry(
                    "data",
                    "integrity-check",
                    List.of(),
                    IntegrityCheck::new,
                    READS,
                    "Ask the engine whether the database is sound.",
                    "integrity-check --env production"),
            new CommandEntry(
                    "data",
                    "check-data",
                    List.of(),
                    CheckData::new,
                    READS,
                    "Check the data against the `checks:` of the configuration.",
                    "check-data --db shop"),
            new CommandEntry(
                    "recovery",
                    "recovery-plan",
                    List.of(),
                    RecoveryPlan::new,
                    STORED,
                    "What to do on the bad day, as JSON: newest backups, measured times, commands to paste.",
                    "recovery-plan --env production --file recovery-plan.json"),
            new CommandEntry(
                    "recovery",
                    "test-recovery",
                    List.of(),
                    TestRecovery::new,
                    CHANGES,
                    "Try a recovery out in a throw-away database, measure it, and keep the evidence.",
                    "test-recovery --env production"),
            new CommandEntry(
                    "recovery",
                    "recover",
                    List.of(),
                    Recover::new,
                    CHANGES,
                    "Bring back a database that is missing or damaged, from the newest good backup.",
                    "recover --env production --dry-run"),
            new CommandEntry(
                    "environments",
                    "environments",
                    List.of(),
                    Environments::new,
                    PLAIN,
                    "The environments, how they are protected, and their databases.",
                    "environments"),
            new CommandEntry(
                    "environments",
                    "rehearse",
                    List.of(),
                    Rehearse::new,
                    CHANGES,
                    "Try pending migrations out on a backup: up, down, compared row by row, up again.",
                    "rehearse --env production"),
            new CommandEntry(
                    "environments",
                    "promote",
                    List.of(),
                    Promote::new,
                    CHANGES,
                    "Carry what one environment has proven to another: all databases backed up and rehearsed first.",
                    "promote --from staging --to production --confirm production"),
            new CommandEntry(
                    "environments",
                    "setup-test",
                    List.of(),
                    SetupTest::new,
                    CHANGES,
                    "Make the databases of environment test as new: what the migrations make, and masked rows if wanted.",
                    "setup-test --from production --yes"),
            new CommandEntry(
                    "environments",
                    "reset-dev",
                    List.of(),
                    ResetDev::new,
                    CHANGES,
                    "Take everything away, after a backup, and migrate from the beginning; never where it is guarded.",
                    "reset-dev --yes"),
            new CommandEntry(
                    "unattended",
                    "schedule",
                    List.of(),
                    ScheduleCommand::new,
                    and(PLAIN, LOCKED, REFUSED, FAILED, UNSUPPORTED),
                    "What runs by itself: shown, run here, or written for cron, systemd, Kubernetes….",
                    "schedule --for systemd --install --env production"),
            new CommandEntry(
                    "unattended",
                    "sync",
                    List.of(),
                    Sync::new,
                    FAILS,
                    "Let rows follow the users and applications of a Casdoor server.",
                    "sync casdoor --dry-run"),
            new CommandEntry(
                    "unattended",
                    "wait",
                    List.of(),
                    Wait::new,
                    PLANS,
                    "Wait until the databases answer, or until somebody has migrated them.",
                    "wait --timeout 60s --for migrated"),
            new CommandEntry(
                    "tools",
                    "emulator",
                    List.of(),
                    EmulatorCommand::new,
                    and(PLAIN, UNREACHABLE, DAMAGED, FAILED),
                    "Run an embedded Firestore on a port, stricter than Google's emulator.",
                    "emulator --port 8080 --persist firestore.db"),
            new CommandEntry(
                    "tools",
                    "completion",
                    List.of(),
                    Completion::new,
                    PLAIN,
                    "Print a script that completes command lines in bash and zsh.",
                    "completion > db-manager.bash"));

    private CommandTable() {}

    private static List<Kind> and(List<Kind> some, Kind... more) {
        List<Kind> all = new ArrayList<>(some);
        all.addAll(List.of(more));
        return List.copyOf(all);
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
        return ENTRIES.stream().map(CommandEntry::name).toList();
    }

    /** As a user would type them, without {@code db-manager}. */
    static List<String> examples() {
        return ENTRIES.stream().map(CommandEntry::example).toList();
    }

    /** The name of what was called, by whatever alias; the word itself when it is no command. */
    static String canonical(String word) {
        return find(word).map(CommandEntry::name).orElse(word);
    }

    private static Optional<CommandEntry> find(String word) {
        return ENTRIES.stream().filter(entry -> entry.isCalled(word)).findFirst();
    }

    /** The help of {@code db-manager} itself; made from the table alone, since it is asked for most. */
    static void printOverview(PrintStream out) {
        out.println("Usage: db-manager COMMAND [OPTIONS]");
        out.println("Versions, backs up, restores and proves the databases of an application.");
        Map<String, List<CommandEntry>> areas = ENTRIES.stream()
                .collect(Collectors.groupingBy(CommandEntry::area, LinkedHashMap::new, Collectors.toList()));
        int width =
                ENTRIES.stream().mapToInt(entry -> entry.name().length()).max().orElse(0);
        areas.forEach((area, entries) -> {
            out.println();
            out.println(area);
            for (CommandEntry entry : entries) {
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
