package dbmanager.cli;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/** How a command speaks. */
public final class OutputOptions {
    /** Text for people or JSON for programs. */
    public enum Format {
        TEXT,
        JSON;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    @Option(
            names = "--output",
            paramLabel = "text|json",
            defaultValue = "text",
            description = "Answer as text, or as JSON whose names never change.")
    private Format format = Format.TEXT;

    @Option(names = "--json", hidden = true)
    private boolean json;

    @Option(
            names = {"-q", "--quiet"},
            description = "Say nothing but the answer, warnings and errors.")
    private boolean quiet;

    @Option(names = "--verbose", description = "Say more; print the stack trace of an error.")
    private boolean verbose;

    public Printer printer(Surroundings surroundings) {
        return new Printer(
                surroundings.out(),
                surroundings.err(),
                new Printer.Style(
                        json || format == Format.JSON, quiet, verbose, surroundings.terminal(), surroundings.colour()));
    }

    /** Prints the answer of a command that is not about one database after the other. @return its exit code */
    public int answer(CommandSpec command, View view) {
        Printer printer = printer(surroundings(command));
        if (printer.isJson()) {
            Map<String, Object> whole = new LinkedHashMap<>();
            whole.put("command", command.name());
            whole.put("exit_code", view.exitCode());
            whole.putAll(view.json());
            printer.json(whole);
        } else {
            view.text(printer);
        }
        return view.exitCode();
    }

    public static Surroundings surroundings(CommandSpec command) {
        return ((DbManager) command.root().userObject()).surroundings();
    }
}
