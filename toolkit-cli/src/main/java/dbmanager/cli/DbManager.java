package dbmanager.cli;

import dbmanager.problem.Problem;
import java.io.Console;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** The command {@code db-manager}: reads the command line, runs one command, turns whatever went wrong into text or JSON and an exit code. */
@Command(name = "db-manager", versionProvider = Version.class, sortOptions = false)
public final class DbManager implements Runnable {

    private final Surroundings surroundings;

    @Option(names = {"-h", "--help"})
    private boolean overview;

    @Option(
            names = {"-V", "--version"},
            versionHelp = true)
    private boolean version;

    private DbManager(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    public static void main(String... arguments) {
        System.exit(run(real(), arguments));
    }

    private static Surroundings real() {
        Console console = System.console();
        Function<String, Optional<String>> ask = question -> Optional.ofNullable(console)
                .map(terminal -> terminal.readLine("%s", question));
        Map<String, String> variables = System.getenv();
        String host = variables.getOrDefault("HOSTNAME", variables.getOrDefault("COMPUTERNAME", "localhost"));
        return new Surroundings(
                variables,
                Path.of("").toAbsolutePath(),
                System.getProperty("user.name") + "@" + host,
                Clock.systemUTC(),
                ZoneId.systemDefault(),
                System.out,
                System.err,
                console != null,
                ask);
    }

    /** Runs one command line and gives its exit code; the process goes on. */
    public static int run(Surroundings surroundings, String... arguments) {
        CommandLine line = new CommandLine(new DbManager(surroundings));
        CommandTable.addTo(line, arguments);
        line.setCaseInsensitiveEnumValuesAllowed(true)
                .setOut(new PrintWriter(surroundings.out(), true))
                .setErr(new PrintWriter(surroundings.err(), true))
                .setExecutionExceptionHandler((e, command, parsed) -> report(surroundings, arguments, e))
                .setParameterExceptionHandler((e, parsed) -> misused(surroundings, e, parsed));
        return line.execute(arguments);
    }

    Surroundings surroundings() {
        return surroundings;
    }

    @Override
    public void run() {
        if (overview) {
            CommandTable.printOverview(surroundings.out());
            return;
        }
        throw new UsageProblem("no command was given", "run `db-manager --help`, or `db-manager demo` to see it work");
    }

    private static int misused(Surroundings surroundings, ParameterException e, String... arguments) {
        Throwable cause = e.getCause();
        String name = e.getCommandLine().getCommandSpec().qualifiedName();
        Problem problem = cause instanceof Problem inner
                ? inner
                : new UsageProblem(e.getMessage(), "run `" + name + " --help`");
        return report(surroundings, arguments, problem);
    }

    private static int report(Surroundings surroundings, String[] arguments, Exception e) {
        List<String> words = Arrays.asList(arguments);
        boolean json = words.contains("--json")
                || words.contains("--output=json")
                || (words.contains("--output") && words.contains("json"));
        Printer printer = new Printer(
                surroundings.out(), surroundings.err(), new Printer.Style(json, false, false, false, false));
        Problem problem = e instanceof Problem known ? known : new Bug(e);
        if (!(e instanceof Problem) || words.contains("--verbose")) {
            e.printStackTrace(surroundings.err());
        }
        if (json) {
            Map<String, Object> whole = new LinkedHashMap<>();
            whole.put("command", words.stream().filter(word -> !word.startsWith("-")).findFirst().orElse(""));
            whole.put("exit_code", problem.kind().exitCode());
            whole.put("error", Printer.json(problem));
            printer.json(whole);
        } else {
            printer.problem(problem);
        }
        return problem.kind().exitCode();
    }

    /** Something that should not happen; the stack trace goes with it. */
    private static final class Bug extends Problem {
        private static final long serialVersionUID = 1L;

        Bug(Exception cause) {
            super(
                    Kind.UNEXPECTED,
                    "unexpected " + cause.getClass().getSimpleName().toLowerCase(Locale.ROOT) + ": " + cause.getMessage(),
                    "what was printed before this line is done; nothing else is certain",
                    "run `db-manager status`; then report this with the stack trace above",
                    cause);
        }
    }
}
