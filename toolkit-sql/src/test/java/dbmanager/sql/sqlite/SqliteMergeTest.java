package dbmanager.sql.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dbmanager.backend.LoadMode;
import dbmanager.backend.Selection;
import dbmanager.backend.UnknownTable;
import dbmanager.backup.BackupReader;
import dbmanager.problem.Problem;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SqliteMergeTest {
    private static final String[] SHOP = {
        "CREATE TABLE users (id INTEGER PRIMARY KEY, name TEXT, email TEXT UNIQUE, short AS (substr(name, 1, 1)))",
        "CREATE TABLE orders (id INTEGER PRIMARY KEY, user INTEGER REFERENCES users ON DELETE CASCADE)",
        "CREATE TABLE tags (name TEXT COLLATE NOCASE PRIMARY KEY, hue) WITHOUT ROWID",
        "CREATE TABLE log (line)",
        "CREATE TRIGGER logged AFTER INSERT ON users BEGIN INSERT INTO log VALUES ('trigger'); END",
        "INSERT INTO users VALUES (1, 'Ada', 'ada@x'), (2, 'Bob', NULL)",
        "DELETE FROM log",
        "INSERT INTO orders VALUES (10, 1), (11, 2)",
        "INSERT INTO tags VALUES ('Red', 0)",
        "INSERT INTO log VALUES ('a'), ('a'), (NULL)",
        "CREATE TABLE flyway_schema_history (installed_rank INTEGER PRIMARY KEY)",
        "INSERT INTO flyway_schema_history VALUES (1)"
    };

    @TempDir
    Path folder;

    private Shop shop;
    private SqliteDatabase database;
    private BackupReader backup;

    @BeforeEach
    void take_a_backup() {
        shop = new Shop(folder);
        database = shop.with("shop.db", SHOP);
        backup = shop.dump(database);
    }

    @Test
    void replaces_one_table_and_no_trigger_or_cascade_fires() {
        shop.with(
                "shop.db",
                "UPDATE users SET name = 'Eve'",
                "INSERT INTO users VALUES (3, 'New', NULL)",
                "DELETE FROM log");
        assertThat(shop.load(backup, database, LoadMode.REPLACE, "Users").records())
                .containsEntry("users", 2L);
        assertThat(Shop.ask(database, "SELECT * FROM users")).containsExactly("1|Ada|ada@x|A", "2|Bob|null|B");
        assertThat(Shop.ask(database, "SELECT count(*) FROM orders")).containsExactly("2");
        assertThat(Shop.ask(database, "SELECT count(*) FROM log")).containsExactly("0");
        shop.with("shop.db", "INSERT INTO users (name) VALUES ('x')");
        assertThat(Shop.ask(database, "SELECT line FROM log")).containsExactly("trigger");
    }

    @Test
    void merges_by_key_and_keeps_the_rest() {
        shop.with(
                "shop.db",
                "DELETE FROM users WHERE id = 2",
                "UPDATE users SET name = 'Eve'",
                "INSERT INTO users VALUES (3, 'New', NULL)",
                "UPDATE tags SET name = 'RED', hue = 9",
                "DELETE FROM log WHERE rowid = 1",
                "INSERT INTO log VALUES ('b')",
                "DELETE FROM flyway_schema_history");
        shop.load(backup, database, LoadMode.MERGE);
        assertThat(Shop.ask(database, "SELECT id, name FROM users")).containsExactly("1|Ada", "2|Bob", "3|New");
        assertThat(Shop.ask(database, "SELECT hue FROM tags")).containsExactly("0");
        assertThat(Shop.ask(database, "SELECT line FROM log WHERE line <> 'trigger' ORDER BY line"))
                .containsExactly("a", "a", "b");
        assertThat(Shop.ask(database, "SELECT count(*) FROM log WHERE line IS NULL"))
                .containsExactly("1");
        assertThat(Shop.ask(database, "SELECT count(*) FROM flyway_schema_history"))
                .containsExactly("0");
    }

    @Test
    void a_table_that_is_gone_comes_back_with_what_hangs_on_it() {
        shop.with("shop.db", "CREATE INDEX users_name ON users (name)");
        BackupReader indexed = shop.dump(database);
        shop.with("shop.db", "DROP TABLE users");
        shop.load(indexed, database, LoadMode.REPLACE, "users");
        assertThat(Shop.ask(
                        database, "SELECT name FROM sqlite_schema WHERE tbl_name = 'users' AND sql <> '' ORDER BY 1"))
                .containsExactly("logged", "users", "users_name");
        assertThat(Shop.ask(database, "SELECT count(*) FROM users")).containsExactly("2");
    }

    @Test
    void rows_that_would_lose_their_parent_stop_it() {
        shop.with("shop.db", "INSERT INTO users VALUES (3, 'New', NULL)", "INSERT INTO orders VALUES (12, 3)");
        assertThatThrownBy(() -> shop.load(backup, database, LoadMode.REPLACE, "users"))
                .isInstanceOf(LoadRefused.class)
                .hasMessage("1 rows of orders refer to rows of users that are not there, such as row 12");
        assertThat(Shop.ask(database, "SELECT count(*) FROM users")).containsExactly("3");
    }

    @Test
    void rows_without_a_parent_that_were_there_before_do_not() {
        shop.with("shop.db", "INSERT INTO orders VALUES (12, 99)");
        shop.load(backup, database, LoadMode.REPLACE, "users");
        assertThat(Shop.ask(database, "SELECT count(*) FROM orders")).containsExactly("3");
    }

    @Test
    void other_columns_are_named() {
        shop.with("shop.db", "ALTER TABLE users RENAME COLUMN email TO mail");
        assertThatThrownBy(() -> shop.load(backup, database, LoadMode.MERGE, "users"))
                .isInstanceOf(LoadRefused.class)
                .hasMessageContaining("email is only in the backup, mail is only in the database");
        assertThat(refusal("users")).containsInstanceOf(LoadRefused.class);
        assertThat(refusal("orders")).isEmpty();
        assertThat(refusal("nobody")).containsInstanceOf(UnknownTable.class);
    }

    private Optional<Problem> refusal(String... tables) {
        return new SqliteMerge(database, Shop.snapshot(database)).refusal(backup, Selection.of(List.of(tables)));
    }

    @Test
    void a_row_that_collides_elsewhere_stops_it() {
        shop.with("shop.db", "DELETE FROM users", "INSERT INTO users VALUES (5, 'Ann', 'ada@x')");
        assertThatThrownBy(() -> shop.load(backup, database, LoadMode.MERGE, "users"))
                .isInstanceOf(LoadRefused.class)
                .hasMessageContaining("UNIQUE constraint failed: users.email");
        assertThat(Shop.ask(database, "SELECT id FROM users")).containsExactly("5");
    }

    @Test
    void a_backup_of_some_tables_never_replaces_the_others() {
        BackupReader users = shop.dump(database, "users");
        shop.with("shop.db", "UPDATE users SET name = 'Eve'");
        shop.load(users, database, LoadMode.REPLACE);
        assertThat(Shop.ask(database, "SELECT name FROM users")).containsExactly("Ada", "Bob");
        assertThat(Shop.ask(database, "SELECT count(*) FROM orders")).containsExactly("2");
    }

    @Test
    void a_full_text_index_over_a_loaded_table_follows() {
        shop.with(
                "shop.db",
                "CREATE VIRTUAL TABLE found USING fts5 (name, content = 'users', content_rowid = 'id')",
                "INSERT INTO found (found) VALUES ('rebuild')");
        BackupReader taken = shop.dump(database);
        shop.with("shop.db", "UPDATE users SET name = 'Eve'", "INSERT INTO found (found) VALUES ('rebuild')");
        shop.load(taken, database, LoadMode.MERGE);
        assertThat(Shop.ask(database, "SELECT rowid FROM found WHERE found MATCH 'ada'"))
                .containsExactly("1");
        assertThat(Shop.ask(database, "SELECT rowid FROM found WHERE found MATCH 'eve'"))
                .isEmpty();
    }

    @Test
    void a_table_that_the_backup_has_not_is_refused() {
        assertThatThrownBy(() -> shop.load(backup, database, LoadMode.REPLACE, "nobody"))
                .isInstanceOf(UnknownTable.class)
                .hasMessageContaining("backup ");
    }
}
