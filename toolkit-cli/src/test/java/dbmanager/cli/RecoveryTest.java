package dbmanager.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dbmanager.sql.postgres.PostgresServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The bad day: what is written down for it, how it is tried out, and how it ends. */
class RecoveryTest {
    private static final String TWO_WORLDS = """
            recovery: {contact: ops@shop.example, rto: 4h, rpo: 24h, unattended-ok: %s}
            retention: {last: 7, daily: 14}
            environments:
              %s:
                databases:
                  shop:
                    url: "sqlite:data/shop.db"
                    migrations: migrations/shop
                    checks: {required: [products]}
                  catalog: {url: "firestore://demo-shop", emulator: embedded, migrations: migrations/catalog}
            """;

    @TempDir
    Path folder;

    private Cli project(String environment, boolean unattended) throws IOException {
        return Cli.shop(folder)
                .with("DB_MANAGER_ENV", environment)
                .file("db-manager.yaml", TWO_WORLDS.formatted(unattended, environment))
                .file("migrations/catalog/V1__products.yaml", """
                        steps:
                          - createCollection: {collection: products, document: tea, fields: {name: Tea}}
                        """);
    }

    private void ruin(String file) throws IOException {
        byte[] bytes = Files.readAllBytes(folder.resolve(file));
        Arrays.fill(bytes, 0, Math.min(bytes.length, 8192), (byte) 7);
        Files.write(folder.resolve(file), bytes, StandardOpenOption.TRUNCATE_EXISTING);
    }

    private void ruinBackup(String id) throws IOException {
        try (Stream<Path> files = Files.list(folder.resolve("backups").resolve(id))) {
            Path part = files.filter(file -> file.toString().matches(".*\\.(db|zst|dump)"))
                    .findFirst()
                    .orElseThrow();
            ruin(folder.relativize(part).toString());
        }
    }

    @Test
    void a_ruined_database_comes_back_from_the_newest_good_backup_and_runs_again_what_it_had() throws IOException {
        Cli cli = project("dev", false);
        cli.ok("migrate", "1", "--db", "shop");
        String good = cli.ask("backup", "--db", "shop").get("backup").getAsString();
        cli.ok("migrate", "--db", "shop");
        String flipped = cli.ask("backup", "--db", "shop").get("backup").getAsString();
        assertThat(cli.ok("recover", "--db", "shop").out()).contains("whole", "nothing was done");
        ruin("data/shop.db");
        ruinBackup(flipped);

        Cli.Result plan = cli.run("recover", "--db", "shop", "--dry-run");
        Cli.Result refused = cli.run("recover", "--db", "shop");
        Cli.Result recovered = cli.run("recover", "--db", "shop", "--yes");

        assertThat(plan.exitCode()).isEqualTo(3);
        assertThat(plan.out()).contains("would restore " + good, "passed over " + flipped, "nothing done yet");
        assertThat(refused.exitCode()).isEqualTo(12);
        assertThat(recovered.exitCode()).describedAs("%s", recovered).isZero();
        assertThat(recovered.out())
                .contains("damaged: the engine cannot read it", "passed over " + flipped, "restored " + good)
                .contains("what was replaced lies in", "shop.db.damaged-", "lost: what was written after")
                .contains("migrated again to 2, as migrations.lock says");
        assertThat(cli.ask("status", "--db", "shop").get("current").getAsString())
                .isEqualTo("2");
        assertThat(cli.read("database_operations.log")).contains("\"operation\":\"recover\"");
    }

    @Test
    void a_missing_one_is_restored_without_consent_and_each_database_for_itself() throws IOException {
        Cli cli = project("dev", false);
        cli.ok("migrate");
        cli.ok("backup");
        Files.delete(folder.resolve("data/shop.db"));

        Cli.Result result = cli.run("recover");

        assertThat(result.exitCode()).describedAs("%s", result).isZero();
        assertThat(result.out()).contains("missing: nothing is at its place", "recovered", "whole: the engine");
        cli.ok("check-data", "--db", "shop");
    }

    @Test
    void a_firestore_that_lost_everything_is_filled_again() throws IOException {
        Cli cli = project("dev", false);
        cli.ok("migrate", "--db", "catalog");
        cli.ok("backup", "--db", "catalog");
        try (Stream<Path> files = Files.list(folder.resolve(".db-manager"))) {
            for (Path file :
                    files.filter(path -> path.toString().contains("firestore-")).toList()) {
                Files.delete(file);
            }
        }

        Cli.Result result = cli.run("recover", "--db", "catalog");

        assertThat(result.exitCode()).describedAs("%s", result).isZero();
        assertThat(cli.ok("export", "products", "--db", "catalog", "--format", "json")
                        .out())
                .contains("Tea");
    }

    @Test
    void rows_without_their_parents_are_no_reason_to_go_back_to_a_backup() throws IOException, SQLException {
        Cli cli = project("dev", false).file("migrations/shop/V3__orders.sql", """
                        CREATE TABLE orders (id INTEGER PRIMARY KEY, product INTEGER REFERENCES products (id));
                        """);
        cli.ok("migrate", "--db", "shop");
        cli.ok("backup", "--db", "shop");
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("data/shop.db"));
                Statement statement = connection.createStatement()) {
            statement.execute("INSERT INTO orders VALUES (1, 99)");
        }

        Cli.Result result = cli.run("recover", "--db", "shop", "--yes");

        assertThat(result.exitCode()).isEqualTo(3);
        assertThat(result.out()).contains("a backup is no remedy", "orders: 1 rows refer");
        assertThat(cli.ok("export", "orders", "--db", "shop", "--format", "csv", "--to", "-")
                        .out())
                .contains("1,99");
    }

    @Test
    void production_is_recovered_only_with_consent_or_where_both_say_that_nobody_need_be_asked() throws IOException {
        Cli cli = project("production", false);
        cli.ok("migrate", "--confirm", "production", "--db", "shop");
        cli.ok("backup", "--db", "shop");
        ruin("data/shop.db");

        Cli.Result asked = cli.run("recover", "--db", "shop", "--yes");
        Cli.Result alone = cli.run("recover", "--db", "shop", "--unattended-ok");
        project("production", true);
        Cli.Result unattended = cli.run("recover", "--db", "shop", "--unattended-ok");

        assertThat(asked.exitCode()).isEqualTo(12);
        assertThat(asked.err()).contains("--confirm production");
        assertThat(alone.exitCode()).isEqualTo(12);
        assertThat(alone.err()).contains("recovery: {unattended-ok: true}");
        assertThat(unattended.exitCode()).describedAs("%s", unattended).isZero();
    }

    @Test
    void a_drill_is_measured_kept_and_read_by_plan_and_status() throws IOException {
        Cli cli = project("dev", false);
        cli.ok("migrate", "1", "--db", "shop");
        cli.ok("migrate", "--db", "catalog");
        cli.ok("backup");

        Cli.Result drill = cli.run("test-recovery", "--output", "json");

        assertThat(drill.exitCode()).describedAs("%s", drill).isZero();
        JsonObject shop = drill.json().getAsJsonArray("databases").get(0).getAsJsonObject();
        assertThat(shop.get("succeeded").getAsBoolean()).isTrue();
        assertThat(shop.getAsJsonArray("migrated").get(0).getAsString()).isEqualTo("2 (prices)");
        assertThat(folder.resolve("backups").resolve(shop.get("evidence").getAsString()))
                .exists();
        assertThat(cli.ask("status", "--db", "shop").get("current").getAsString())
                .isEqualTo("1");
        assertThat(cli.ok("status", "--db", "shop").out()).contains("rpo  ", "(proven)", "rto  ", "measured");
        cli.ok("recovery-plan", "--file", "plan.json");
        JsonObject plan = JsonParser.parseString(cli.read("plan.json")).getAsJsonObject();
        assertThat(plan.get("recovery_time_objective").getAsString()).isEqualTo("4 hours");
        assertThat(plan.get("recovery_point_objective").getAsString()).isEqualTo("24 hours");
        assertThat(plan.get("backup_retention").getAsString()).isEqualTo("7 newest, 14 daily");
        assertThat(plan.get("contact_person").getAsString()).isEqualTo("ops@shop.example");
        JsonObject planned = plan.getAsJsonArray("databases").get(0).getAsJsonObject();
        assertThat(planned.get("measured_rto_ms").getAsLong()).isPositive();
        assertThat(planned.getAsJsonObject("newest_verified_backup")
                        .get("verified")
                        .getAsString())
                .isEqualTo("proven");
        assertThat(JsonParser.parseString(cli.ok("recovery-plan").out())
                        .getAsJsonObject()
                        .keySet())
                .isEqualTo(plan.keySet());
    }

    @Test
    void goals_that_are_missed_are_a_no_and_the_other_database_is_still_tried() throws IOException {
        Cli cli = project("dev", false)
                .file(
                        "db-manager.yaml",
                        TWO_WORLDS.formatted(false, "dev").replace("rto: 4h, rpo: 24h", "rto: 1s, rpo: 1s"));
        cli.ok("migrate");
        assertThat(cli.run("status", "--exit-code").exitCode()).isEqualTo(3);
        cli.ok("backup");

        Cli.Result drill = cli.run("test-recovery");

        assertThat(drill.exitCode()).isEqualTo(3);
        assertThat(drill.out().lines().filter(line -> line.contains("MISSED"))).hasSize(4);
        Cli.Result status = cli.run("status", "--exit-code", "--db", "shop");
        assertThat(status.exitCode()).isEqualTo(3);
        assertThat(status.out()).contains("MISSED: the goal is 1 s");
    }

    @Test
    void a_drill_without_a_backup_says_what_to_do_and_one_whose_checks_do_not_hold_failed() throws IOException {
        Cli cli = project("dev", false);
        cli.ok("migrate", "--db", "shop");
        assertThat(cli.run("test-recovery", "--db", "shop").exitCode()).isEqualTo(15);
        cli.ok("backup", "--db", "shop");
        cli.file("db-manager.yaml", TWO_WORLDS.formatted(false, "dev").replace("[products]", "[orders]"));

        Cli.Result failed = cli.run("test-recovery", "--db", "shop");

        assertThat(failed.exitCode()).isEqualTo(3);
        assertThat(failed.out()).contains("orders: is required and missing", "NOT recovered");
        assertThat(cli.ok("status", "--db", "shop").out()).contains("the last drill FAILED");
    }

    @Test
    void on_postgresql_what_was_lost_comes_back_and_is_tried_out_beside_it() throws IOException {
        PostgresServer server = PostgresServer.require();
        String name = server.unusedName("shop");
        Cli cli = backedUp(server, name);
        cli.ok("test-recovery");
        assertThat(cli.ok("recover").out()).contains("whole");
        server.execute("postgres", "DROP DATABASE " + name);

        Cli.Result result = cli.run("recover");

        assertThat(result.exitCode()).describedAs("%s", result).isZero();
        assertThat(result.out()).contains("missing: nothing is at its place", "recovered");
        assertThat(cli.ok("export", "products", "--format", "csv", "--to", "-").out())
                .contains("1,tea", "2,coffee");
    }

    @Test
    void on_postgresql_a_database_with_a_ruined_table_is_set_aside_and_comes_back() throws IOException {
        PostgresServer server = PostgresServer.require();
        String whole = server.newDatabase("shop");
        Cli cli = backedUp(server, whole);
        String copy = server.copyFiles(whole);
        Files.delete(server.fileOf(copy, server.pathOf(whole, "products")));
        cli.with("DATABASE_URL", server.url(copy));

        assertThat(cli.run("integrity-check").exitCode()).isEqualTo(3);
        Cli.Result result = cli.run("recover", "--yes");

        assertThat(result.exitCode()).describedAs("%s", result).isZero();
        assertThat(result.out()).contains("damaged", "public.products", copy + "_damaged_", "recovered");
        assertThat(cli.ok("export", "products", "--format", "csv", "--to", "-").out())
                .contains("1,tea", "2,coffee");
    }

    /** Two products in a database of PostgreSQL, and a backup of them. */
    private Cli backedUp(PostgresServer server, String database) throws IOException {
        Cli cli = new Cli(folder)
                .with("DATABASE_URL", server.url(database))
                .with("PATH", server.programs().toString())
                .file("migrations/V1__products.sql", """
                        CREATE TABLE products (id int PRIMARY KEY, name text NOT NULL);
                        INSERT INTO products VALUES (1, 'tea'), (2, 'coffee');
                        """);
        cli.ok("migrate");
        cli.ok("backup");
        return cli;
    }
}
