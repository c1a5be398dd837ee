package dbmanager.cli.command;

import dbmanager.cli.UsageProblem;
import java.time.Duration;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;

/** How long to wait for somebody else's lock. */
final class WaitOption {
    @Option(
            names = "--wait",
            paramLabel = "SPAN",
            defaultValue = "60s",
            converter = Patience.class,
            description =
                    "How long to wait for another runner, like 30s or 5m; 60s if not given. For others who have the"
                            + " database locked: as long, but at most 30s.")
    private Duration duration;

    Duration duration() {
        return duration;
    }

    /** A {@link Span}, for which less than nothing is no slip of the pen. */
    static final class Patience implements ITypeConverter<Duration> {
        @Override
        public Duration convert(String text) {
            if (text.startsWith("-")) {
                throw new UsageProblem("--wait " + text + " is less than nothing", "give 0 for not waiting at all");
            }
            return new Span().convert(text);
        }
    }
}
