package dbmanager.cli.command;

import dbmanager.cli.UsageProblem;
import java.time.Duration;
import picocli.CommandLine.Option;

/** How long to wait for somebody else's lock. */
final class WaitOption {
    @Option(
            names = "--wait",
            paramLabel = "SECONDS",
            defaultValue = "60",
            description = "How long to wait for another runner; 60 if not given. For others who have the database"
                    + " locked: as long, but at most 30.")
    private int seconds;

    Duration duration() {
        if (seconds < 0) {
            throw new UsageProblem("--wait " + seconds + " is less than nothing", "give 0 for not waiting at all");
        }
        return Duration.ofSeconds(seconds);
    }
}
