package dbmanager.cli;

import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneId;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Everything that a run takes from outside, so that a test can give something else.
 *
 * @param variables of the process
 * @param workingFolder from which relative paths on the command line start
 * @param who makes the changes: {@code deploy@ci-7}
 * @param java that runs this: version and vendor
 * @param zone in which days, weeks and months are counted; asked for only where it matters, since reading the zones takes a while
 * @param terminal whether a person sees the output and can answer
 * @param ask puts a question to that person; empty when there is no answer
 */
public record Surroundings(
        Map<String, String> variables,
        Path workingFolder,
        String who,
        String java,
        Clock clock,
        Supplier<ZoneId> zone,
        PrintStream out,
        PrintStream err,
        boolean terminal,
        Function<String, Optional<String>> ask) {

    /** The same with other variables. */
    public Surroundings with(Map<String, String> other) {
        return new Surroundings(other, workingFolder, who, java, clock, zone, out, err, terminal, ask);
    }

    /** The same, with the answer of a command as talk beside another's. */
    Surroundings talking() {
        return new Surroundings(variables, workingFolder, who, java, clock, zone, err, err, terminal, ask);
    }

    /** The name of this machine, as {@link #who} has it. */
    public String machine() {
        return who.substring(who.indexOf('@') + 1);
    }

    /** A path of the command line. */
    public Path path(String given) {
        return workingFolder.resolve(given).normalize();
    }

    /** See no-color.org. */
    boolean colour() {
        return terminal && variables.getOrDefault("NO_COLOR", "").isEmpty();
    }
}
