package dbmanager.sql.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dbmanager.backend.DatabaseUnavailable;
import dbmanager.backend.LoadMode;
import dbmanager.backend.UnknownTable;
import dbmanager.backup.BackupReader;
import dbmanager.backup.Part;
import dbmanager.problem.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SqliteSnapshotTest {
    @TempDir
    Path folder;

    private Shop shop;

    @BeforeEach
    void open() {
        shop = new Shop(folder);
    }

    @ParameterizedTest
    @ValueSource(strings = {"delete", "wal"})
    void is_of_one_moment_while_others_write(String mode) throws Exception {
        SqliteDatabase database = shop.with(
                "shop.db",
                "PRAGMA journal_mode = " + mode,
                "CREATE TABLE accounts (id INTEGER PRIMARY KEY, balance INTEGER NOT NULL)",
                "CREATE TABLE log (id INTEGER PRIMARY KEY, text TEXT)",
                "INSERT INTO accounts VALUES (1, 500), (2, 500)");
        AtomicBoolean over = new AtomicBoolean();
        CompletableFuture<Long> writer = CompletableFuture.supplyAsync(() -> transfer(database, over));
        try {
            for (int i = 0; i < 25; i++) {
                BackupReader backup = shop.dump(database);
                assertThat(SqliteInspection.inspect(backup)).isEmpty();
                try (Connection copy = SqliteCopy.open(shop.part(backup))) {
                    assertThat(Shop.ask(copy, "SELECT sum(balance) FROM accounts"))
                            .containsExactly("1000");
                }
            }
        } finally {
            over.set(true);
        }
        assertThat(writer.get()).isPositive();
    }

    private static long transfer(SqliteDatabase database, AtomicBoolean over) {
        long transfers = 0;
        SqliteDatabase patient = new SqliteDatabase(database.file(), database.shown(), Duration.ofSeconds(20));
        try (Connection connection = patient.write()) {
            Shop.run(connection, "PRAGMA synchronous = OFF");
            while (!over.get()) {
                Shop.run(
                        connection,
                        "BEGIN IMMEDIATE; UPDATE accounts SET balance = balance - 1 WHERE id = 1;"
                                + " UPDATE accounts SET balance = balance + 1 WHERE id = 2;"
                                + " INSERT INTO log (text) VALUES (hex(randomblob(200))); COMMIT");
                transfers++;
                Thread.sleep(1);
            }
        } catch (SQLException | InterruptedException e) {
            throw new AssertionError(e);
        }
        return transfers;
    }

    @ParameterizedTest
    @ValueSource(strings = {"delete", "wal"})
    void keeps_what_the_file_says_of_itself(String mode) throws SQLException {
        SqliteDatabase database = shop.with(
                "shop.db",
                "PRAGMA page_size = 1024",
                "PRAGMA encoding = 'UTF-16le'",
                "PRAGMA journal_mode = " + mode,
                "PRAGMA user_version = 7",
                "PRAGMA application_id = 42",
                "CREATE TABLE t (a)");
        SqliteDatabase restored = shop.database("restored.db");
        shop.load(shop.dump(database), restored, LoadMode.REPLACE);
        try (Connection connection = restored.read()) {
            assertThat(Shop.ask(connection, "PRAGMA journal_mode")).containsExactly(mode);
            assertThat(Shop.ask(connection, "PRAGMA user_version")).containsExactly("7");
            assertThat(Shop.ask(connection, "PRAGMA application_id")).containsExactly("42");
            assertThat(Shop.ask(connection, "PRAGMA page_size")).containsExactly("1024");
            assertThat(Shop.ask(connection, "PRAGMA encoding")).containsExactly("UTF-16le");
        }
    }

    @Test
    void counts_rows_but_not_bookkeeping() {
        SqliteDatabase database = shop.with(
                "shop.db",
                "CREATE TABLE \"order \"\"items\"\"\" (id INTEGER PRIMARY KEY AUTOINCREMENT)",
                "INSERT INTO \"order \"\"items\"\"\" DEFAULT VALUES",
                "CREATE TABLE flyway_schema_history (installed_rank INTEGER)",
                "CREATE TABLE _dbm_meta (k)",
                "CREATE VIRTUAL TABLE search USING fts5 (words)",
                "INSERT INTO search VALUES ('one two')");
        assertThat(shop.dump(database).manifest().parts().get(0).contents())
                .containsOnly(Map.entry("order \"items\"", 1L), Map.entry("search", 1L));
    }

    @Test
    void what_cannot_be_counted_is_in_it_all_the_same() throws SQLException {
        SqliteDatabase database = shop.with(
                "shop.db",
                "CREATE TABLE notes (id INTEGER PRIMARY KEY, body TEXT)",
                "CREATE VIRTUAL TABLE search USING fts5 (body, content = 'notes', content_rowid = 'id')",
                "INSERT INTO notes VALUES (1, 'x')",
                "ALTER TABLE notes RENAME COLUMN body TO text",
                "PRAGMA writable_schema = ON",
                "INSERT INTO sqlite_schema VALUES ('table', 'nearest', 'nearest', 0, 'CREATE VIRTUAL TABLE nearest USING vec0 (x)')");
        BackupReader backup = shop.dump(database);
        Part part = backup.manifest().parts().get(0);

        assertThat(part.contents()).isEqualTo(Map.of("notes", 1L));
        assertThat(part.uncounted())
                .isEqualTo(Map.of("search", "no such column: T.body", "nearest", "no such module: vec0"));
        assertThat(SqliteInspection.inspect(backup)).isEmpty();
        SqliteDatabase restored = shop.database("restored.db");
        assertThat(shop.load(backup, restored, LoadMode.REPLACE).records()).isEqualTo(Map.of("notes", 1L));
        try (Connection connection = restored.read()) {
            assertThat(Shop.ask(connection, "SELECT name FROM sqlite_schema WHERE name IN ('search', 'nearest')"))
                    .containsExactlyInAnyOrder("search", "nearest");
        }
    }

    @Test
    void of_some_tables_has_only_those() throws SQLException {
        SqliteDatabase database = shop.with(
                "shop.db",
                "CREATE TABLE users (id INTEGER PRIMARY KEY, name TEXT)",
                "CREATE INDEX users_name ON users (name)",
                "CREATE TABLE orders (id INTEGER PRIMARY KEY, user REFERENCES users)",
                "CREATE TRIGGER users_gone AFTER DELETE ON users BEGIN DELETE FROM orders WHERE user = old.id; END",
                "CREATE VIEW everything AS SELECT * FROM users JOIN orders",
                "CREATE VIRTUAL TABLE search USING fts5 (words)",
                "CREATE TABLE flyway_schema_history (installed_rank INTEGER)",
                "INSERT INTO users VALUES (1, 'a')",
                "INSERT INTO orders VALUES (1, 1)");
        BackupReader backup = shop.dump(database, "USERS");
        try (Connection copy = SqliteCopy.open(shop.part(backup))) {
            assertThat(Shop.ask(copy, "SELECT name FROM sqlite_schema ORDER BY name"))
                    .containsExactly("users", "users_gone", "users_name");
        }
    }

    @Test
    void of_a_table_that_is_not_there_is_refused() {
        SqliteDatabase database = shop.with("shop.db", "CREATE TABLE users (id)");
        assertThatThrownBy(() -> shop.dump(database, "user")).isInstanceOf(UnknownTable.class);
        assertThat(shop.catalog().list()).isEmpty();
    }

    @Test
    void takes_no_longer_than_allowed() {
        SqliteDatabase database = shop.with(
                "shop.db",
                "CREATE TABLE t (a)",
                "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 200000)"
                        + " INSERT INTO t SELECT i FROM n");
        assertThatThrownBy(() -> shop.dump(database, Duration.ZERO)).isInstanceOf(SnapshotTimeout.class);
        assertThat(shop.catalog().list()).isEmpty();
    }

    @Test
    void of_an_empty_database_is_a_backup() {
        SqliteDatabase database = shop.with("shop.db", "PRAGMA user_version = 1");
        assertThat(SqliteInspection.inspect(shop.dump(database))).isEmpty();
    }

    @Test
    void of_a_file_of_no_bytes_is_a_backup() throws IOException {
        Files.createFile(folder.resolve("shop.db"));
        BackupReader backup = shop.dump(shop.database("shop.db"));
        assertThat(shop.load(backup, shop.database("other.db"), LoadMode.REPLACE)
                        .records())
                .isEmpty();
    }

    @Test
    void of_something_else_says_so() throws IOException {
        Files.writeString(folder.resolve("shop.db"), "this is a letter to a friend, and no database at all".repeat(20));
        assertThatThrownBy(() -> shop.dump(shop.database("shop.db")))
                .isInstanceOf(DatabaseUnavailable.class)
                .hasMessageContaining("is not a database")
                .extracting(e -> ((Problem) e).kind())
                .isEqualTo(Problem.Kind.NEGATIVE);
    }

    /** What the file is when its writer was killed between two pages. */
    @Test
    void of_a_database_whose_writer_was_killed_has_what_was_committed() throws Exception {
        SqliteDatabase database = shop.with("shop.db", "CREATE TABLE t (a)", "INSERT INTO t VALUES ('committed')");
        try (Connection writer = database.write()) {
            Shop.run(writer, "PRAGMA cache_size = 5", "BEGIN IMMEDIATE");
            Shop.run(
                    writer,
                    "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 500)"
                            + " INSERT INTO t SELECT hex(randomblob(500)) FROM n");
            for (String suffix : List.of("", "-journal")) {
                Files.copy(folder.resolve("shop.db" + suffix), folder.resolve("crashed.db" + suffix));
            }
        }
        assertThat(shop.dump(shop.database("crashed.db")).manifest().records()).isOne();
    }

    @Test
    void of_nothing_makes_nothing() {
        assertThatThrownBy(() -> shop.dump(shop.database("absent.db"))).isInstanceOf(DatabaseUnavailable.class);
        assertThat(folder.resolve("absent.db")).doesNotExist();
    }

    @Test
    void names_with_every_kind_of_sign_are_only_names() {
        SqliteDatabase database = shop.with("a b'ü?#%41.db", "CREATE TABLE t (a)", "INSERT INTO t VALUES (1)");
        SqliteDatabase restored = shop.database("c 'd?mode=ro.db");
        assertThat(shop.load(shop.dump(database), restored, LoadMode.REPLACE).records())
                .containsEntry("t", 1L);
        assertThat(Shop.ask(restored, "SELECT a FROM t")).isEqualTo(List.of("1"));
    }
}
