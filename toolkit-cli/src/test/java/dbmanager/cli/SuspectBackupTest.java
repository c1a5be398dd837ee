package dbmanager.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import dbmanager.file.FileTree;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A backup that has so much less than the one before it that somebody should look. */
class SuspectBackupTest {
    @TempDir
    Path folder;

    private Cli cli;

    @BeforeEach
    void a_shop_that_expects_its_products() throws IOException {
        cli = Cli.shop(folder)
                .file("db-manager.yaml", """
                retention: {last: 1}
                environments:
                  dev:
                    databases:
                      shop:
                        url: "sqlite:data/shop.db"
                        migrations: migrations/shop
                        expect: {shrink: 30%, required: [products]}
                      catalog:
                        url: "firestore://demo-shop"
                        emulator: embedded
                        migrations: migrations/catalog
                        expect: {shrink: 30%, required: [products]}
                """)
                .file("migrations/catalog/V1__products.yaml", """
                steps:
                  - createCollection: {collection: products, document: tea, fields: {name: Tea}}
                  - createCollection: {collection: products, document: coffee, fields: {name: Coffee}}
                """)
                .file("migrations/catalog/V2__gone.yaml", """
                steps:
                  - deleteCollection: {collection: products}
                """)
                .file("migrations/shop/V3__gone.sql", "DELETE FROM products WHERE id > 1;");
        cli.ok("migrate", "2", "--db", "shop");
        cli.ok("migrate", "1", "--db", "catalog");
    }

    @Test
    void a_backup_that_fell_is_kept_marked_reported_and_stops_retention_until_it_is_accepted() {
        String older = backUp("shop");
        String good = backUp("shop");
        cli.ok("migrate", "--db", "shop");

        Cli.Result taken = cli.run("backup", "--db", "shop");

        assertThat(taken.exitCode()).isEqualTo(3);
        assertThat(taken.out()).contains("suspect: records: fell from 2 to 1 since " + good, "--accept");
        String suspect = newest("shop");
        assertThat(cli.ok("list-backups", "--db", "shop").out()).contains("suspect");
        assertThat(cli.ok("show-backup", suspect).out()).contains("fell from 2 to 1");
        Cli.Result latest = cli.run("restore", "latest", "--db", "shop", "--yes");
        assertThat(latest.exitCode()).isEqualTo(15);
        assertThat(latest.err()).contains("it is suspect", "verify " + suspect + " --accept", good);
        assertThat(cli.ok("clean", "--db", "shop").out())
                .contains("keep   " + older + "  (older than " + suspect + ", which is suspect")
                .contains("0 backups");

        cli.ok("verify", suspect, "--accept");

        assertThat(cli.ok("show-backup", "latest", "--db", "shop").out()).contains(suspect, "by tester@here");
        assertThat(cli.ok("clean", "--db", "shop").out()).contains("remove " + older);
    }

    @Test
    void what_is_advised_about_a_suspect_backup_runs_as_it_is_printed_whatever_the_environment() throws IOException {
        cli.file("db-manager.yaml", cli.read("db-manager.yaml").replace("  dev:\n", "  staging:\n"));
        cli.ok("backup", "--env", "staging", "--db", "shop");
        cli.ok("migrate", "--env", "staging", "--db", "shop");
        String taken = cli.run("backup", "--env", "staging", "--db", "shop").out();
        String refused = cli.run("restore", "latest", "--env", "staging", "--db", "shop", "--yes")
                .err();
        String kept =
                cli.ok("clean", "--env", "staging", "--db", "shop", "--dry-run").out();

        List<String> advised = Stream.of(taken, refused, kept)
                .flatMap(text -> Stream.of(text.split("`")))
                .filter(text -> text.contains("--accept"))
                .toList();
        assertThat(advised).hasSize(3).containsOnly(advised.get(0));
        String diff = Stream.of(taken.split("`"))
                .filter(text -> text.startsWith("db-manager diff "))
                .findFirst()
                .orElseThrow();
        assertThat(cli.run(words(diff)).exitCode()).isEqualTo(3);
        cli.ok(words(advised.get(0)));
        assertThat(cli.ok("show-backup", "latest", "--env", "staging", "--db", "shop")
                        .out())
                .contains("by tester@here");
    }

    @Test
    void where_only_a_suspect_backup_is_left_the_command_that_accepts_it_is_named() throws IOException {
        String good = backUp("shop");
        cli.ok("migrate", "--db", "shop");
        cli.run("backup", "--db", "shop");
        String suspect = newest("shop");
        FileTree.delete(folder.resolve("backups").resolve(good));

        Cli.Result refused = cli.run("test-recovery", "--db", "shop");

        assertThat(refused.exitCode()).isEqualTo(15);
        assertThat(refused.err())
                .contains("if " + suspect + " is right after all, accept it: `db-manager verify " + suspect
                        + " --accept --env dev --db shop`");
    }

    private static String[] words(String command) {
        return command.substring("db-manager ".length()).split(" ");
    }

    @Test
    void what_is_in_the_way_of_an_acceptance_is_found_before_the_backup_is_verified() throws IOException {
        backUp("shop");
        cli.ok("migrate", "--db", "shop");
        cli.run("backup", "--db", "shop");
        String suspect = newest("shop");
        cli.file("backups/" + suspect + "/accepted.json", "no acceptance");

        Cli.Result refused = cli.run("verify", suspect, "--accept");

        assertThat(refused.exitCode()).isNotZero();
        assertThat(refused.err()).contains("accepted.json", "move it to another place");
        assertThat(cli.ask("show-backup", suspect).getAsJsonArray("verifications"))
                .isEmpty();
        cli.ok("verify", suspect);
    }

    @Test
    void each_night_is_compared_with_the_last_that_nothing_speaks_against() {
        backUp("shop");
        cli.ok("migrate", "--db", "shop");
        cli.run("backup", "--db", "shop");

        assertThat(cli.run("backup", "--db", "shop").exitCode()).isEqualTo(3);
    }

    @Test
    void a_collection_that_is_required_and_gone_makes_the_whole_run_a_no_and_the_others_are_taken() {
        cli.ok("backup-all");
        cli.ok("migrate", "--db", "catalog");

        Cli.Result run = cli.run("backup-all", "--output", "json");

        assertThat(run.exitCode()).isEqualTo(3);
        JsonObject suspects = run.json().getAsJsonObject("suspects");
        assertThat(suspects.keySet()).containsExactly("catalog");
        assertThat(suspects.get("catalog").getAsString()).contains("products: is required, and not in the backup");
        assertThat(run.json().getAsJsonObject("backup_files").size()).isEqualTo(2);
    }

    @Test
    void a_piece_that_was_asked_for_is_no_fall() throws IOException {
        backUp("shop");
        cli.file("more.csv", "id,name\n3,milk\n").ok("import", "more.csv", "--table", "products", "--db", "shop");
        cli.ok("backup", "products", "--db", "shop");
    }

    private String backUp(String database) {
        return cli.ask("backup", "--db", database).get("backup").getAsString();
    }

    private String newest(String database) {
        return cli.ask("list-backups", "--db", database)
                .getAsJsonArray("backups")
                .get(0)
                .getAsJsonObject()
                .get("backup")
                .getAsString();
    }
}
