package dbmanager.firestore.migration;

import dbmanager.migration.Migration;
import dbmanager.problem.Problem;

/** An earlier run of a migration did not end, and this one is not its continuation. */
final class CannotGoOn extends Problem {
    private static final long serialVersionUID = 1L;

    private CannotGoOn(String happened, String next) {
        super(Kind.CONFLICT, happened, "nothing was run; what the earlier run changed is as that left it", next);
    }

    static CannotGoOn edited(Migration migration) {
        return new CannotGoOn(
                migration.script().path() + " was edited after a run of it that did not end",
                "put the old text back and run the command again; or `db-manager repair`, which takes back what was done,"
                        + " then `db-manager migrate`");
    }

    static CannotGoOn restored(Migration migration) {
        return new CannotGoOn(
                "this database was restored from a backup that was taken in the middle of migration " + migration
                        + ", so it is not known which documents had their turn",
                "run `db-manager rollback`, which takes back what was done, then `db-manager migrate`");
    }

    static CannotGoOn otherWay(Migration migration) {
        return new CannotGoOn(
                "a rollback of migration " + migration + " did not end",
                "run `db-manager rollback`, which goes on where it stopped");
    }
}
