package dbmanager.cli;

import java.util.Locale;
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

    @Option(names = "--verbose", description = "Say more; print the stack trace of a bug.")
    private boolean verbose;

    Printer printer(Surroundings surroundings) {
        boolean colour = surroundings.terminal()
                && surroundings.variables().getOrDefault("NO_COLOR", "").isEmpty();
        return new Printer(
                surroundings.out(),
                surroundings.err(),
                new Printer.Style(json || format == Format.JSON, quiet, verbose, surroundings.terminal(), colour));
    }
}
