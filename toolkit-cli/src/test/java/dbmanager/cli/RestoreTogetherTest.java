package dbmanager.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dbmanager.cli.Cli.Result;
import dbmanager.emulator.embedded.EmbeddedServer;
import dbmanager.emulator.embedded.Faults;
import dbmanager.emulator.embedded.Options;
import dbmanager.problem.Problem.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Clock;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code restore latest} over SQLite and Firestore: all are judged before the first is touched, and a failure names the rest. */
class RestoreTogetherTest {
    @TempDir
    Path folder;

    private final Faults faults = Faults.none();
    private EmbeddedServer server;
    private Cli cli;

    @BeforeEach
    void backUpAndDamage() throws IOException {
        server = EmbeddedServer.start(Options.standard(Clock.systemUTC()).withFaults(faults));
        cli = new Cli(folder)
                .file("db-manager.yaml", """
                        environments:
                          dev:
                            databases:
                              shop: {url: "sqlite:data/shop.db", migrations: migrations/shop}
                              catalog:
                                url: "firestore://demo-shop"
                                emulator: "127.0.0.1:%d"
                                migrations: migrations/catalog
                              ledger: {url: "sqlite:data/ledger.db", migrations: migrations/shop}
                        """.formatted(server.port()))
                .file("migrations/shop/V1__products.sql", """
                        CREATE TABLE products (id INTEGER PRIMARY KEY, name TEXT NOT NULL);
                        INSERT INTO products VALUES (1, 'tea');
                        """)
                .file("migrations/catalog/V1__products.yaml", """
                        steps:
                          - createCollection: {collection: products, document: "1", fields: {name: tea}}
                        """);
        cli.ok("migrate");
        cli.ok("backup-all");
        cli.file("damage.json", "{\"products\": [{\"id\": 1, \"name\": \"mud\"}]}")
                .file("damage-catalog.json", "{\"products\": [{\"id\": \"1\", \"name\": \"mud\"}]}");
        for (String database : List.of("shop", "catalog", "ledger")) {
            String file = database.equals("catalog") ? "damage-catalog.json" : "damage.json";
            cli.ok("import", file, "--db", database, "--on-conflict", "replace", "--yes");
        }
        assertThat(names()).containsExactly("mud", "mud", "mud");
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private List<String> names() {
        return Stream.of("shop", "catalog", "ledger")
                .map(database -> cli.ok("export", "products", "--db", database, "--format", "json")
                        .out())
                .map(text -> text.contains("mud") ? "mud" : text.contains("tea") ? "tea" : text)
                .toList();
    }

    @Test
    void all_come_back_in_one_run_with_one_report() {
        Result result = cli.run("restore", "latest", "--yes", "--output", "json");

        assertThat(result.exitCode()).describedAs(result.all()).isZero();
        JsonArray databases = result.json().getAsJsonArray("databases");
        assertThat(databases).hasSize(3).allSatisfy(each -> {
            JsonObject database = each.getAsJsonObject();
            assertThat(database.get("backup").getAsString())
                    .endsWith(database.get("database").getAsString());
            assertThat(database.getAsJsonObject("records").get("products").getAsInt())
                    .isEqualTo(1);
        });
        assertThat(names()).containsExactly("tea", "tea", "tea");
    }

    @Test
    void the_dry_run_shows_all_and_touches_none() {
        assertThat(cli.ok("restore", "latest", "--dry-run").out()).contains("shop", "catalog", "ledger");
        assertThat(names()).containsExactly("mud", "mud", "mud");
    }

    @Test
    void without_consent_none_is_touched() {
        Result result = cli.run("restore", "latest");
        assertThat(result.exitCode()).isEqualTo(Kind.REFUSED.exitCode());
        assertThat(result.err()).contains("--yes");
        assertThat(names()).containsExactly("mud", "mud", "mud");
    }

    @Test
    void a_damaged_backup_of_one_leaves_all_as_they_are() throws IOException {
        try (Stream<Path> files = Files.walk(folder.resolve("backups"))) {
            Path part = files.filter(file -> file.toString().contains("-ledger/")
                            && file.toString().endsWith(".db"))
                    .findFirst()
                    .orElseThrow();
            byte[] bytes = Files.readAllBytes(part);
            bytes[bytes.length / 2] ^= 1;
            Files.write(part, bytes, StandardOpenOption.TRUNCATE_EXISTING);
        }
        Result result = cli.run("restore", "latest", "--yes");
        assertThat(result.exitCode()).isEqualTo(Kind.DAMAGED.exitCode());
        assertThat(result.err()).contains("-ledger is damaged", "nothing was changed", "list-backups");
        assertThat(result.out()).contains("-shop may be restored", "-catalog may be restored");
        assertThat(names()).containsExactly("mud", "mud", "mud");
    }

    @Test
    void a_target_that_somebody_has_leaves_all_as_they_are() throws Exception {
        String url = "jdbc:sqlite:" + folder.resolve("data/ledger.db");
        try (Connection application = DriverManager.getConnection(url);
                Statement statement = application.createStatement()) {
            statement.executeUpdate("BEGIN IMMEDIATE");
            Result result = cli.run("restore", "latest", "--yes");
            assertThat(result.exitCode()).describedAs(result.all()).isEqualTo(Kind.LOCKED.exitCode());
            assertThat(result.err()).contains("ledger.db is in use");
        }
        assertThat(names()).containsExactly("mud", "mud", "mud");
    }

    @Test
    void one_that_fails_in_the_middle_names_what_is_done_and_the_commands_for_the_rest() {
        faults.change("BatchWrite:PERMISSION_DENIED");
        Result result = cli.run("restore", "latest", "--yes");
        assertThat(result.exitCode()).describedAs(result.all()).isEqualTo(Kind.UNREACHABLE.exitCode());
        assertThat(result.err()).contains("; restored: shop; not begun: ledger");
        List<String> commands = result.err()
                .lines()
                .flatMap(line -> Stream.of(line.split("`")))
                .filter(text -> text.startsWith("db-manager restore 2"))
                .toList();
        assertThat(commands).hasSize(2);

        faults.change("");
        assertThat(names()).containsExactly("tea", "mud", "mud");
        assertThat(cli.run("integrity-check", "--db", "catalog").all()).contains("did not come to its end");
        for (String command : commands) {
            cli.ok(command.substring("db-manager ".length()).split(" "));
        }
        assertThat(names()).containsExactly("tea", "tea", "tea");
        cli.ok("integrity-check");
    }

    @Test
    void pieces_and_ids_are_still_of_one_database() {
        Result result = cli.run("restore", "latest", "--table", "products", "--yes");
        assertThat(result.exitCode()).isEqualTo(Kind.USAGE.exitCode());
        assertThat(result.err()).contains("--db", "shop, catalog, ledger");
        assertThat(cli.run("restore", "2026", "--yes").exitCode()).isEqualTo(Kind.USAGE.exitCode());
    }
}
