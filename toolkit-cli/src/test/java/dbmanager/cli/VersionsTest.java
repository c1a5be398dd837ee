package dbmanager.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VersionsTest {
    @TempDir
    Path folder;

    private Cli cli;

    @BeforeEach
    void project() throws IOException {
        cli = Cli.shop(folder);
    }

    @Test
    void migrate_applies_what_is_pending_and_says_each_step_when_it_is_done() {
        Cli.Result result = cli.ok("migrate");
        assertThat(result.out()).contains("+ 1 (products)  ok", "+ 2 (prices)  ok", "base -> 2  (2 steps)");
        assertThat(cli.ok("migrate").out()).isEqualTo("nothing to do: at 2\n");
    }

    @Test
    void a_dry_run_creates_nothing() {
        assertThat(cli.ok("migrate", "--dry-run").out()).contains("2 steps, nothing done yet", "+ 1 (products)");
        assertThat(folder.resolve("data")).doesNotExist();
    }

    @Test
    void reading_commands_do_not_create_a_database() {
        for (String name : new String[] {"status", "list-migrations", "history", "current", "heads", "validate"}) {
            cli.ok(name);
            assertThat(folder.resolve("data")).describedAs(name).doesNotExist();
        }
        assertThat(folder.resolve("database_operations.log")).doesNotExist();
    }

    @Test
    void status_ends_with_3_only_when_asked_to() {
        assertThat(cli.run("status").exitCode()).isZero();
        assertThat(cli.run("status", "--exit-code").exitCode()).isEqualTo(3);
        cli.ok("migrate");
        cli.ok("status", "--exit-code");
    }

    @Test
    void rollback_takes_minus_one_as_a_target_and_is_the_way_back() {
        cli.ok("upgrade");
        assertThat(cli.ok("downgrade", "-1").out()).contains("- 2 (prices)  ok", "2 -> 1  (1 step)");
        assertThat(cli.ok("rollback", "base").out()).contains("1 -> base");
        assertThat(cli.ok("current").out()).isEqualTo("base\n");
    }

    @Test
    void a_failed_step_is_14_and_says_where_things_are() throws IOException {
        cli.file("migrations/shop/V3__broken.sql", "CREATE TABLE products (id);");
        Cli.Result result = cli.run("migrate");
        assertThat(result.exitCode()).isEqualTo(14);
        assertThat(result.out()).contains("+ 2 (prices)  ok").doesNotContain("+ 3");
        assertThat(result.err()).contains("3 (broken) failed", "state: ", "rolled back", "next:  correct the script");
        assertThat(cli.ok("current").out()).isEqualTo("2\n");
    }

    @Test
    void an_edited_migration_is_13_until_it_is_repaired() throws IOException {
        cli.ok("migrate");
        cli.file("migrations/shop/V2__prices.sql", "ALTER TABLE products ADD COLUMN price NUMERIC;");
        assertThat(cli.run("validate").exitCode()).isEqualTo(13);
        assertThat(cli.run("migrate").exitCode()).isEqualTo(13);
        assertThat(cli.ok("repair", "--dry-run").out()).contains("would accept the text");
        assertThat(cli.run("validate").exitCode()).isEqualTo(13);
        cli.ok("repair");
        cli.ok("validate");
    }

    @Test
    void two_branches_are_two_heads_until_they_are_merged() throws IOException {
        cli.ok("migrate");
        cli.file("migrations/shop/V1.5__late.sql", "CREATE TABLE late (id INTEGER PRIMARY KEY);");
        assertThat(cli.run("heads", "--exit-code").exitCode()).isEqualTo(3);
        assertThat(cli.run("migrate").exitCode()).isEqualTo(13);
        assertThat(cli.ok("merge", "--dry-run").out()).contains("V1.5__late.sql -> ");
        cli.ok("merge");
        assertThat(cli.ok("migrate").out()).contains("(late)  ok");
        cli.ok("heads", "--exit-code");
    }

    @Test
    void run_applies_one_migration_named_by_its_path_or_its_name() {
        assertThat(cli.ok("run", "migrations/shop/V1__products.sql").out()).contains("base -> 1");
        assertThat(cli.ok("run", "V2__prices.sql").out()).contains("1 -> 2");
    }

    @Test
    void stamp_records_and_runs_nothing() {
        cli.ok("init");
        assertThat(cli.ok("stamp", "latest").out()).contains("+ 1 (products)  recorded");
        assertThat(cli.ok("history").out()).contains("stamped", "tester@here");
        assertThat(cli.ok("history", "--verbose").out()).contains("sha256");
    }

    @Test
    void create_migration_writes_files_that_are_migrations() throws IOException {
        assertThat(cli.ok("create-migration", "--list-templates").out()).contains("empty", "create-table");
        String created = cli.ok("create", "Thêm cột giá").out();
        assertThat(created).contains("them_cot_gia.sql", "undo");
        assertThat(created.lines())
                .allSatisfy(line ->
                        assertThat(Path.of(line.substring("created ".length()))).exists());
        assertThat(cli.ok("list-migrations").out()).contains("pending");
    }

    @Test
    void sql_is_a_script_and_nothing_else() {
        assertThat(cli.ok("migrate", "--sql").out()).contains("CREATE TABLE products", "flyway_schema_history");
        assertThat(folder.resolve("data")).doesNotExist();
    }

    @Test
    void the_way_back_is_a_script_too() {
        cli.ok("migrate");
        String before = cli.ok("current").out();

        assertThat(cli.ok("rollback", "base", "--sql").out()).contains("DROP TABLE products", "'DELETE'");

        assertThat(cli.ok("current").out()).isEqualTo(before);
        assertThat(cli.run("rollback", "--sql", "--dry-run").exitCode()).isEqualTo(2);
    }

    @Test
    void each_database_has_its_turn_and_the_first_failure_is_the_exit_code() throws IOException {
        Files.createDirectories(folder.resolve("bad.db"));
        cli.file("db-manager.yaml", """
                environments:
                  dev:
                    databases:
                      bad: {url: "sqlite:bad.db", migrations: migrations/shop}
                      good: {url: "sqlite:good.db", migrations: migrations/shop}
                """);
        Cli.Result result = cli.run("migrate", "--output", "json");
        JsonObject json = result.json();
        assertThat(result.exitCode())
                .isNotZero()
                .isEqualTo(json.get("exit_code").getAsInt());
        assertThat(json.getAsJsonArray("databases").get(0).getAsJsonObject().has("error"))
                .isTrue();
        assertThat(json.getAsJsonArray("databases")
                        .get(1)
                        .getAsJsonObject()
                        .get("to")
                        .getAsString())
                .isEqualTo("2");
        assertThat(cli.ok("current", "--db", "good").out()).isEqualTo("2\n");
    }

    @Test
    void one_database_needs_no_file_at_all() {
        assertThat(cli.ok("migrate", "--url", "sqlite:other.db", "--migrations", "migrations/shop")
                        .out())
                .contains("base -> 2");
        assertThat(folder.resolve("other.db")).exists();
    }

    @Test
    void options_may_stand_before_the_command() {
        assertThat(cli.ok("--env", "dev", "--output", "json", "current")
                        .json()
                        .get("environment")
                        .getAsString())
                .isEqualTo("dev");
    }

    @Test
    void quiet_keeps_the_answer() {
        assertThat(cli.ok("migrate", "--quiet").out()).contains("base -> 2");
    }

    @Test
    void a_migrations_folder_that_was_named_has_to_be_there() throws IOException {
        for (String command : List.of("migrate", "validate", "status", "rollback", "merge")) {
            Cli.Result refused = cli.run(command, "--url", "sqlite:other.db", "--migrations", "migration");
            assertThat(refused.exitCode()).as(command).isEqualTo(10);
            assertThat(refused.err()).contains("there is no folder", "did you mean \"migrations\"?");
        }
        assertThat(folder.resolve("other.db")).doesNotExist();
        cli.ok("init", "--url", "sqlite:other.db", "--migrations", "new");
        cli.ok("status", "--url", "sqlite:other.db", "--migrations", "new");
    }

    @Test
    void a_rollback_tells_of_repeatable_migrations_that_have_to_run_again() throws IOException {
        cli.file("migrations/shop/V3__tags.sql", "CREATE TABLE tags (id INTEGER PRIMARY KEY);\n")
                .file("migrations/shop/undo/U3__tags.sql", "DROP TABLE tags;\n")
                .file(
                        "migrations/shop/R__names.sql",
                        "DROP VIEW IF EXISTS names;\nCREATE VIEW names AS SELECT name FROM products;\n");
        cli.ok("migrate");
        assertThat(cli.ok("rollback", "--dry-run").out()).contains("~ R (names)  pending again");
        assertThat(cli.ok("rollback").out()).contains("~ R (names)  pending again");
        assertThat(cli.ok("migrate").out()).contains("+ R (names)");
    }
}
