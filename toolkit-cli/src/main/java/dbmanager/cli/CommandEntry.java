package dbmanager.cli;

import dbmanager.problem.Problem.Kind;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * One command of the table.
 *
 * @param area under which the overview shows it
 * @param codes that it can end with, besides 0
 * @param example arguments as a user would type them
 */
record CommandEntry(
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
        spec.addOption(OptionSpec.builder("-h", "--help")
                .usageHelp(true)
                .description("Show this help.")
                .build());
        return new CommandLine(spec);
    }

    private Map<String, String> exitCodes() {
        Map<String, String> lines = new LinkedHashMap<>();
        lines.put("0", "done");
        codes.stream().sorted().forEach(kind -> lines.put(Integer.toString(kind.exitCode()), meaning(kind)));
        return lines;
    }

    private static String meaning(Kind kind) {
        return switch (kind) {
            case UNEXPECTED -> "unexpected failure, or a bug";
            case USAGE -> "the command line is wrong";
            case NEGATIVE -> "the answer is no, or the database is damaged";
            case CONFIGURATION -> "the configuration is wrong";
            case LOCKED -> "somebody else is at work on the database";
            case REFUSED -> "refused: consent is missing, or a guard forbids it";
            case CONFLICT -> "conflict: changed, missing, out of order, irreversible";
            case FAILED -> "a step failed";
            case DAMAGED -> "backup missing, incomplete or damaged";
            case UNSUPPORTED -> "this engine cannot do it";
            case UNREACHABLE -> "database or store cannot be reached";
            case INTERRUPTED -> "interrupted by a signal, such as that of Ctrl-C";
        };
    }
}
