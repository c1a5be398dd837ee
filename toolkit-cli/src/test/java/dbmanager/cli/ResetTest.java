package dbmanager.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ResetTest {
    @TempDir
    Path folder;

    private Cli cli;

    @BeforeEach
    void project() throws IOException {
        cli = Cli.shop(folder);
    }

    @Test
    void a_reset_leaves_what_the_migrations_make_and_a_backup_of_what_was_there() throws IOException {
        cli.ok("migrate");
        cli.file("more.csv", "id,name\n3,cocoa\n").ok("import", "more.csv", "--table", "products");
        String before = cli.ask("status").get("id").getAsString();

        Cli.Result reset = cli.ok("reset-dev", "--yes");

        assertThat(reset.out()).contains("what was there before is backup 20", "+ 1 (products)", "base -> 2");
        assertThat(cli.ok("export", "--format", "csv", "products").out())
                .contains("tea", "coffee")
                .doesNotContain("cocoa");
        assertThat(cli.ask("status").get("id").getAsString()).isNotEqualTo(before);
        cli.ok("restore", "latest", "--yes", "--other-database");
        assertThat(cli.ok("export", "--format", "csv", "products").out()).contains("cocoa");
    }

    @Test
    void nobody_loses_data_without_agreeing() {
        cli.ok("migrate");

        Cli.Result refused = cli.run("reset-dev");

        assertThat(refused.exitCode()).isEqualTo(12);
        assertThat(refused.err()).contains("repeat the command with --yes");
        assertThat(cli.ask("status").get("current").getAsString()).isEqualTo("2");
    }

    @Test
    void no_consent_resets_a_guarded_database() {
        cli.with("DB_MANAGER_ENV", "production").ok("migrate", "--confirm", "production");

        Cli.Result refused = cli.run("reset-dev", "--yes", "--confirm", "production");

        assertThat(refused.exitCode()).isEqualTo(12);
        assertThat(refused.err()).contains("this would take everything away");
        assertThat(cli.ask("status").get("current").getAsString()).isEqualTo("2");
    }

    @Test
    void staging_is_not_reset_unless_the_configuration_says_that_it_may_be() throws IOException {
        String staging = """
                environments:
                  staging:
                    databases:
                      shop: {url: "sqlite:staging/shop.db", migrations: migrations/shop}
                """;
        cli.file("db-manager.yaml", staging).with("DB_MANAGER_ENV", "staging").ok("migrate");

        Cli.Result refused = cli.run("reset-dev", "--yes");

        assertThat(refused.exitCode()).isEqualTo(12);
        assertThat(refused.err()).contains("no environment for development or tests", "throw-away: true");
        cli.file("db-manager.yaml", staging.replace("    databases", "    throw-away: true\n    databases"));
        cli.ok("reset-dev", "--yes");
    }

    @Test
    void migrations_that_cannot_be_read_are_found_before_anything_goes() throws IOException {
        cli.ok("migrate");
        cli.file("migrations/shop/V2__twin.sql", "SELECT 1;");

        assertThat(cli.run("reset-dev", "--yes").exitCode()).isEqualTo(13);

        Files.delete(folder.resolve("migrations/shop/V2__twin.sql"));
        assertThat(cli.ask("status").get("current").getAsString()).isEqualTo("2");
    }

    @Test
    void a_test_database_is_made_in_its_own_environment() throws IOException {
        cli.file("db-manager.yaml", """
                environments:
                  dev:
                    databases:
                      shop: {url: "sqlite:data/shop.db", migrations: migrations/shop}
                  test:
                    databases:
                      shop: {url: "sqlite:test/shop.db", migrations: migrations/shop}
                """);

        cli.with("DB_MANAGER_ENV", "dev").ok("setup-test");

        assertThat(folder.resolve("test/shop.db")).exists();
        assertThat(folder.resolve("data/shop.db")).doesNotExist();
        assertThat(cli.run("setup-test").exitCode())
                .as("now there is something to lose")
                .isEqualTo(12);
        cli.ok("setup-test", "--yes");
    }
}
