package dbmanager.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GuardedTest {
    @TempDir
    Path folder;

    private Cli cli;

    @BeforeEach
    void project() throws IOException {
        cli = Cli.shop(folder).with("DB_MANAGER_ENV", "production");
        cli.ok("migrate", "1", "--confirm", "production");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "init",
                "migrate",
                "rollback",
                "stamp 1",
                "run V2__prices.sql",
                "repair",
                "vacuum",
                "analyze",
                "import db.csv --on-conflict skip",
                "restore latest"
            })
    void unattended_changes_are_refused_and_the_flag_is_named(String words) throws IOException {
        cli.file("db.csv", "id,name\n");
        cli.ok("backup");
        for (String yes : new String[] {"", " --yes"}) {
            if (yes.isEmpty() || words.startsWith("restore")) {
                Cli.Result refused = cli.run((words + yes).split(" "));
                assertThat(refused.exitCode()).describedAs(refused.err()).isEqualTo(12);
                assertThat(refused.err()).contains("next:  repeat the command with --confirm production");
            }
        }
    }

    @Test
    void a_change_takes_a_verified_backup_first() {
        Cli.Result migrated = cli.ok("migrate", "--confirm", "production");
        assertThat(migrated.err()).contains("before migrate: took and verified backup");
        assertThat(cli.ok("list-backups").out()).contains("before migrate", "parsed");
        assertThat(cli.ok("history", "--verbose").out()).contains("backup 20");
    }

    @Test
    void reading_and_backing_up_need_no_consent() {
        for (String name : new String[] {"status", "backup", "verify", "list-backups", "clean", "doctor", "export"}) {
            cli.ok(name);
        }
    }

    @Test
    void the_name_of_another_environment_is_no_consent() {
        Cli.Result refused = cli.run("migrate", "--confirm", "staging");
        assertThat(refused.exitCode()).isEqualTo(12);
        assertThat(refused.err()).contains("--confirm names \"staging\"");
    }

    @Test
    void where_the_surroundings_say_test_it_is_not_even_read() {
        for (String name : new String[] {"status", "migrate", "backup"}) {
            Cli.Result refused = cli.with("TESTING", "true").run(name, "--confirm", "production");
            assertThat(refused.exitCode()).describedAs(name).isIn(2, 12);
            assertThat(cli.run(name).err()).contains("TESTING is set", "unset TESTING");
        }
    }

    @Test
    void a_person_at_the_terminal_is_asked_for_the_name() {
        assertThat(cli.answering("yes").run("migrate").exitCode()).isEqualTo(12);
        cli.answering("production").ok("migrate");
    }

    @Test
    void protection_follows_the_database() throws IOException {
        cli.file("db-manager.yaml", """
                environments:
                  dev: {databases: {mine: {url: "sqlite:./production/shop.db", migrations: migrations/shop}}}
                  production: {databases: {shop: {url: "sqlite:production/shop.db"}}}
                """);
        assertThat(cli.run("migrate", "--env", "dev").err())
                .contains("mine is a database of the guarded environment production", "--confirm production");
        Cli.Result refused = cli.run("migrate", "--env", "dev", "--confirm", "dev");
        assertThat(refused.exitCode()).isEqualTo(12);
        assertThat(refused.err()).contains("--confirm names \"dev\"", "--confirm production");
        assertThat(cli.answering("dev").run("migrate", "--env", "dev").exitCode())
                .isEqualTo(12);
        cli.answering("production").ok("migrate", "--env", "dev");
    }

    @Test
    void a_change_where_protection_cannot_be_seen_names_the_variable() throws IOException {
        cli.file("db-manager.yaml", """
                environments:
                  dev:
                    databases:
                      shop: {url: "sqlite:data/shop.db", migrations: migrations/shop}
                      copy: {url: "sqlite:data/copy.db", migrations: migrations/shop}
                  production: {databases: {shop: {url: "${SHOP_URL}"}}}
                """).with("DB_MANAGER_ENV", "dev");
        String warning = "warning: SHOP_URL is not set";
        assertThat(cli.ok("status").err()).doesNotContain(warning);
        assertThat(cli.ok("migrate").err()).containsOnlyOnce(warning).contains("guarded environment production");
        assertThat(cli.ok("migrate", "--dry-run").err()).doesNotContain(warning);
        assertThat(cli.ask("migrate", "--db", "shop").get("warnings").toString())
                .contains("SHOP_URL is not set");
        assertThat(cli.with("SHOP_URL", "sqlite:elsewhere.db").ok("migrate").err())
                .doesNotContain(warning);
    }

    @Test
    void what_was_done_and_refused_is_in_the_journal() throws IOException {
        cli.run("migrate");
        cli.ok("migrate", "--confirm", "production");
        cli.ok("migrate", "--confirm", "production");
        cli.ok("status");
        assertThat(cli.read("database_operations.log").lines().filter(line -> line.contains("\"step\":")))
                .hasSize(2)
                .allSatisfy(line -> assertThat(line).contains("\"operation\":\"migrate\"", "\"outcome\":\"done\""));
        assertThat(cli.read("database_operations.log").lines().filter(line -> !line.contains("\"step\":")))
                .hasSize(3)
                .anySatisfy(line -> assertThat(line).contains("\"operation\":\"migrate\"", "\"outcome\":\"refused\""))
                .anySatisfy(line -> assertThat(line)
                        .contains("\"outcome\":\"done\"", "\"from\":\"1\"", "\"to\":\"2\"", "\"backup\":\"20"));
    }

    @Test
    void a_journal_that_cannot_be_written_is_a_warning() throws IOException {
        Files.delete(folder.resolve("database_operations.log"));
        Files.createDirectory(folder.resolve("database_operations.log"));
        assertThat(cli.ok("backup").err()).contains("warning: cannot write the journal");
    }
}
