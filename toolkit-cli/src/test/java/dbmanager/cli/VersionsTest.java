package dbmanager.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
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
    void how_long_to_wait_is_a_span_as_everywhere_else_or_seconds() {
        cli.ok("migrate", "--wait", "30s");
        cli.ok("rollback", "--wait=5m");
        cli.ok("migrate", "--wait", "0");
        assertThat(cli.run("rollback", "--wait", "soon").err())
                .contains("\"soon\" is no span of time", "60s, 2m or 1h");
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
    void a_script_from_version_to_version_needs_no_database() {
        assertThat(cli.ok("upgrade", "1:head", "--sql").out())
                .contains("this script begins at 1", "ADD COLUMN")
                .doesNotContain("CREATE TABLE products");
        assertThat(cli.ok("migrate", ":+1", "--sql").out()).contains("CREATE TABLE products");
        assertThat(cli.ok("downgrade", "2:base", "--sql").out()).contains("DROP TABLE products", "'DELETE'");
        assertThat(folder.resolve("data")).doesNotExist();
        Cli.Result run = cli.run("migrate", "1:2");
        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).contains("a run begins where the database is", "add --sql");
        assertThat(cli.run("migrate", "9:head", "--sql").err()).contains("no migration has version 9");
        assertThat(cli.run("rollback", "head:", "--sql").exitCode()).isEqualTo(2);
    }

    @Test
    void stamp_speaks_of_single_versions_too() {
        assertThat(cli.ok("stamp", "--applied", "2").out()).contains("+ 2 (prices)  recorded");
        assertThat(cli.run("validate").exitCode()).isEqualTo(13);
        cli.ok("stamp", "--applied", "1", "--applied", "2");
        cli.ok("validate");
        assertThat(cli.ok("stamp", "--pending", "2").out()).contains("- 2 (prices)  recorded");
        assertThat(cli.ok("current").out()).isEqualTo("1\n");
        assertThat(cli.run("stamp", "--applied", "latest").exitCode()).isEqualTo(2);
        assertThat(cli.run("stamp", "1", "--applied", "2").exitCode()).isEqualTo(2);
        assertThat(cli.run("stamp").exitCode()).isEqualTo(2);
        assertThat(cli.run("stamp", "--purge", "--applied", "2").exitCode()).isEqualTo(2);
    }

    @Test
    void a_history_begins_anew_when_it_is_purged() throws IOException {
        cli.ok("migrate");
        cli.file("migrations/shop/V1__products.sql", "CREATE TABLE products (id INTEGER PRIMARY KEY, name TEXT);");
        Files.delete(folder.resolve("migrations/shop/V2__prices.sql"));
        Files.delete(folder.resolve("migrations/shop/undo/U2__prices.sql"));
        assertThat(cli.run("stamp", "1").exitCode()).isEqualTo(13);
        assertThat(cli.ok("stamp", "1", "--purge", "--dry-run").out()).contains("+ 1 (products)");

        assertThat(cli.ok("stamp", "1", "--purge").out())
                .contains("- 2 (prices)  recorded", "- 1 (products)  recorded", "+ 1 (products)  recorded", "2 -> 1");

        cli.ok("validate");
        assertThat(cli.ok("history").out().lines()).hasSizeGreaterThan(4);
        assertThat(cli.run("stamp", "9", "--purge").exitCode()).isEqualTo(2);
        assertThat(cli.ok("current").out()).isEqualTo("1\n");
    }

    @Test
    void lint_objects_before_anything_runs() throws IOException {
        assertThat(cli.ok("lint").out()).contains("nothing to object to in 2 pending migrations");
        cli.file("migrations/shop/V3__drop.sql", "-- what nobody reads\nDROP TABLE products;\n");

        Cli.Result lint = cli.run("lint");

        assertThat(lint.exitCode()).isEqualTo(3);
        assertThat(lint.out())
                .contains("V3__drop.sql:2  error  drop-table: drops products", "    instead  ", "1 error, 0 warnings");
        assertThat(folder.resolve("data")).doesNotExist();
        cli.file("migrations/shop/V3__drop.sql", "-- lint: ignore drop-table nobody reads it\nDROP TABLE products;\n");
        assertThat(cli.ok("lint").out()).contains("V3__drop.sql:2  ignored  drop-table: nobody reads it");
        cli.ok("migrate");
        assertThat(cli.ok("lint").out()).contains("0 pending migrations");
        assertThat(cli.ok("lint", "--all").out()).contains("3 migrations");
        cli.file("migrations/shop/V4__all.sql", "UPDATE others SET a = 1;\n");
        cli.ok("lint");
        assertThat(cli.run("lint", "--fail-on", "warning").exitCode()).isEqualTo(3);
        assertThat(cli.run("lint", "--fail-on", "nothing").exitCode()).isEqualTo(2);
    }

    @Test
    void check_live_says_what_nobodys_migration_did() throws Exception {
        assertThat(cli.ok("check", "--live").out()).contains("drift unknown");
        cli.ok("migrate");
        assertThat(cli.ok("check", "--live").out()).contains("no drift", "2 (prices)");
        try (var database = DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("data/shop.db"));
                var statement = database.createStatement()) {
            statement.execute("CREATE INDEX by_hand ON products (name)");
        }

        Cli.Result check = cli.run("check", "--live");

        assertThat(check.exitCode()).isEqualTo(3);
        assertThat(check.out())
                .contains("drifted: changed after 2 (prices)", "by nobody's migration:", "  + index by_hand");
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
