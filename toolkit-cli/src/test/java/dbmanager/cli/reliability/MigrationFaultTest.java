package dbmanager.cli.reliability;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Migrations that are wrong: refused before the first step or taken back whole, and the way on is open. */
final class MigrationFaultTest {
    @TempDir
    private Path folder;

    private Project project;

    @BeforeEach
    void migrated() {
        project = Project.migrated(folder);
    }

    @Test
    void an_edited_migration_stops_everything_until_it_is_put_back_or_repaired() {
        byte[] original = project.read("migrations/V1__products.sql");
        project.write(
                "migrations/V1__products.sql",
                new String(original, StandardCharsets.UTF_8) + "-- more\nDELETE FROM product;\n");
        project.write("migrations/V2__more.sql", "CREATE TABLE more (id INTEGER);\n");
        project.unchanged("migrate").fails(13, "migration 1", "changed");
        project.unchanged("rollback").fails(13, "changed");
        project.unchanged("stamp", "2").fails(13, "changed");
        project.unchanged("validate").says(13, "changed");
        project.unchanged("status").works("changed");
        project.write("migrations/V1__products.sql", original);
        project.run("migrate").works();
        assertThat(project.versions()).isEqualTo("1 1 2 1");
    }

    @Test
    void a_dry_run_reads_every_script_of_the_plan() {
        project.write("migrations/V2__names.sql", "CREATE TABLE names (name TEXT);\n");
        project.write("migrations/undo/U2__names.sql", "DROP TABLE \"names;\n");
        project.write("migrations/verify/2__names.sql", "SELECT 'a;\n");
        project.unchanged("migrate", "--dry-run")
                .fails(14, "migration 2 (names)", "2__names.sql, line 1", "has no end", "nothing was run");
        project.write("migrations/verify/2__names.sql", "SELECT 'a' WHERE 0;\n");
        project.unchanged("migrate", "--dry-run").works("+ 2 (names)");
        project.run("migrate").works();
        project.unchanged("rollback", "--dry-run")
                .fails(14, "rollback of migration 2 (names)", "U2__names.sql, line 1", "has no end");
    }

    @Test
    void a_deleted_migration_stops_everything_until_it_is_put_back() {
        byte[] original = project.read("migrations/V1__products.sql");
        byte[] undo = project.read("migrations/undo/U1__products.sql");
        project.delete("migrations/V1__products.sql");
        project.unchanged("status").works("missing", "only undo/U1__products.sql");
        project.unchanged("migrate").fails(13, "migration 1", "missing", "only undo/U1__products.sql");
        project.delete("migrations/undo/U1__products.sql");
        project.write("migrations/V2__more.sql", "CREATE TABLE more (id INTEGER);\n");
        project.unchanged("migrate").fails(13, "migration 1", "missing");
        project.unchanged("rollback").fails(13, "missing");
        project.write("migrations/V1__products.sql", original);
        project.write("migrations/undo/U1__products.sql", undo);
        project.run("migrate").works();
    }

    @Test
    void an_undo_script_of_a_migration_that_nobody_knows_is_refused() {
        project.write("migrations/undo/U2__more.sql", "DROP TABLE more;\n");
        project.unchanged("status").fails(13, "U2__more.sql", "belongs to migration 2");
        project.unchanged("merge").fails(13, "U2__more.sql");
    }

    @Test
    void two_files_of_one_version_are_refused_with_both_names() {
        project.write("migrations/V2__left.sql", "CREATE TABLE l (id INTEGER);\n");
        project.write("migrations/V2__right.sql", "CREATE TABLE r (id INTEGER);\n");
        project.unchanged("migrate").fails(13, "V2__left.sql", "V2__right.sql", "merge");
        project.unchanged("status").fails(13, "V2__left.sql", "V2__right.sql");
        project.run("merge").works();
        project.run("migrate").works();
        assertThat(project.ask("SELECT count(*) FROM sqlite_schema WHERE name IN ('l', 'r')"))
                .isEqualTo("2");
    }

    @Test
    void versions_that_only_look_different_are_the_same() {
        project.write("migrations/V2__left.sql", "CREATE TABLE l (id INTEGER);\n");
        project.write("migrations/V2.0__right.sql", "CREATE TABLE r (id INTEGER);\n");
        project.write("migrations/V02__third.sql", "CREATE TABLE t (id INTEGER);\n");
        project.unchanged("migrate").fails(13, "two files are migration");
    }

    @Test
    void a_version_that_comes_too_late_is_refused_until_merge_renumbers_it() {
        project.write("migrations/V3__c.sql", "CREATE TABLE c (id INTEGER);\n");
        project.run("migrate").works();
        project.write("migrations/V2__b.sql", "CREATE TABLE b (id INTEGER);\n");
        project.write("migrations/undo/U2__b.sql", "DROP TABLE b;\n");
        project.unchanged("migrate").fails(13, "migration 2", "merge");
        project.unchanged("heads", "--exit-code").says(3, "2");
        project.unchanged("merge", "--dry-run").works("V2__b.sql");
        project.run("merge").works("V2__b.sql");
        project.run("migrate").works();
        project.run("rollback").works();
        assertThat(project.ask("SELECT count(*) FROM sqlite_schema WHERE name = 'b'"))
                .isEqualTo("0");
        assertThat(project.ask("SELECT count(*) FROM sqlite_schema WHERE name = 'c'"))
                .isEqualTo("1");
    }

    @ParameterizedTest
    @CsvSource({
        "V2_names.sql",
        "v2__names.sql",
        "V__names.sql",
        "Vx__names.sql",
        "2__names.sql",
        "undo/2__names.sql",
        "undo/V2__names.sql",
        "V2__names.SQL"
    })
    void a_misnamed_file_is_pointed_out_and_not_silently_left_out(String name) {
        project.write("migrations/" + name, "CREATE TABLE names (id INTEGER);\n");
        Answer answer = project.unchanged("migrate");
        assertThat(answer.err() + answer.out()).as(answer.toString()).contains(name.substring(name.indexOf('/') + 1));
    }

    @Test
    void an_undo_that_is_not_there_is_missed_before_the_first_step() {
        project.write("migrations/V2__a.sql", "CREATE TABLE a (id INTEGER);\n");
        project.write("migrations/V3__b.sql", "CREATE TABLE b (id INTEGER);\n");
        project.write("migrations/undo/U3__b.sql", "DROP TABLE b;\n");
        project.run("migrate").works();
        project.unchanged("rollback", "1").fails(13, "migration 2", "undo");
        project.unchanged("rollback", "base").fails(13, "migration 2");
        project.run("rollback", "-1").works();
    }

    @Test
    void an_undo_without_its_migration_is_pointed_out() {
        project.write("migrations/undo/U7__gone.sql", "DROP TABLE gone;\n");
        Answer answer = project.run("validate");
        assertThat(answer.out() + answer.err()).as(answer.toString()).contains("U7__gone.sql");
    }

    @Test
    void an_undo_edited_after_its_migration_was_applied_stops_the_rollback() {
        byte[] original = project.read("migrations/undo/U1__products.sql");
        project.write("migrations/undo/U1__products.sql", "DROP TABLE product; DROP TABLE IF EXISTS x;\n");
        project.unchanged("rollback").fails(13, "U1__products.sql");
        project.write("migrations/undo/U1__products.sql", original);
        project.run("rollback").works();
    }

    @Test
    void merge_conflict_markers_in_the_lock_file_are_named() {
        String lock = new String(project.read("migrations/migrations.lock"), StandardCharsets.UTF_8);
        project.write(
                "migrations/migrations.lock",
                "<<<<<<< HEAD\n" + lock + "=======\n" + lock.replaceAll("[0-9a-f]{64}", "a".repeat(64))
                        + ">>>>>>> feature\n");
        project.write("migrations/V2__more.sql", "CREATE TABLE more (id INTEGER);\n");
        project.unchanged("migrate").fails(13, "migrations.lock");
        project.unchanged("status").fails(13, "migrations.lock");
    }

    @Test
    void an_error_in_the_middle_of_a_migration_takes_it_back_whole() {
        project.write("migrations/V2__good.sql", "CREATE TABLE good (id INTEGER);\n");
        project.write("migrations/V3__bad.sql", """
                CREATE TABLE bad (id INTEGER);
                UPDATE product SET price = 0;

                INSERT INTO nowhere VALUES (1);
                """);
        Answer answer =
                project.run("migrate").fails(14, "migration 3", "V3__bad.sql", "line 4", "nowhere", "rolled back");
        assertThat(answer.out()).contains("+ 2 (good)");
        assertThat(project.versions()).isEqualTo("1 1 2 1");
        assertThat(project.ask("SELECT max(price) FROM product")).isEqualTo("700");
        project.unchanged("status").works("3");
        project.write("migrations/V3__bad.sql", "CREATE TABLE bad (id INTEGER);\n");
        project.run("migrate").works();
        assertThat(project.versions()).isEqualTo("1 1 2 1 3 1");
    }

    @Test
    void a_verify_script_that_finds_a_row_takes_the_migration_back() {
        project.write("migrations/V2__cheap.sql", "UPDATE product SET price = -1 WHERE id = 2;\n");
        project.write("migrations/verify/2__cheap.sql", "SELECT id, price FROM product WHERE price < 0;\n");
        project.run("migrate").fails(14, "2__cheap.sql", "price=-1", "rolled back");
        assertThat(project.ask("SELECT price FROM product WHERE id = 2")).isEqualTo("700");
        project.write("migrations/V2__cheap.sql", "UPDATE product SET price = 1 WHERE id = 2;\n");
        project.run("migrate").works();
    }

    @Test
    void a_verify_script_that_writes_is_refused() {
        project.write("migrations/V2__x.sql", "CREATE TABLE x (id INTEGER);\n");
        project.write("migrations/verify/2__x.sql", "DELETE FROM product;\n");
        project.run("migrate").fails(14, "2__x.sql");
        assertThat(project.products()).isEqualTo("tea coffee");
        assertThat(project.versions()).isEqualTo("1 1");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            CREATE TABLE x (id INTEGER); COMMIT; CREATE TABLE y (id INTEGER); | COMMIT
            BEGIN; CREATE TABLE x (id INTEGER);                               | BEGIN
            CREATE TABLE x (id INTEGER); VACUUM;                              | VACUUM
            CREATE TABLE x (id INTEGER); PRAGMA foreign_keys = OFF;           | foreign_keys
            CREATE TABLE x (id INTEGER); /* PRAGMA */ pragma Journal_Mode=wal;| journal_mode
            ATTACH 'other.db' AS other; CREATE TABLE x (id INTEGER);          | ATTACH
            CREATE TABLE x (id INTEGER); /* and then DELETE FROM product;     | comment
            CREATE TABLE x (id INTEGER); INSERT INTO x VALUES ('open);        | V2__x.sql
            CREATE TABLE x (id INTEGER); SELECT (1;                           | V2__x.sql
            CREATE TABLE x (id INTEGER); DELETE FROM _dbm_meta; DROP TABLE flyway_schema_history; | V2__x.sql
            """)
    void a_script_that_cannot_be_one_transaction_runs_not_at_all(String script, String word) {
        project.write("migrations/V2__x.sql", script.replace("''", "'") + "\n");
        Answer answer = project.run("migrate").fails(14, "V2__x.sql");
        assertThat(answer.err()).containsIgnoringCase(word);
        assertThat(project.ask("SELECT count(*) FROM sqlite_schema WHERE name = 'x'"))
                .isEqualTo("0");
        assertThat(project.versions()).isEqualTo("1 1");
        project.isSound();
        project.write("migrations/V2__x.sql", "CREATE TABLE x (id INTEGER);\n");
        project.run("migrate").works();
    }

    @Test
    void a_script_that_is_not_utf_8_is_refused() {
        project.write(
                "migrations/V2__x.sql", new byte[] {'S', 'E', 'L', 'E', 'C', 'T', ' ', '\'', (byte) 0xE4, '\'', ';'});
        project.run("migrate").fails(14, "V2__x.sql", "UTF-8");
        project.write(
                "migrations/V2__x.sql",
                "CREATE TABLE x (id INTEGER);\n".getBytes(java.nio.charset.StandardCharsets.UTF_16));
        project.run("migrate").fails(14, "V2__x.sql", "UTF-8");
        assertThat(project.versions()).isEqualTo("1 1");
    }

    @Test
    void rows_without_a_parent_take_the_migration_back() {
        project.write("migrations/V2__orders.sql", """
                CREATE TABLE orders (id INTEGER PRIMARY KEY, product INTEGER NOT NULL REFERENCES product (id));
                INSERT INTO orders VALUES (1, 99);
                """);
        project.run("migrate").fails(14, "V2__orders.sql", "orders");
        assertThat(project.versions()).isEqualTo("1 1");
    }

    @Test
    void a_target_that_is_not_there_is_refused() {
        project.unchanged("migrate", "7").fails(2, "7");
        project.unchanged("migrate", "+9").fails(2, "9");
        project.unchanged("rollback", "-9").fails(2, "9");
        project.unchanged("migrate", "nonsense").fails(2, "nonsense");
        project.unchanged("rollback", "7").fails(2, "7");
    }
}
