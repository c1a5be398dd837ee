package dbmanager.sql.postgres;

import dbmanager.problem.Problem;

/** A backup that is whole does not fit into the database as it is. */
final class LoadRefused extends Problem {
    private static final long serialVersionUID = 1L;

    LoadRefused(String happened, String next, Throwable cause) {
        super(Kind.CONFLICT, happened, "nothing was loaded: the database is as before", next, cause);
    }

    static LoadRefused columns(String table, String difference) {
        return new LoadRefused(
                "table " + table + " has other columns than in the backup: " + difference,
                "migrate or roll back the database to the schema of the backup, or restore all of it",
                null);
    }

    static LoadRefused absent(String table, String database) {
        return new LoadRefused(
                "table " + table + " is in the backup and not in " + database,
                "migrate the database to the schema of the backup (`db-manager migrate`), or restore all of it",
                null);
    }
}
