package dbmanager.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import dbmanager.cli.Cli.Result;
import dbmanager.problem.Problem.Kind;
import dbmanager.sql.postgres.PostgresServer;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** What has to be right on both sides of a promotion before anything is begun. */
class PromoteSidesTest {
    @TempDir
    Path folder;

    private Cli project(String production, String... more) throws IOException {
        return new Cli(folder)
                .file("db-manager.yaml", """
                environments:
                  dev: {databases: {shop: {url: "sqlite:dev.db", migrations: migrations}}}
                  staging:
                    databases:
                      shop: {url: "sqlite:staging.db", migrations: migrations}
                  production:
                """ + String.join("\n", more) + """

                    databases:
                """ + production.indent(6))
                .file(
                        "migrations/V1__products.sql",
                        "CREATE TABLE products (id INTEGER PRIMARY KEY);\nINSERT INTO products VALUES (1);");
    }

    private static void refused(Result result, Kind kind, String... words) {
        assertThat(result.exitCode()).describedAs(result.all()).isEqualTo(kind.exitCode());
        assertThat(result.err()).contains(words).contains("  next:  ");
    }

    @Test
    void a_database_that_one_side_lacks_is_named() throws IOException {
        Cli cli = project("""
                shop: {url: "sqlite:shop.db", migrations: migrations}
                ledger: {url: "sqlite:ledger.db", migrations: migrations}
                """);
        cli.ok("migrate", "--env", "staging");

        refused(
                cli.run("promote", "--from", "staging", "--to", "production", "--confirm", "production"),
                Kind.CONFIGURATION,
                "environment staging has no database \"ledger\", which production has");
        refused(
                cli.run("promote", "--from", "production", "--to", "staging"),
                Kind.CONFIGURATION,
                "environment staging has no database \"ledger\", which production has");
        cli.ok("promote", "--from", "staging", "--to", "production", "--db", "shop", "--confirm", "production");
    }

    @Test
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "the key comes from a command of Unix")
    void the_way_back_asks_for_the_key_of_the_backups_once() throws IOException {
        Cli cli = project("shop: {url: \"sqlite:shop.db\", migrations: migrations}");
        cli.ok("key", "new", "--file", "shop.key");
        cli.file(
                "db-manager.yaml",
                "encryption: {key: {command: \"echo asked >>asked; cat shop.key\"}}\n" + cli.read("db-manager.yaml"));
        cli.ok("migrate", "--env", "staging");
        cli.ok("migrate", "--env", "production", "--confirm", "production");
        cli.file("migrations/V2__tags.sql", "CREATE TABLE tags (id INTEGER PRIMARY KEY);");
        cli.ok("migrate", "--env", "staging");
        String promotion = cli.ok(
                        "promote", "--from", "staging", "--to", "production", "--confirm", "production", "--json")
                .json()
                .get("promotion")
                .getAsString();
        cli.file("asked", "");

        cli.ok("promote", "--back", promotion, "--confirm", "production");

        assertThat(cli.read("asked")).isEqualTo("asked\n");
    }

    @Test
    void the_same_database_on_both_sides_and_another_engine_are_refused() throws IOException {
        refused(
                project("shop: {url: \"sqlite:./staging.db\", migrations: migrations}")
                        .run("promote", "--from", "staging", "--to", "production", "--confirm", "production"),
                Kind.REFUSED,
                "shop of staging and of production is the same database");
        refused(
                project("shop: {url: \"firestore://demo\", emulator: embedded, migrations: migrations}")
                        .run("promote", "--from", "staging", "--to", "production", "--confirm", "production"),
                Kind.CONFIGURATION,
                "shop is a sqlite database in staging and a firestore one in production");
    }

    @Test
    void a_source_that_is_not_there_and_another_than_the_configuration_names_prove_nothing() throws IOException {
        Cli cli = project("shop: {url: \"sqlite:shop.db\", migrations: migrations}", "    proven-by: staging");
        refused(
                cli.run("promote", "--from", "staging", "--to", "production", "--confirm", "production"),
                Kind.UNREACHABLE,
                "staging.db does not exist");
        refused(
                cli.run("promote", "--from", "dev", "--to", "production", "--confirm", "production"),
                Kind.REFUSED,
                "production is `proven-by: staging`, and not by dev",
                "`db-manager promote --from dev --to staging`");
        refused(cli.run("promote", "--from", "staging"), Kind.USAGE, "--to is missing");
        refused(cli.run("promote", "--back", "2026"), Kind.DAMAGED, "there is no promotion 2026");
    }

    @Test
    void production_runs_only_what_staging_has_proven_unless_somebody_overrules_it() throws IOException {
        Cli cli = project("shop: {url: \"sqlite:shop.db\", migrations: migrations}", "    proven-by: staging");
        cli.ok("migrate", "--env", "staging");
        cli.file("migrations/V2__later.sql", "CREATE TABLE later (id INTEGER PRIMARY KEY);");

        for (String more : new String[] {"--wait=0", "--dry-run", "--sql"}) {
            refused(
                    cli.run("migrate", "--env", "production", "--confirm", "production", more),
                    Kind.REFUSED,
                    "migration 2 (later) is not proven: staging has not run it",
                    "nothing was run",
                    "`db-manager promote --from staging --to production`; or overrule this with --unproven");
        }
        assertThat(cli.ok("migrate", "--env", "production", "--sql", "--unproven")
                        .out())
                .contains("CREATE TABLE later", "unproven: staging was not asked");
        cli.ok("migrate", "1", "--env", "production", "--confirm", "production");
        refused(
                cli.run("run", "V2__later.sql", "--env", "production", "--confirm", "production"),
                Kind.REFUSED,
                "migration 2 (later) is not proven");
        cli.ok("migrate", "--env", "production", "--confirm", "production", "--unproven");

        assertThat(cli.ok("history", "--env", "production", "--verbose").out())
                .containsPattern("1 \\(products\\).*proven by staging")
                .containsPattern("2 \\(later\\).*unproven: staging was not asked .--unproven.; backup 20");
    }

    @Test
    void an_environment_that_is_to_prove_has_to_be_another_one_of_the_file() throws IOException {
        refused(
                project("shop: {url: \"sqlite:shop.db\", migrations: migrations}", "    proven-by: stagging")
                        .run("status"),
                Kind.CONFIGURATION,
                "proven-by of environment production does not name another environment",
                "did you mean");
    }

    @Test
    void on_postgresql_all_is_locked_backed_up_rehearsed_migrated_and_brought_back() throws IOException {
        PostgresServer server = PostgresServer.require();
        server.requireClient();
        Cli cli = new Cli(folder)
                .with("STAGING_URL", server.url(server.unusedName("staging")))
                .with("SHOP_URL", server.url(server.unusedName("shop")))
                .with("PATH", server.programs().toString())
                .file("db-manager.yaml", """
                        environments:
                          staging: {databases: {shop: {url: "${STAGING_URL}", migrations: migrations}}}
                          production: {databases: {shop: {url: "${SHOP_URL}", migrations: migrations}}}
                        """)
                .file("migrations/V1__products.sql", "CREATE TABLE products (id int PRIMARY KEY, name text);");
        cli.ok("migrate", "--env", "staging");
        cli.ok("migrate", "--env", "production", "--confirm", "production");
        cli.file("migrations/V2__by_name.sql", "CREATE INDEX by_name ON products (name);")
                .file("migrations/undo/U2__by_name.sql", "DROP INDEX by_name;");
        cli.ok("migrate", "--env", "staging");

        JsonObject answer = cli.ask("promote", "--from", "staging", "--to", "production", "--confirm", "production");

        assertThat(answer.get("standing").getAsString())
                .describedAs("%s", answer)
                .isEqualTo("promoted");
        assertThat(answer.get("rehearsal_sound").getAsBoolean()).isTrue();
        assertThat(cli.ok("promote", "--back", "20", "--confirm", "production").out())
                .contains("shop  restored from 20");
        assertThat(cli.ask("status", "--env", "production").get("current").getAsString())
                .isEqualTo("1");
    }
}
