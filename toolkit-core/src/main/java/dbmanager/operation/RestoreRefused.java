package dbmanager.operation;

import dbmanager.backup.DatabaseIdentity;
import dbmanager.backup.Manifest;
import dbmanager.backup.RestorePoint;
import dbmanager.problem.Problem;

/** A restore that would destroy something nobody said may go, or cannot give what its name says. */
public final class RestoreRefused extends Problem {
    private static final long serialVersionUID = 1L;

    private RestoreRefused(String happened, String next) {
        super(Kind.REFUSED, happened, "nothing was changed", next);
    }

    static RestoreRefused otherEngine(Manifest backup, DatabaseIdentity target) {
        return new RestoreRefused(
                "backup " + backup.id() + " is of " + backup.database().engine() + ", " + target.location() + " is "
                        + target.engine(),
                "choose the right database with --db and --env");
    }

    static RestoreRefused otherDatabase(Manifest backup, DatabaseIdentity target) {
        return new RestoreRefused(
                "backup " + backup.id() + " is not of " + target.location() + " but of another database ("
                        + backup.database().location() + " in " + backup.environment() + ")",
                "choose the right database with --db and --env; if this one is meant, add --other-database");
    }

    static RestoreRefused otherMember(RestorePoint point, DatabaseIdentity then, DatabaseIdentity now) {
        return new RestoreRefused(
                then.name() + " of promotion " + point.id() + " is " + named(then) + ", and the configuration leads to "
                        + (then.location().equals(now.location()) ? "another one there, " : "") + named(now),
                "let url: of " + then.name() + " lead to the database of that promotion"
                        + "; if it is gone, bring each back by its own backup (`db-manager show-backup`, `db-manager restore`)");
    }

    private static String named(DatabaseIdentity database) {
        return database.location() + database.id().map(id -> " (id " + id + ")").orElse("");
    }

    static RestoreRefused notEmpty(DatabaseIdentity target) {
        return new RestoreRefused(
                target.location() + " is not empty", "add --yes to replace what is there (it is backed up first)");
    }

    static RestoreRefused partial(Manifest backup) {
        return new RestoreRefused(
                "backup " + backup.id() + " holds only " + String.join(", ", backup.selection())
                        + ", so it cannot replace a whole database",
                "add --mode merge, or name the tables with --table");
    }
}
