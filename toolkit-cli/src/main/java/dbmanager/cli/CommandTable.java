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

import dbmanager.cli.command.Migrate;
import dbmanager.cli.command.Rollback;
import dbmanager.cli.command.Status;
import dbmanager.problem.Problem.Kind;
import java.io.PrintStream;
import java.util.Arrays;
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

    private static final List<Kind> ALWAYS = List.of(UNEXPECTED, USAGE, CONFIGURATION, UNREACHABLE);
    private static final List<Kind> READS = List.of();
    private static final List<Kind> ANSWERS = List.of(NEGATIVE);
    private static final List<Kind> PLANS = List.of(CONFLICT);
    private static final List<Kind> CHANGES = List.of(LOCKED, REFUSED, CONFLICT, FAILED, DAMAGED);

    private static final List<Entry> ENTRIES = List.of(
            new Entry("versions", "status", List.of("migration-status"), Status::new, false, ANSWERS,
                    "Where each database is: version, pending migrations, backups.", "status --exit-code"),
            new Entry("versions", "migrate", List.of("upgrade"), Migrate::new, true, CHANGES,
                    "Apply pending migrations, up to a target.", "migrate +1 --dry-run"),
            new Entry("versions", "rollback", List.of("downgrade"), Rollback::new, true, CHANGES,
                    "Undo migrations: -1, a version (which stays applied), or base.", "rollback -1"));

    private CommandTable() {}

    /**
     * @param area under which the overview shows it
     * @param journalled whether a run changes or proves something, and so is worth a line in the journal
     * @param codes that it can end with, besides those that every command can
     * @param example arguments as a user would type them
     */
    private record Entry(
            String area,
            String name,
            List<String> aliases,
            Supplier<Callable<Integer>> command,
            boolean journalled,
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

    /** Adds the command that the arguments name; all of them when none is named, so that the mistake can be explained. */
    static void addTo(CommandLine root, String... arguments) {
        Optional<Entry> called = Arrays.stream(arguments)
                .filter(word -> !word.startsWith("-"))
                .findFirst()
                .flatMap(CommandTable::find);
        called.map(List::of).orElse(ENTRIES).forEach(entry -> root.addSubcommand(entry.toCommandLine()));
    }

    /** Adds every command, for completion scripts and for the test that reads all help texts. */
    static void addAllTo(CommandLine root) {
        ENTRIES.forEach(entry -> root.addSubcommand(entry.toCommandLine()));
    }

    static boolean isJournalled(String command) {
        return find(command).filter(Entry::journalled).isPresent();
    }

    private static Optional<Entry> find(String word) {
        return ENTRIES.stream().filter(entry -> entry.isCalled(word)).findFirst();
    }

    /** The help of {@code db-manager} itself; made from the table alone, since it is asked for most. */
    static void printOverview(PrintStream out) {
        out.println("Usage: db-manager COMMAND [OPTIONS]");
        out.println("Versions, backs up, restores and proves the databases of an application.");
        Map<String, List<Entry>> areas = ENTRIES.stream()
                .collect(Collectors.groupingBy(Entry::area, LinkedHashMap::new, Collectors.toList()));
        int width = ENTRIES.stream().mapToInt(entry -> entry.name().length()).max().orElse(0);
        areas.forEach((area, entries) -> {
            out.println();
            out.println(area);
            for (Entry entry : entries) {
                String aliases = entry.aliases().isEmpty() ? "" : "  [" + String.join(", ", entry.aliases()) + "]";
                out.println("  " + entry.name() + " ".repeat(width - entry.name().length() + 2) + entry.summary() + aliases);
            }
        });
        out.println();
        out.println("Each command: `db-manager COMMAND --help` with an example and its exit codes.");
        out.println("New here: `db-manager demo` runs the whole cycle in a new folder and prints each command.");
    }
}
