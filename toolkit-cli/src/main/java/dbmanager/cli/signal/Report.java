package dbmanager.cli.signal;

import dbmanager.backup.Backup;
import dbmanager.backup.Drill;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How a command went.
 *
 * @param who ran it: {@code deploy@ci-7}
 * @param troubles what went wrong; empty when the exit code is 0
 * @param figures of the backups of each database that the command was about, as far as they could be read
 */
public record Report(
        String who, Instant begun, Instant ended, int exitCode, List<Trouble> troubles, Map<String, Figures> figures) {
    public Report {
        troubles = List.copyOf(troubles);
        figures = Map.copyOf(figures);
    }

    Duration took() {
        return Duration.between(begun, ended);
    }

    boolean isWell() {
        return exitCode == 0;
    }

    /**
     * One thing that went wrong, without secrets.
     *
     * @param where the database; empty when it is about all of them
     */
    public record Trouble(Optional<String> where, String happened, String next) {}

    /**
     * What is known of the backups of a database when the command is over.
     *
     * @param inDoubt how many newer than the newest are suspect or damaged
     */
    public record Figures(Optional<Backup> newest, long inDoubt, Optional<Backup> verified, Optional<Drill> drill) {}
}
