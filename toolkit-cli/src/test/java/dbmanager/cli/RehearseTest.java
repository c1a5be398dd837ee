package dbmanager.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import dbmanager.sql.postgres.PostgresServer;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Migrations that are tried out on a backup. */
class RehearseTest {
    @TempDir
    Path folder;

    private static JsonObject step(JsonObject answer, int index) {
        return answer.getAsJsonArray("steps").get(index).getAsJsonObject();
    }

    private static JsonObject loss(JsonObject answer, int step) {
        return step(answer, step).getAsJsonArray("losses").get(0).getAsJsonObject();
    }

    @Test
    void on_sqlite_the_guilty_undo_is_named_with_the_rows_that_it_changes() throws IOException {
        Cli cli = Cli.shop(folder)
                .file("migrations/shop/V3__shout.sql", "UPDATE products SET name = upper(name);")
                .file("migrations/shop/undo/U3__shout.sql", "UPDATE products SET name = name;")
                .file("migrations/shop/V4__by_name.sql", "CREATE INDEX by_name ON products (name);")
                .file("migrations/shop/undo/U4__by_name.sql", "DROP INDEX by_name;");
        cli.ok("migrate", "1");
        cli.ok("backup");
        String before =
                cli.ok("export", "products", "--format", "csv", "--to", "-").out();

        Cli.Result text = cli.run("rehearse");
        JsonObject json = cli.ask("rehearse");

        assertThat(text.exitCode()).isEqualTo(3);
        assertThat(text.out())
                .contains("+ 2 (prices)", "a true inverse", "x 3 (shout)", "its undo is no true inverse", "UNSOUND")
                .contains("products 2 rows are changed, such as id=1 name: \"tea\" -> \"TEA\"");
        assertThat(step(json, 0).get("sound").getAsBoolean()).isTrue();
        assertThat(step(json, 1).get("sound").getAsBoolean()).isFalse();
        assertThat(step(json, 2).get("sound").getAsBoolean()).isTrue();
        assertThat(cli.ok("export", "products", "--format", "csv", "--to", "-").out())
                .isEqualTo(before);
        assertThat(cli.ask("status").get("current").getAsString()).isEqualTo("1");
        assertThat(cli.ask("show-backup").getAsJsonArray("verifications")).isEmpty();
    }

    @Test
    void what_an_undo_defines_otherwise_is_told_where_the_words_part() throws IOException {
        Cli cli = Cli.shop(folder)
                .file(
                        "migrations/shop/V3__look_up.sql",
                        "CREATE INDEX by_name ON products (name); CREATE INDEX by_id ON products (id);")
                .file("migrations/shop/undo/U3__look_up.sql", "DROP INDEX by_name; DROP INDEX by_id;")
                .file("migrations/shop/V4__slim.sql", "DROP INDEX by_name; DROP INDEX by_id;")
                .file(
                        "migrations/shop/undo/U4__slim.sql",
                        "CREATE INDEX by_name ON products (name, id); CREATE INDEX by_id  ON products (id);");
        cli.ok("migrate", "1");
        cli.ok("backup");

        assertThat(cli.run("rehearse").out())
                .contains(
                        "index by_name is defined otherwise: \"… products (name, id)\", and was \"… products (name)\"");
    }

    @Test
    void where_nothing_is_pending_it_says_so_and_takes_back_what_it_is_told_to() throws IOException {
        Cli cli = Cli.shop(folder);
        cli.ok("migrate");
        cli.file("prices.csv", "id,name,price\n1,tea,4.5\n")
                .ok("import", "prices.csv", "--table", "products", "--on-conflict", "replace", "--yes");
        cli.ok("backup");
        cli.ok("verify");

        assertThat(cli.ok("rehearse").out()).contains("nothing to rehearse", "--last 1");
        Cli.Result result = cli.run("rehearse", "--last", "1");

        assertThat(result.exitCode()).isEqualTo(3);
        assertThat(result.out())
                .contains("+ 2 (prices)", "a true inverse")
                .contains("would not give back what was there")
                .contains("products 1 row is changed, such as id=1 price: 4.5 -> NULL");
    }

    @Test
    void the_newest_verified_backup_is_tried_and_another_one_when_it_is_named() throws IOException {
        Cli cli = Cli.shop(folder);
        cli.ok("migrate", "1");
        String verified = cli.ask("backup").get("backup").getAsString();
        cli.ok("verify");
        String newer = cli.ask("backup").get("backup").getAsString();

        assertThat(cli.ok("rehearse").out()).contains("backup " + verified, "sound: 1 migration");
        assertThat(cli.ok("rehearse", "--from", newer).out()).contains("backup " + newer);
        assertThat(cli.run("rehearse", "--last", "-1").exitCode()).isEqualTo(2);
    }

    @Test
    void a_migration_that_fails_on_the_rows_of_the_backup_is_found_before_it_is_run() throws IOException {
        Cli cli = Cli.shop(folder)
                .file("migrations/shop/V2__prices.sql", "CREATE UNIQUE INDEX one ON products (length(name) > 0);");
        cli.ok("migrate", "1");
        cli.ok("backup");

        Cli.Result result = cli.run("rehearse");

        assertThat(result.exitCode()).isEqualTo(3);
        assertThat(result.out()).contains("x 2 (prices)  does not run: ", "UNSOUND");
    }

    @Test
    void on_firestore_documents_that_do_not_come_back_are_counted() throws IOException {
        Cli cli = new Cli(folder).file("db-manager.yaml", """
                environments:
                  dev:
                    databases:
                      catalog: {url: "firestore://demo-shop", emulator: embedded, migrations: migrations/catalog}
                """).file("migrations/catalog/V1__products.yaml", """
                steps:
                  - createCollection: {collection: products, document: tea, fields: {name: Tea, stock: 5}}
                  - createCollection: {collection: products, document: coffee, fields: {name: Coffee, stock: 7}}
                """);
        cli.ok("migrate");
        cli.ok("backup");
        cli.file("migrations/catalog/V2__sold.yaml", """
                rollback: auto
                steps:
                  - removeField: {collection: products, field: stock}
                """).file("migrations/catalog/V3__gone.yaml", """
                steps:
                  - deleteCollection: {collection: products}
                rollback:
                  - createCollection: {collection: products, document: tea, fields: {name: Tea}}
                """);

        JsonObject answer = cli.ask("rehearse");

        assertThat(step(answer, 0).get("sound").getAsBoolean())
                .describedAs("%s", answer)
                .isTrue();
        assertThat(loss(answer, 1).get("where").getAsString()).isEqualTo("products");
        assertThat(loss(answer, 1).get("kind").getAsString()).isEqualTo("lost");
        assertThat(loss(answer, 1).get("rows").getAsInt()).isEqualTo(1);
    }

    @Test
    void on_postgresql_nothing_stays_on_the_server() throws IOException {
        PostgresServer server = PostgresServer.require();
        Cli cli = new Cli(folder)
                .with("DATABASE_URL", server.url(server.unusedName("shop")))
                .with("PATH", server.programs().toString())
                .file("migrations/V1__products.sql", """
                        CREATE TABLE products (id int PRIMARY KEY, name text NOT NULL);
                        INSERT INTO products VALUES (1, 'tea'), (2, 'coffee');
                        """);
        cli.ok("migrate");
        cli.ok("backup");
        cli.file("migrations/V2__short.sql", "UPDATE products SET name = left(name, 1);")
                .file("migrations/undo/U2__short.sql", "SELECT 1;")
                .file("migrations/V3__by_name.sql", "CREATE INDEX by_name ON products (name);")
                .file("migrations/undo/U3__by_name.sql", "DROP INDEX by_name;");

        JsonObject answer = cli.ask("rehearse");

        assertThat(loss(answer, 0).get("what").getAsString()).isEqualTo("2 rows are changed");
        assertThat(step(answer, 1).get("sound").getAsBoolean())
                .describedAs("%s", answer)
                .isTrue();
        assertThat(cli.ask("status").get("current").getAsString()).isEqualTo("1");
    }
}
