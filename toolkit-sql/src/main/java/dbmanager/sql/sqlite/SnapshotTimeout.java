package dbmanager.sql.sqlite;

import dbmanager.problem.Problem;
import java.time.Duration;

/** A snapshot took too long: while it lasts, the write-ahead log of a busy database only grows. */
final class SnapshotTimeout extends Problem {
    private static final long serialVersionUID = 1L;

    SnapshotTimeout(String database, Duration limit) {
        super(
                Kind.FAILED,
                "the snapshot of " + database + " was not finished after " + limit.toSeconds() + " s",
                "it was given up and removed; the database is untouched",
                "run the backup when less is written, or onto a faster disk");
    }
}
