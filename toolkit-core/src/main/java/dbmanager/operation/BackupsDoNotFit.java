package dbmanager.operation;

import dbmanager.problem.Problem;
import java.util.Map;
import java.util.stream.Collectors;

/** The backups that come before a promotion have no room beside each other; found out before the first of them. */
public final class BackupsDoNotFit extends Problem {
    private static final long serialVersionUID = 1L;

    /** @param needed bytes, by database */
    BackupsDoNotFit(String store, Map<String, Long> needed, long free) {
        super(
                Kind.UNEXPECTED,
                "the backups before the promotion need %,d bytes in %s (%s), and %,d are free"
                        .formatted(
                                sum(needed),
                                store,
                                needed.entrySet().stream()
                                        .map(one -> one.getKey() + " %,d".formatted(one.getValue()))
                                        .collect(Collectors.joining(", ")),
                                free),
                "nothing was backed up or migrated",
                "free space there (`db-manager clean --dry-run` shows which backups could go), then run the command again");
    }

    static long sum(Map<String, Long> needed) {
        return needed.values().stream().mapToLong(Long::longValue).sum();
    }
}
