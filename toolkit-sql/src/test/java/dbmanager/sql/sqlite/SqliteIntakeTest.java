package dbmanager.sql.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dbmanager.exchange.Exact;
import dbmanager.exchange.Intake;
import dbmanager.exchange.Intake.Keys;
import dbmanager.exchange.Intake.OnConflict;
import dbmanager.exchange.Intake.Outcome;
import dbmanager.exchange.Row;
import dbmanager.exchange.RowRefused;
import dbmanager.exchange.Table;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SqliteIntakeTest {
    @TempDir
    Path folder;

    private Shop shop;
    private SqliteDatabase database;

    @BeforeEach
    void make() {
        shop = new Shop(folder);
        database = shop.with(
                "shop.db",
                "CREATE TABLE users (id INTEGER PRIMARY KEY, name TEXT NOT NULL, email TEXT UNIQUE, boss REFERENCES users)",
                "CREATE TABLE items (user INTEGER REFERENCES users (id), line INT, price REAL CHECK (price > 0),"
                        + " PRIMARY KEY (user, line))",
                "CREATE TABLE profiles (user INTEGER PRIMARY KEY REFERENCES users, motto)",
                "INSERT INTO users VALUES (1, 'Ada', 'ada@x', NULL)",
                "INSERT INTO items VALUES (1, 1, 5)");
    }

    private Intake begin(OnConflict onConflict, Keys keys) {
        return SqliteIntake.into(database, new Intake.Policy(onConflict, keys));
    }

    private static Outcome put(Intake intake, String table, String columns, Object... values) {
        Table of = intake.tables().stream()
                .filter(t -> t.name().equals(table))
                .findFirst()
                .orElseThrow();
        return intake.put(of, List.of(columns.split(",")), new Row(values));
    }

    @Test
    void takes_all_or_nothing() {
        try (Intake intake = begin(OnConflict.FAIL, Keys.KEEP)) {
            assertThat(put(intake, "users", "id,name", 2L, "Bob")).isEqualTo(Outcome.ADDED);
            assertThatThrownBy(() -> put(intake, "users", "id,name", 1L, "Eve"))
                    .isInstanceOf(RowRefused.class)
                    .hasMessage("users, row 2: UNIQUE constraint failed: users.id");
        }
        assertThat(Shop.ask(database, "SELECT id FROM users")).containsExactly("1");
    }

    @Test
    void skips_or_replaces_by_key() {
        try (Intake intake = begin(OnConflict.SKIP, Keys.KEEP)) {
            assertThat(put(intake, "users", "id,name", 1L, "Eve")).isEqualTo(Outcome.SKIPPED);
            assertThat(put(intake, "users", "id,name", 2L, "Bob")).isEqualTo(Outcome.ADDED);
            intake.commit();
        }
        try (Intake intake = begin(OnConflict.REPLACE, Keys.KEEP)) {
            assertThat(put(intake, "users", "name,id", "Eve", 1L)).isEqualTo(Outcome.REPLACED);
            assertThat(put(intake, "items", "price,line,user", 7L, 1L, 1L)).isEqualTo(Outcome.REPLACED);
            assertThatThrownBy(() -> put(intake, "users", "id,name,email", 3L, "Zoe", "ada@x"))
                    .isInstanceOf(RowRefused.class)
                    .hasMessageContaining("UNIQUE constraint failed: users.email");
            intake.commit();
        }
        assertThat(Shop.ask(database, "SELECT id, name, email FROM users"))
                .containsExactly("1|Eve|ada@x", "2|Bob|null");
        assertThat(Shop.ask(database, "SELECT price FROM items")).containsExactly("7.0");
    }

    @ParameterizedTest
    @CsvSource({
        "INTEGER, 12, integer",
        "INTEGER, 12.0, integer",
        "BIGINT, 9223372036854775807, integer",
        "REAL, 12, real",
        "REAL, -Infinity, real",
        "NUMERIC, 1e3, integer",
        "NUMERIC, 9223372036854775808, real",
        "TEXT, 12, text",
        "'DECIMAL(10,2)', 12.50, real",
        "BOOLEAN, true, integer",
        "DATETIME, 2026-11-21 12:00:00, text",
        "STRING, abc, text",
        "'', abc, text"
    })
    void text_becomes_what_the_column_wants(String type, String text, String stored) {
        shop.with("shop.db", "CREATE TABLE t (v " + type + ")");
        try (Intake intake = begin(OnConflict.FAIL, Keys.KEEP)) {
            put(intake, "t", "v", text);
            intake.commit();
        }
        assertThat(Shop.ask(database, "SELECT typeof(v) FROM t")).containsExactly(stored);
    }

    @ParameterizedTest
    @CsvSource({
        "INTEGER, abc",
        "INTEGER, 1.5",
        "INTEGER, 9223372036854775808",
        "INTEGER, ''",
        "REAL, 1e999999999",
        "REAL, 1e350",
        "REAL, NaN",
        "NUMERIC, x",
        "BOOLEAN, maybe"
    })
    void text_that_does_not_fit_is_refused(String type, String text) {
        shop.with("shop.db", "CREATE TABLE t (v " + type + ")");
        try (Intake intake = begin(OnConflict.FAIL, Keys.KEEP)) {
            assertThatThrownBy(() -> put(intake, "t", "v", text))
                    .isInstanceOf(RowRefused.class)
                    .hasMessageStartingWith("t, row 1: column v: \"" + text + "\"");
        }
    }

    @Test
    void an_exact_value_is_stored_whatever_the_type_of_its_column() {
        shop.with("shop.db", "CREATE TABLE t (v INTEGER)");
        try (Intake intake = begin(OnConflict.FAIL, Keys.KEEP)) {
            put(intake, "t", "v", new Exact("a few"));
            put(intake, "t", "v", new Exact(1.5));
            assertThatThrownBy(() -> put(intake, "t", "v", new Exact(true))).isInstanceOf(RowRefused.class);
            assertThatThrownBy(() -> put(intake, "t", "v", new Exact(new BigDecimal("1.50"))))
                    .isInstanceOf(RowRefused.class);
            assertThatThrownBy(() -> put(intake, "t", "v", new Exact(Double.NaN)))
                    .isInstanceOf(RowRefused.class);
            intake.commit();
        }
        assertThat(Shop.ask(database, "SELECT typeof(v), v FROM t")).containsExactly("text|a few", "real|1.5");
    }

    @Test
    void values_of_json_fit_too() {
        shop.with("shop.db", "CREATE TABLE t (a INTEGER, b REAL, c TEXT, d BLOB, e INT) STRICT");
        try (Intake intake = begin(OnConflict.FAIL, Keys.KEEP)) {
            put(intake, "t", "a,b,c,d,e", true, new BigDecimal("0.5"), true, new byte[] {0, 1}, new BigDecimal("1e3"));
            assertThatThrownBy(() -> put(intake, "t", "b", Double.NaN))
                    .isInstanceOf(RowRefused.class)
                    .hasMessageContaining("\"NaN\" is a number that SQLite cannot store");
            assertThatThrownBy(() -> put(intake, "t", "d", "text"))
                    .isInstanceOf(RowRefused.class)
                    .hasMessageContaining("cannot store TEXT value in BLOB column t.d");
            assertThatThrownBy(() -> put(intake, "t", "c", List.of(1L))).isInstanceOf(RowRefused.class);
            assertThatThrownBy(() -> put(intake, "t", "nothing", 1L)).isInstanceOf(RowRefused.class);
            intake.commit();
        }
        assertThat(Shop.ask(database, "SELECT a, b, c, hex(d), e FROM t")).containsExactly("1|0.5|true|0001|1000");
    }

    @Test
    void what_the_table_forbids_is_refused_with_its_reason() {
        try (Intake intake = begin(OnConflict.SKIP, Keys.KEEP)) {
            assertThatThrownBy(() -> put(intake, "users", "id,name", 5L, null))
                    .hasMessage("users, row 1: NOT NULL constraint failed: users.name");
            assertThatThrownBy(() -> put(intake, "items", "user,line,price", 1L, 2L, -1.0))
                    .hasMessage("items, row 1: CHECK constraint failed: price > 0");
        }
    }

    @Test
    void references_are_checked_at_the_end() {
        try (Intake intake = begin(OnConflict.FAIL, Keys.KEEP)) {
            put(intake, "items", "user,line,price", 2L, 1L, 1.0);
            assertThatThrownBy(intake::commit)
                    .isInstanceOf(RowRefused.class)
                    .hasMessageContaining("1 rows of items refer to rows of users that are not there");
            put(intake, "users", "id,name", 2L, "Bob");
            intake.commit();
        }
        assertThat(Shop.ask(database, "SELECT count(*) FROM items")).containsExactly("2");
    }

    @Test
    void new_keys_and_references_follow_in_any_order() {
        try (Intake intake = begin(OnConflict.FAIL, Keys.NEW)) {
            put(intake, "items", "user,line,price", 1L, 1L, 1.0); // the user comes later
            put(intake, "items", "user,line,price", 1L, 2L, 2.0);
            put(intake, "profiles", "user,motto", 7L, "late");
            put(intake, "users", "id,name,boss", 7L, "Boss", null);
            put(intake, "users", "id,name,boss", 1L, "Ada again", 7L);
            intake.commit();
        }
        assertThat(Shop.ask(
                        database,
                        "SELECT u.name, b.name, count(i.line) FROM users u LEFT JOIN users b ON b.id = u.boss"
                                + " LEFT JOIN items i ON i.user = u.id GROUP BY u.id ORDER BY u.name"))
                .containsExactly("Ada|null|1", "Ada again|Boss|2", "Boss|null|0");
        assertThat(Shop.ask(database, "SELECT name FROM profiles p JOIN users u ON u.id = p.user"))
                .containsExactly("Boss");
    }

    @Test
    void references_to_rows_that_were_there_stay() {
        try (Intake intake = begin(OnConflict.FAIL, Keys.NEW)) {
            put(intake, "items", "user,line,price", 1L, 9L, 1.0);
            put(intake, "users", "id,name,boss", 2L, "Bob", 1L);
            intake.commit();
        }
        assertThat(Shop.ask(database, "SELECT user, line FROM items ORDER BY line"))
                .containsExactly("1|1", "1|9");
        assertThat(Shop.ask(database, "SELECT boss FROM users WHERE name = 'Bob'"))
                .containsExactly("1");
    }

    @Test
    void a_key_that_comes_twice_is_refused_with_new_keys_too() {
        try (Intake intake = begin(OnConflict.FAIL, Keys.NEW)) {
            put(intake, "users", "id,name", 5L, "a");
            assertThatThrownBy(() -> put(intake, "users", "id,name", 5L, "b")).isInstanceOf(RowRefused.class);
        }
    }
}
