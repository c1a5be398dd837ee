package dbmanager.sql.lint;

import dbmanager.backend.Lint.Rule;
import dbmanager.backend.Lint.Severity;
import java.util.List;

/**
 * What PostgreSQL locks, scans and rewrites (postgresql.org/docs/current/explicit-locking.html, sql-altertable.html, sql-createindex.html). A lock is
 * held to the end of the transaction; who asks for one waits, and everybody behind waits with it.
 */
final class PostgresRules {
    private static final String ALONE = "ACCESS EXCLUSIVE: nobody reads or writes the table";

    static final Rule DROP_TABLE = error(
            "drop-table",
            "Drops a table or a view that keeps rows, with them.",
            ALONE + ", for a moment",
            "first stop using it, for one release at least; then drop it with an ignore that says why the rows may go");
    static final Rule DROP_SCHEMA = error(
            "drop-schema",
            "Drops a schema, a database, or what an owner has.",
            "ACCESS EXCLUSIVE on everything in it",
            "drop the tables by name, each with its reason");
    static final Rule DROP_COLUMN = error(
            "drop-column",
            "Drops a column with its values, which no undo brings back.",
            ALONE + ", for a moment; nothing is rewritten",
            "first stop using it, for one release at least; then drop it with an ignore that says why the values may go");
    static final Rule TRUNCATE =
            error("truncate", "Empties a table.", ALONE + ", for a moment", "DELETE with a WHERE, in batches");
    static final Rule DELETE_ALL = error(
            "delete-all",
            "Deletes every row of a table.",
            "ROW EXCLUSIVE: readers and writers of other rows go on; the rows stay locked to the end",
            "a WHERE that says which rows, in batches");
    static final Rule UPDATE_ALL = warning(
            "update-all",
            "Writes every row of a table anew in one transaction.",
            "ROW EXCLUSIVE, and each row against writers to the end; the table can grow to twice its size",
            "batches by key range, in a migration that runs outside a transaction");
    static final Rule RENAME_TABLE = warning(
            "rename-table",
            "Renames a table under the applications that run.",
            ALONE + ", for a moment",
            "rename it, and make a view of the old name in the same migration");
    static final Rule RENAME_COLUMN = warning(
            "rename-column",
            "Renames a column under the applications that run.",
            ALONE + ", for a moment",
            "add the new column, write both, fill the old rows, then drop the old one");
    static final Rule ADD_COLUMN_REWRITE = error(
            "add-column-rewrite",
            "Adds a column whose value differs from row to row: a volatile default, serial, identity, or generated and stored. Before version"
                    + " 11 every default is one.",
            ALONE + " while all of it is written anew",
            "add the column without a default, set the default for new rows, and fill the old ones in batches");
    static final Rule ADD_COLUMN_NOT_NULL = error(
            "add-column-not-null",
            "Adds a column that must have a value and gets none, which fails where there are rows.",
            ALONE + ", until it fails",
            "a constant DEFAULT, or fill the column before it becomes NOT NULL");
    static final Rule SET_NOT_NULL = error(
            "set-not-null",
            "Makes a column NOT NULL, and reads every row to see that it is.",
            ALONE + " while the table is read; from version 12 on not where a validated CHECK says the same",
            "ADD CONSTRAINT … CHECK (c IS NOT NULL) NOT VALID; VALIDATE CONSTRAINT in the next migration; then SET NOT NULL, and drop the CHECK");
    static final Rule CHANGE_TYPE = error(
            "change-type",
            "Changes the type of a column.",
            ALONE + " while all of it, and its indexes, is written anew; not where text only becomes longer",
            "add a column of the new type, write both, fill it in batches, then swap the names");
    static final Rule CREATE_INDEX = error(
            "create-index",
            "Builds an index on a table that is in use.",
            "SHARE: nobody writes the table while the index is built",
            "CREATE INDEX CONCURRENTLY, alone in a migration");
    static final Rule DROP_INDEX = warning(
            "drop-index",
            "Drops an index of a table that is in use.",
            "ACCESS EXCLUSIVE on index and table, for a moment",
            "DROP INDEX CONCURRENTLY, alone in a migration");
    static final Rule ADD_FOREIGN_KEY = error(
            "add-foreign-key",
            "Adds a foreign key, and looks for the parent of every row.",
            "SHARE ROW EXCLUSIVE on both tables: nobody writes either while the table is read",
            "ADD CONSTRAINT … NOT VALID; VALIDATE CONSTRAINT in the next migration");
    static final Rule ADD_CHECK = error(
            "add-check",
            "Adds a CHECK, and puts every row to the test.",
            ALONE + " while the table is read",
            "ADD CONSTRAINT … NOT VALID; VALIDATE CONSTRAINT in the next migration");
    static final Rule ADD_UNIQUE = error(
            "add-unique",
            "Adds UNIQUE, PRIMARY KEY or EXCLUDE, and builds its index.",
            ALONE + " while the index is built",
            "CREATE UNIQUE INDEX CONCURRENTLY, then ADD CONSTRAINT … USING INDEX in the next migration");
    static final Rule VALIDATE_AT_ONCE = warning(
            "validate-at-once",
            "Validates a constraint in the transaction that added it NOT VALID.",
            "the lock of the ADD, while the table is read",
            "VALIDATE CONSTRAINT in a migration of its own, which locks SHARE UPDATE EXCLUSIVE only");
    static final Rule REWRITE_TABLE = error(
            "rewrite-table",
            "VACUUM FULL, CLUSTER, SET LOGGED or UNLOGGED, SET TABLESPACE, SET ACCESS METHOD.",
            ALONE + " while all of it is written anew",
            "VACUUM without FULL; or a time at which nobody needs the table");
    static final Rule REINDEX = error(
            "reindex",
            "Builds indexes anew.",
            "SHARE on the table, ACCESS EXCLUSIVE on the index: nobody writes, and readers by that index wait",
            "REINDEX … CONCURRENTLY, from version 12 on");
    static final Rule REFRESH_VIEW = warning(
            "refresh-view",
            "Fills a materialized view.",
            "ACCESS EXCLUSIVE: nobody reads the view while its query runs",
            "REFRESH MATERIALIZED VIEW CONCURRENTLY, which needs a unique index on it");
    static final Rule LOCK_TABLE = warning(
            "lock-table",
            "Locks a table by hand.",
            "as it says, ACCESS EXCLUSIVE if it says nothing",
            "the weakest lock that will do, after SET lock_timeout");
    static final Rule ENUM_VALUE_USED = error(
            "enum-value-used",
            "Uses the value of an enum in the transaction that added it, which the server refuses.",
            "nothing: the migration fails",
            "ALTER TYPE … ADD VALUE in a migration before");
    static final Rule NOT_ONE_TRANSACTION = warning(
            "not-one-transaction",
            "Has a statement that cannot be in a transaction beside others, which are then in none with it.",
            "nothing; but a failure in the middle leaves the statements before it done",
            "a migration of its own for each such statement");
    static final Rule LOCK_TIMEOUT = warning(
            "lock-timeout",
            "Locks a table that is in use, and does not say how long to wait for that.",
            "while it waits, as long as --wait says, everybody who comes later waits behind it",
            "SET lock_timeout = '5s' at the head of the script, or ?lock_timeout=5s in the URL of the database");

    static final List<Rule> ALL = List.of(
            DROP_TABLE,
            DROP_SCHEMA,
            DROP_COLUMN,
            TRUNCATE,
            DELETE_ALL,
            UPDATE_ALL,
            RENAME_TABLE,
            RENAME_COLUMN,
            ADD_COLUMN_REWRITE,
            ADD_COLUMN_NOT_NULL,
            SET_NOT_NULL,
            CHANGE_TYPE,
            CREATE_INDEX,
            DROP_INDEX,
            ADD_FOREIGN_KEY,
            ADD_CHECK,
            ADD_UNIQUE,
            VALIDATE_AT_ONCE,
            REWRITE_TABLE,
            REINDEX,
            REFRESH_VIEW,
            LOCK_TABLE,
            ENUM_VALUE_USED,
            NOT_ONE_TRANSACTION,
            LOCK_TIMEOUT);

    private PostgresRules() {}

    private static Rule error(String id, String what, String locks, String instead) {
        return new Rule(id, Severity.ERROR, what, locks, instead);
    }

    private static Rule warning(String id, String what, String locks, String instead) {
        return new Rule(id, Severity.WARNING, what, locks, instead);
    }
}
