package dbmanager.sql.lint;

import dbmanager.backend.Lint.Rule;
import dbmanager.backend.Lint.Severity;
import java.util.List;

/**
 * What goes wrong in SQLite (sqlite.org/lang_altertable.html, foreignkeys.html, lang_vacuum.html). There is one lock for writers of the whole file; in WAL
 * mode readers go on, otherwise they wait for the commit.
 */
final class SqliteRules {
    private static final String WRITER = "the one write lock of the file, to the end of the migration";

    static final Rule DROP_TABLE = error(
            "drop-table",
            "Drops a table with its rows.",
            WRITER,
            "first stop using it, for one release at least; then drop it with an ignore that says why the rows may go");
    static final Rule DROP_PARENT = error(
            "drop-parent",
            "Drops a table to which rows of others refer. With foreign keys on, as stock Flyway or an application may have them, these are deleted or"
                    + " changed by their ON DELETE, or refuse it.",
            WRITER,
            "take the references away first, in the same migration");
    static final Rule DROP_COLUMN = error(
            "drop-column",
            "Drops a column with its values, which no undo brings back.",
            WRITER + ", while the whole table is written anew",
            "first stop using it, for one release at least; then drop it with an ignore that says why the values may go");
    static final Rule DELETE_ALL =
            error("delete-all", "Deletes every row of a table.", WRITER, "a WHERE that says which rows");
    static final Rule UPDATE_ALL = warning(
            "update-all",
            "Writes every row of a table anew.",
            WRITER,
            "a WHERE that says which rows need it, so that it can run again");
    static final Rule RENAME_TABLE = warning(
            "rename-table",
            "Renames a table under the applications that run.",
            WRITER + ", for a moment",
            "rename it, and make a view of the old name in the same migration");
    static final Rule RENAME_COLUMN = warning(
            "rename-column",
            "Renames a column under the applications that run.",
            WRITER + ", for a moment",
            "add the new column, write both, fill the old rows, then drop the old one");
    static final Rule REBUILD = warning(
            "rebuild",
            "Rebuilds a table, and does not look whether foreign keys are on: then DROP TABLE deletes the rows that refer to it, without a word.",
            WRITER + ", while the table is copied",
            "db-manager turns them off; for stock Flyway let `db-manager autogenerate` write the rebuild, which begins with a guard");
    static final Rule REBUILD_KEYS_ON = error(
            "rebuild-keys-on",
            "Turns foreign keys on and rebuilds a table: DROP TABLE then deletes the rows that refer to it.",
            WRITER + ", while the table is copied",
            "leave out PRAGMA foreign_keys = ON");
    static final Rule ADD_COLUMN_FAILS = error(
            "add-column-fails",
            "Adds a column as ALTER TABLE cannot: UNIQUE or PRIMARY KEY; or, where there are rows, NOT NULL without a default, or a default that is"
                    + " computed.",
            "nothing: the migration fails",
            "a constant DEFAULT; for the others a rebuild, which `db-manager autogenerate` writes");
    static final Rule OLD_SQLITE = warning(
            "old-sqlite",
            "Says what older versions of SQLite do not know. db-manager brings its own; shells and applications may be older.",
            "nothing",
            "a rebuild, which every version knows, or a look at the versions that run your scripts");
    static final Rule VACUUM = warning(
            "vacuum",
            "Copies the whole file.",
            "every reader and writer of the file, while it is written anew; needs its size again on the disk",
            "`db-manager vacuum` at a time at which nobody needs it");
    static final Rule ATTACH = warning(
            "attach",
            "Works on another file, for which the history says nothing and of which no backup is taken.",
            "the other file too",
            "a database of its own in db-manager.yaml");
    static final Rule OUTSIDE_TRANSACTION = warning(
            "outside-transaction",
            "Has more than one statement and runs outside a transaction.",
            "each statement for itself; a failure in the middle leaves those before it done",
            "a migration of its own for the statement that needs it");

    static final List<Rule> ALL = List.of(
            DROP_TABLE,
            DROP_PARENT,
            DROP_COLUMN,
            DELETE_ALL,
            UPDATE_ALL,
            RENAME_TABLE,
            RENAME_COLUMN,
            REBUILD,
            REBUILD_KEYS_ON,
            ADD_COLUMN_FAILS,
            OLD_SQLITE,
            VACUUM,
            ATTACH,
            OUTSIDE_TRANSACTION);

    private SqliteRules() {}

    private static Rule error(String id, String what, String locks, String instead) {
        return new Rule(id, Severity.ERROR, what, locks, instead);
    }

    private static Rule warning(String id, String what, String locks, String instead) {
        return new Rule(id, Severity.WARNING, what, locks, instead);
    }
}
