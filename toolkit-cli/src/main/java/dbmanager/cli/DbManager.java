package dbmanager.cli;

import dbmanager.problem.NearestName;
import dbmanager.problem.Problem;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** The command {@code db-manager}: reads the command line, runs one command, turns whatever went wrong into text or JSON and an exit code. */
@Command(name = "db-manager")
public final class DbManager implements Runnable {

    private final Surroundings surroundings;

    private DbManager(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    public static void main(String... arguments) {
        Interruption interruption = Interruption.await();
        nameWhatLibrariesSearch();
        int exitCode;
        try {
            exitCode = run(real(), arguments);
        } finally {
            interruption.over();
        }
        System.exit(exitCode);
    }

    /**
     * Without these, SLF4J and picocli open each library of the class path in search of what is not there, a fifth of a short command, and Netty
     * loads the JVM's flight recorder.
     */
    static void nameWhatLibrariesSearch() {
        System.setProperty("slf4j.provider", "org.slf4j.nop.NOPServiceProvider");
        System.setProperty("slf4j.internal.verbosity", "WARN");
        System.setProperty("picocli.disable.closures", "true");
        System.setProperty("io.grpc.netty.shaded.io.netty.jfr.enabled", "false");
    }

    /** Those of this process. */
    static Surroundings real() {
        Map<String, String> variables = System.getenv();
        String host = variables.getOrDefault("HOSTNAME", variables.getOrDefault("COMPUTERNAME", "localhost"));
        return new Surroundings(
                variables,
                Path.of("").toAbsolutePath(),
                System.getProperty("user.name") + "@" + host,
                System.getProperty("java.version") + " (" + System.getProperty("java.vendor") + ")",
                Clock.systemUTC(),
                ZoneId::systemDefault,
                stream(FileDescriptor.out, "stdout.encoding"),
                stream(FileDescriptor.err, "stderr.encoding"),
                Terminal.isThere(),
                Terminal::ask);
    }

    /** UTF-8 whatever the locale says, since JSON and names must not become question marks; a Windows console has its own ways. */
    private static PrintStream stream(FileDescriptor descriptor, String encoding) {
        boolean windows = System.getProperty("os.name").startsWith("Windows");
        String console = System.getProperty(encoding, System.getProperty("sun." + encoding));
        Charset charset = windows && console != null ? Charset.forName(console) : StandardCharsets.UTF_8;
        return new PrintStream(new FileOutputStream(descriptor), true, charset);
    }

    /** Runs one command line and gives its exit code; the process goes on. */
    public static int run(Surroundings surroundings, String... typed) {
        Arguments arguments = Arguments.of(typed);
        int exitCode = answerWhateverHappens(surroundings, arguments);
        return exitCode == 0 && surroundings.out().checkError()
                ? report(surroundings, arguments, new AnswerLost())
                : exitCode;
    }

    private static int answerWhateverHappens(Surroundings surroundings, Arguments arguments) {
        try {
            return answer(surroundings, arguments);
        } catch (Error e) { // picocli takes exceptions only; what needed too much memory is gone by now
            return report(surroundings, arguments, Bug.unlessKnown(e));
        }
    }

    private static int answer(Surroundings surroundings, Arguments arguments) {
        if (arguments.askFor("--help", "-h")) {
            CommandTable.printOverview(surroundings.out());
            return 0;
        }
        if (arguments.askFor("--version", "-V")) {
            surroundings.out().println("db-manager " + Version.text());
            return 0;
        }
        return parse(surroundings, arguments);
    }

    private static int parse(Surroundings surroundings, Arguments arguments) {
        CommandLine line = new CommandLine(new DbManager(surroundings));
        arguments.command().ifPresent(command -> CommandTable.addTo(line, command));
        // settings reach only the commands that are there already
        line.setOut(new PrintWriter(surroundings.out(), true, StandardCharsets.UTF_8))
                .setErr(new PrintWriter(surroundings.err(), true, StandardCharsets.UTF_8))
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setExpandAtFiles(false)
                .setColorScheme(Help.defaultColorScheme(surroundings.colour() ? Help.Ansi.ON : Help.Ansi.OFF))
                .setExecutionExceptionHandler((e, command, parsed) -> report(surroundings, arguments, e))
                .setParameterExceptionHandler((e, parsed) -> report(surroundings, arguments, misused(e)));
        return line.execute(arguments.array());
    }

    /** What this run took from outside. */
    public Surroundings surroundings() {
        return surroundings;
    }

    /** A script that completes command lines in bash and zsh. */
    public static String completion() {
        CommandLine line = new CommandLine(new DbManager(null));
        CommandTable.addAllTo(line);
        return AutoComplete.bash("db-manager", line);
    }

    @Override
    public void run() {
        throw new UsageProblem("no command was given", "run `db-manager --help`, or `db-manager demo` to see it work");
    }

    private static Problem misused(ParameterException e) {
        if (e.getCause() instanceof Problem problem) {
            return problem;
        }
        CommandLine command = e.getCommandLine();
        String help = "run `" + command.getCommandSpec().qualifiedName() + " --help`";
        if (!(e instanceof UnmatchedArgumentException unmatched)) {
            return new UsageProblem(e.getMessage().replaceFirst("^Error: ", ""), help);
        }
        String word = unmatched.getUnmatched().get(0);
        if (command.getParent() == null && !word.startsWith("-")) {
            return new UsageProblem(
                    "there is no command \"" + word + "\"",
                    NearestName.suggest(word, CommandTable.names()) + "run `db-manager --help`, which lists them");
        }
        if (unmatched.isUnknownOption()) {
            String option = word.replaceFirst("=.*", "");
            List<String> options = command.getCommandSpec().options().stream()
                    .filter(known -> !known.hidden())
                    .map(OptionSpec::longestName)
                    .toList();
            return new UsageProblem(
                    "there is no option " + option + " here",
                    NearestName.suggest(option, options) + "the options are " + String.join(", ", options) + "; "
                            + help);
        }
        return new UsageProblem("\"" + word + "\" is one word too many", help);
    }

    private static int report(Surroundings surroundings, Arguments arguments, Exception e) {
        Printer printer = Printer.ofErrors(surroundings, arguments.wantJson());
        Problem problem = Bug.unlessKnown(e);
        if (Bug.isBehind(problem) || arguments.wantDetails()) {
            printer.trace(e);
        }
        return printer.failure(arguments.command().map(CommandTable::canonical).orElse(""), problem);
    }

    /** Standard output took only a part of what was printed. */
    private static final class AnswerLost extends Problem {
        private static final long serialVersionUID = 1L;

        AnswerLost() {
            super(
                    Kind.UNEXPECTED,
                    "standard output took only a part of the answer (closed by its reader, or no space left)",
                    "the command itself was carried out",
                    "do not rely on the part that is there; see `db-manager status`, free space, and ask again");
        }
    }
}
