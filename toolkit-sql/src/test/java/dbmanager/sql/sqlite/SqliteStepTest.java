package dbmanager.sql.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dbmanager.backend.Progress;
import dbmanager.backend.StepFailed;
import dbmanager.migration.BlockedTimeline;
import dbmanager.migration.Direction;
import dbmanager.migration.Irreversible;
import dbmanager.migration.Migration;
import dbmanager.migration.Mode;
import dbmanager.problem.Problem;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What goes wrong in a step leaves the database as it was, and says where. */
class SqliteStepTest {
    @TempDir
    Path home;

    private Project shop;

    @BeforeEach
    void begin() {
        shop = Project.migrated(home);
    }

    @Test
    void an_error_in_the_middle_names_line_statement_and_reason() {
        shop.with(
                "V3__stock.sql",
                "CREATE TABLE stock (id INTEGER PRIMARY KEY);\n\nINSERT INTO stok\n VALUES (1);\nCREATE TABLE later (id);\n");

        assertThatThrownBy(shop::migrate)
                .isInstanceOf(StepFailed.class)
                .hasMessage(
                        "migration 3 (stock) failed at V3__stock.sql, line 3: no such table: stok (INSERT INTO stok VALUES (1))")
                .extracting(e -> ((Problem) e).state().orElseThrow())
                .isEqualTo(StepFailed.rolledBack());
        assertThat(shop.query("SELECT name FROM sqlite_master WHERE name IN ('stock', 'later')"))
                .isEmpty();
        assertThat(shop.inForce()).isEqualTo("1 2 R catalogue");
    }

    @Test
    void rows_of_a_verify_script_are_shown_and_counted() {
        shop.execute("INSERT INTO products (id, name) VALUES (1, 'Tea'), (2, 'Tea'), (3, 'Tea'), (4, 'Tea')");
        shop.with("V3__check.sql", "UPDATE products SET price = -1;\n")
                .with(
                        "verify/3__check.sql",
                        "-- no price below zero\nSELECT id, price FROM products WHERE price < 0;\n");

        assertThatThrownBy(shop::migrate)
                .isInstanceOf(StepFailed.class)
                .hasMessage("migration 3 (check) failed at verify/3__check.sql, line 2: 4 rows contradict it: "
                        + "id=1, price=-1; id=2, price=-1; id=3, price=-1");
        assertThat(shop.query("SELECT DISTINCT price FROM products")).containsExactly("0");
        shop.execute("DELETE FROM products WHERE id > 1");
        assertThatThrownBy(shop::migrate).hasMessageEndingWith("line 2: 1 row contradicts it: id=1, price=-1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"DELETE FROM products;", "DELETE FROM products RETURNING id;", "CREATE TABLE t (a);"})
    void a_verify_script_cannot_write(String statement) {
        shop.execute("INSERT INTO products (id, name) VALUES (1, 'Tea')");
        shop.with("V3__check.sql", "SELECT 1;\n").with("verify/3__check.sql", statement);

        assertThatThrownBy(shop::migrate).isInstanceOf(Problem.class).hasMessageContaining("3");
        assertThat(shop.query("SELECT count(*) FROM products")).containsExactly("1");
        assertThat(shop.inForce()).isEqualTo("1 2 R catalogue");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "BEGIN; CREATE TABLE t (a); COMMIT;",
                "BEGIN TRANSACTION; CREATE TABLE t (a); END;",
                "CREATE TABLE t (a);\ncommit;\nCREATE TABLE u (a);",
                "CREATE TABLE t (a); ROLLBACK;",
                "CREATE TABLE t (a); /* why */ PRAGMA foreign_keys = OFF;",
                "CREATE TABLE t (a); PRAGMA main.\"journal_mode\" = WAL;",
                "CREATE TABLE t (a); VACUUM;",
                "CREATE TABLE t (a); ATTACH 'other.db' AS other;",
                "CREATE TABLE t (a); /* no end\nCREATE TABLE u (a);",
                "CREATE TRIGGER x AFTER INSERT ON products BEGIN SELECT 1;",
                "CREATE TABLE t (a); INSERT INTO t VALUES ('${unknown}');"
            })
    void what_would_break_the_step_is_refused_before_anything_runs(String script) {
        shop.with("V3__bad.sql", "\n" + script);

        assertThatThrownBy(shop::migrate)
                .isInstanceOf(StepFailed.class)
                .hasMessageStartingWith("migration 3 (bad) failed at V3__bad.sql")
                .extracting(e -> ((Problem) e).state().orElseThrow())
                .isEqualTo("nothing was run");
        assertThat(shop.query("SELECT name FROM sqlite_master WHERE name IN ('t', 'u')"))
                .isEmpty();
    }

    @Test
    void a_refusal_names_the_line_and_what_to_do() {
        shop.with("V3__bad.sql", "CREATE TABLE t (a);\n-- smaller\nVACUUM;\n");

        assertThatThrownBy(shop::migrate)
                .hasMessageContaining("V3__bad.sql, line 3")
                .hasMessageContaining("V3__bad.sql.conf")
                .hasMessageContaining("executeInTransaction=false");
    }

    @Test
    void savepoints_and_triggers_are_fine() {
        shop.with("V3__fine.sql", """
                SAVEPOINT here;
                INSERT INTO products (name) VALUES ('Tea; BEGIN; -- no comment /* none');
                ROLLBACK TO here;
                RELEASE here;
                CREATE TRIGGER loud AFTER INSERT ON products BEGIN
                    UPDATE products SET name = upper(name) WHERE id = new.id;
                END;
                INSERT INTO products (name) VALUES ('Tea');
                """);
        shop.migrate();

        assertThat(shop.query("SELECT name FROM products")).containsExactly("TEA");
    }

    @Test
    void a_step_outside_a_transaction_runs_what_a_transaction_forbids() {
        shop.with("V3__small.sql", "PRAGMA journal_mode = WAL;\nVACUUM;\n")
                .with("V3__small.sql.conf", "executeInTransaction=false\n");
        shop.migrate();

        assertThat(shop.query("PRAGMA journal_mode")).containsExactly("wal");
        assertThat(shop.inForce()).isEqualTo("1 2 R catalogue 3");
        shop.flyway().validate();
    }

    @Test
    void a_failure_outside_a_transaction_stays_in_the_history_until_repaired() {
        shop.with("V3__half.sql", "CREATE TABLE half (a);\nMAKE IT SO;\n")
                .with("V3__half.sql.conf", "executeInTransaction=false\n");

        assertThatThrownBy(shop::migrate)
                .isInstanceOf(StepFailed.class)
                .extracting(e -> ((Problem) e).state().orElseThrow())
                .asString()
                .contains("repair");
        assertThat(shop.query("SELECT name FROM sqlite_master WHERE name = 'half'"))
                .containsExactly("half");
        assertThatThrownBy(shop::migrate).isInstanceOf(BlockedTimeline.class);

        shop.execute("DROP TABLE half");
        shop.repair();
        shop.with("V3__half.sql", "CREATE TABLE half (a);\n").without("V3__half.sql.conf");
        shop.migrate();
        assertThat(shop.inForce()).isEqualTo("1 2 R catalogue 3");
        shop.flyway().validate();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "DELETE FROM flyway_schema_history;",
                "UPDATE FLYWAY_SCHEMA_HISTORY SET checksum = 1 WHERE version = '1';",
                "DROP TABLE flyway_schema_history;",
                "DELETE FROM _dbm_history;",
                "UPDATE _dbm_meta SET value = 'mine' WHERE key = 'database_id';"
            })
    void a_script_that_changes_the_history_is_taken_back(String statement) {
        List<String> before = shop.query("SELECT * FROM flyway_schema_history");
        shop.with("V3__forget.sql", "CREATE TABLE t (a);\n" + statement + "\n");

        assertThatThrownBy(shop::migrate)
                .isInstanceOf(StepFailed.class)
                .hasMessageContaining("what this database has been through");
        assertThat(shop.query("SELECT * FROM flyway_schema_history")).isEqualTo(before);
        assertThat(shop.inForce()).isEqualTo("1 2 R catalogue");
    }

    @Test
    void a_script_may_read_the_history() {
        shop.with("V3__log.sql", "CREATE TABLE log AS SELECT version FROM flyway_schema_history;\n");
        shop.migrate();
        assertThat(shop.inForce()).isEqualTo("1 2 R catalogue 3");
    }

    @Test
    void an_edit_between_plan_and_step_is_refused() {
        shop.with("V3__stock.sql", "CREATE TABLE stock (id);\n");
        try (SqliteBackend backend = shop.open()) {
            Migration planned =
                    backend.available().versioned().reduce((a, b) -> b).orElseThrow();
            shop.with("V3__stock.sql", "DROP TABLE products;\n");

            assertThatThrownBy(() -> backend.run(planned, Direction.UP, Mode.EXECUTE, Project.ANNA, Progress.silent()))
                    .isInstanceOf(StepFailed.class)
                    .hasMessageContaining("edited");
        }
        assertThat(shop.query("SELECT count(*) FROM products")).containsExactly("0");
    }

    @Test
    void without_an_undo_script_nothing_is_undone() {
        shop.without("undo/U2__add_price.sql");
        assertThatThrownBy(() -> shop.rollback("-1")).isInstanceOf(Irreversible.class);
        assertThat(shop.inForce()).isEqualTo("1 2 R catalogue");
    }
}
