package dbmanager.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dbmanager.cli.Cli.Result;
import dbmanager.emulator.embedded.EmbeddedServer;
import dbmanager.emulator.embedded.Options;
import dbmanager.problem.Problem.Kind;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Arrays;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From staging to production, each with a SQLite and a Firestore database; staging is one migration ahead in both. */
class PromoteTest {
    private static final String[] PROMOTE = {
        "promote", "--from", "staging", "--to", "production", "--confirm", "production"
    };

    @TempDir
    Path folder;

    private EmbeddedServer server;
    private Cli cli;

    @BeforeEach
    void makeProject() throws IOException {
        server = EmbeddedServer.start(Options.standard(Clock.systemUTC()));
        cli = new Cli(folder)
                .file("db-manager.yaml", """
                        retention: {last: 1}
                        environments:
                          staging:
                            databases:
                              shop: {url: "sqlite:staging/shop.db", migrations: migrations/shop}
                              catalog:
                                url: "firestore://demo-staging"
                                emulator: "127.0.0.1:%1$d"
                                migrations: migrations/catalog
                          production:
                            databases:
                              shop: {url: "sqlite:production/shop.db", migrations: migrations/shop}
                              catalog:
                                url: "firestore://demo-production"
                                emulator: "127.0.0.1:%1$d"
                                migrations: migrations/catalog
                                checks: {min_rows: {products: 1}}
                        """.formatted(server.port()))
                .file("migrations/shop/V1__products.sql", """
                        CREATE TABLE products (id INTEGER PRIMARY KEY, name TEXT NOT NULL);
                        INSERT INTO products VALUES (1, 'tea');
                        """)
                .file("migrations/catalog/V1__products.yaml", """
                        steps:
                          - createCollection: {collection: products, document: tea, fields: {name: Tea, stock: 5}}
                        """);
        cli.ok("migrate", "--env", "staging");
        cli.ok("migrate", "--env", "production", "--confirm", "production");
        cli.file("migrations/shop/V2__prices.sql", "ALTER TABLE products ADD COLUMN price REAL;")
                .file("migrations/shop/undo/U2__prices.sql", "ALTER TABLE products DROP COLUMN price;")
                .file("migrations/catalog/V2__more.yaml", """
                        rollback: auto
                        steps:
                          - transform: {collection: products, set: {stock: "doc.stock + 1"}}
                        """);
        cli.ok("migrate", "--env", "staging");
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private static String[] with(String[] words, String... more) {
        String[] all = Arrays.copyOf(words, words.length + more.length);
        System.arraycopy(more, 0, all, words.length, more.length);
        return all;
    }

    private Result promote(String... more) {
        return cli.run(with(PROMOTE, more));
    }

    private List<JsonObject> databases(String... words) {
        return StreamSupport.stream(
                        cli.run(with(words, "--output", "json"))
                                .json()
                                .getAsJsonArray("databases")
                                .spliterator(),
                        false)
                .map(JsonElement::getAsJsonObject)
                .toList();
    }

    private List<String> versions() {
        return databases("status", "--env", "production").stream()
                .map(database -> database.get("current").getAsString())
                .toList();
    }

    /** The command that a message offers for the way back. */
    private static String[] wayBack(Result result) {
        return Arrays.stream(result.all().split("`"))
                .filter(text -> text.startsWith("db-manager promote --back"))
                .findFirst()
                .orElseThrow()
                .substring("db-manager ".length())
                .split(" ");
    }

    @Test
    void of_two_at_once_the_second_says_that_the_first_one_did_it() {
        Cli second = new Cli(folder).answering("production", () -> cli.ok(PROMOTE));

        Result overtaken = second.run("promote", "--from", "staging", "--to", "production");

        assertThat(overtaken.exitCode()).describedAs(overtaken.all()).isZero();
        assertThat(overtaken.out())
                .contains(
                        "shop: nothing is left to promote, somebody else brought it to 2 meanwhile; see `db-manager history"
                                + " --env production --db shop`",
                        "catalog: nothing is left to promote")
                .doesNotContain("backup of", "promoted from");
        assertThat(versions()).containsExactly("2", "2");
    }

    @Test
    void a_name_that_is_not_that_of_the_target_is_answered_in_the_words_of_a_promotion() {
        Result wrong = cli.run("promote", "--from", "staging", "--to", "production", "--confirm", "prod");
        assertThat(wrong.exitCode()).isEqualTo(Kind.REFUSED.exitCode());
        assertThat(wrong.err())
                .contains("give --to prod if you meant that one, else --confirm production")
                .doesNotContain("--env");

        String[] back = wayBack(promote());
        back[back.length - 1] = "prod";
        assertThat(cli.run(back).err())
                .contains("name a promotion to prod with --back if you meant that one, else --confirm production");

        Result testing = new Cli(folder).with("TESTING", "true").run(PROMOTE);
        assertThat(testing.err()).contains("or choose another environment with --to");
    }

    @Test
    void what_staging_has_proven_goes_to_production_and_the_whole_of_it_comes_back() throws IOException {
        cli.file("migrations/shop/V3__later.sql", "CREATE TABLE later (id INTEGER PRIMARY KEY);");

        Result dry = cli.ok("promote", "--from", "staging", "--to", "production", "--dry-run");
        assertThat(dry.out())
                .contains("shop  1 -> 2", "+ 2 (prices)", ". 3 (later)  left out: staging has not run it")
                .contains("catalog  1 -> 2", "nothing done yet");
        Result refused = cli.run("promote", "--from", "staging", "--to", "production");
        assertThat(refused.exitCode()).isEqualTo(Kind.REFUSED.exitCode());
        assertThat(refused.err()).contains("repeat the command with --confirm production");
        assertThat(versions()).containsExactly("1", "1");

        Result promoted = cli.ok(PROMOTE);

        assertThat(promoted.out().indexOf("+ 2 (prices)  ok"))
                .isGreaterThan(promoted.out().indexOf("rehearsal of catalog"))
                .isGreaterThan(promoted.out().indexOf("backup of catalog"));
        assertThat(promoted.out()).contains("promoted from staging: shop is promoted, at 2, catalog is promoted, at 2");
        assertThat(versions()).containsExactly("2", "2");
        assertThat(cli.ok("history", "--env", "production", "--verbose").out())
                .containsPattern("promotion 20[0-9TZ]+-production from staging, backup 20[0-9TZ]+-shop")
                .containsPattern("promotion 20[0-9TZ]+-production from staging, backup 20[0-9TZ]+-catalog");
        List<String> journal = cli.read("database_operations.log")
                .lines()
                .filter(line -> line.contains("\"promote\"") && line.contains("\"done\""))
                .toList();
        assertThat(journal)
                .filteredOn(line -> !line.contains("\"step\""))
                .hasSize(4)
                .anyMatch(line -> line.contains("\"staging\",\"database\":\"catalog\""))
                .anyMatch(line -> line.contains("\"production\",\"database\":\"catalog\""));
        assertThat(journal)
                .filteredOn(line -> line.contains("\"step\""))
                .hasSize(6)
                .anyMatch(line ->
                        line.contains("\"production\",\"database\":\"shop\"") && line.contains("\"step\":\"backup\""))
                .anyMatch(line -> line.contains("\"production\",\"database\":\"catalog\"")
                        && line.contains("\"step\":\"rehearse 2 (more)\""))
                .anyMatch(line -> line.contains("\"production\",\"database\":\"shop\"")
                        && line.contains("\"step\":\"2 (prices)\""))
                .anyMatch(line -> line.contains("\"production\",\"database\":\"catalog\"")
                        && line.contains("\"step\":\"2 (more)\""));

        cli.ok("backup", "--env", "production", "--db", "shop");
        assertThat(cli.ok("clean", "--env", "production", "--db", "shop").out())
                .contains("restore point of the newest promotion, ");
        assertThat(cli.ok("promote", "--from", "staging", "--to", "production").out())
                .contains("shop  nothing to promote: at 2", "catalog  nothing to promote: at 2");

        String[] back = wayBack(promoted);
        assertThat(cli.run(back[0], back[1], back[2]).exitCode()).isEqualTo(Kind.REFUSED.exitCode());
        assertThat(cli.ok(back).out()).contains("shop  restored from 20", "catalog  restored from 20", "taken back: ");
        assertThat(versions()).containsExactly("1", "1");
        assertThat(cli.ok(
                                "export",
                                "products",
                                "--env",
                                "production",
                                "--db",
                                "catalog",
                                "--format",
                                "json",
                                "--to",
                                "-")
                        .out())
                .contains("\"stock\":5");
    }

    @Test
    void one_that_fails_on_the_second_database_says_where_each_is_and_the_next_goes_on() throws IOException {
        cli.file("rum.json", "{\"products\": [{\"id\": \"rum\", \"name\": \"Rum\"}]}")
                .file("mended.json", "{\"products\": [{\"id\": \"rum\", \"name\": \"Rum\", \"stock\": 1}]}");
        String[] imported = {
            "--env", "production", "--db", "catalog", "--on-conflict", "replace", "--confirm", "production"
        };
        cli.ok(with(new String[] {"import", "rum.json"}, imported));

        Result rehearsed = promote();
        assertThat(rehearsed.exitCode()).isEqualTo(Kind.NEGATIVE.exitCode());
        assertThat(rehearsed.err())
                .contains("the rehearsal of catalog is not sound: 2 (more) does not run", "products/rum")
                .contains("nothing was migrated", "--no-rehearsal");
        assertThat(versions()).containsExactly("1", "1");

        Result failed = promote("--no-rehearsal");
        assertThat(failed.exitCode()).describedAs(failed.all()).isEqualTo(Kind.FAILED.exitCode());
        assertThat(failed.err())
                .contains("shop is promoted, at 2; catalog is half-way, at 1, and 2 (more) began and did not end")
                .contains("bring all back to the restore point: `db-manager promote --back ")
                .contains("go on: `db-manager promote --from staging --to production --confirm production`");
        assertThat(cli.run("status", "--env", "production").out())
                .contains("came to no end: shop is promoted, at 2", "came to no end: catalog is half-way, at 1");
        assertThat(cli.run("status", "--env", "production", "--db", "shop", "--exit-code")
                        .exitCode())
                .isEqualTo(Kind.NEGATIVE.exitCode());
        cli.ok("backup", "--env", "production", "--db", "shop");
        assertThat(cli.ok("clean", "--env", "production", "--db", "shop").out()).contains("which came to no end");

        cli.ok(with(new String[] {"import", "mended.json"}, imported));
        Result goneOn = promote("--no-rehearsal");
        assertThat(goneOn.exitCode()).describedAs(goneOn.all()).isZero();
        assertThat(goneOn.err())
                .contains("came to no end: shop is promoted, at 2; catalog is half-way", "goes on with it");
        assertThat(versions()).containsExactly("2", "2");

        assertThat(cli.ok(wayBack(goneOn)).out()).contains("shop  restored", "catalog  restored");
        assertThat(versions()).containsExactly("1", "1");
    }
}
