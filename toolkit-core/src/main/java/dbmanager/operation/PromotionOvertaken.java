package dbmanager.operation;

import dbmanager.backup.RestorePoint;
import dbmanager.migration.MigrationKey;
import dbmanager.problem.Problem;

/** While somebody was waited for, or backups were taken, somebody else was at the same databases. */
public final class PromotionOvertaken extends Problem {
    private static final long serialVersionUID = 1L;

    private PromotionOvertaken(String happened, String state) {
        super(Kind.LOCKED, happened, state, "run the command again, which judges them anew");
    }

    /** The version of a database changed before its lock was got. */
    static PromotionOvertaken waiting(String environment) {
        return new PromotionOvertaken(
                "somebody else changed the databases of " + environment + " while this was judged",
                "nothing was migrated");
    }

    /** What was agreed to is not proven any more. */
    static PromotionOvertaken withdrawn(String source, String database, MigrationKey migration) {
        return new PromotionOvertaken(
                source + " has taken back " + migration + " of " + database + " while this was judged",
                "nothing was migrated");
    }

    /** Another promotion has the place of this one. */
    static PromotionOvertaken beginning(String environment) {
        return new PromotionOvertaken(
                "another promotion to " + environment + " began, or came to its end, while this one was prepared",
                "nothing was migrated; the backups that were taken stay");
    }

    /** A database is not where it was when the way back was agreed to. */
    static PromotionOvertaken goingBack(RestorePoint point, String database) {
        return new PromotionOvertaken(
                "somebody else changed " + database + " of " + point.environment()
                        + " since it was judged for the way back",
                "nothing was changed");
    }
}
