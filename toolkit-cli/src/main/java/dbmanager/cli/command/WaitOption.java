package dbmanager.cli.command;

import java.time.Duration;
import picocli.CommandLine.Option;

/** How long to wait for somebody else's lock. */
final class WaitOption {
    @Option(
            names = "--wait",
            paramLabel = "SECONDS",
            defaultValue = "60",
            description = "How long to wait for another runner; 60 if not given.")
    private int seconds;

    Duration duration() {
        return Duration.ofSeconds(seconds);
    }
}
