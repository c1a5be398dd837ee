package dbmanager.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import dbmanager.cli.Cli.Result;
import dbmanager.problem.Problem.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An environment with SQLite and Firestore: one report, one exit code, and what failed is named. */
class BothWorldsTest {
    @TempDir
    Path folder;

    private Cli cli;

    @BeforeEach
    void makeProject() throws IOException {
        cli = new Cli(folder)
                .file("db-manager.yaml", """
                        environments:
                          dev:
                            databases:
                              shop: {url: "sqlite:data/shop.db", migrations: migrations/shop}
                              catalog:
                                url: "firestore://demo-shop"
                                emulator: embedded
                                migrations: migrations/catalog
                                checks:
                                  required: [products]
                                  min_rows: {products: 2}
                                  assertions: {every product has a name: "products: has(doc.name)"}
                          test:
                            databases:
                              shop: {url: "sqlite:data/test.db", migrations: migrations/shop}
                              catalog: {url: "firestore://demo-test", emulator: embedded, migrations: migrations/catalog}
                        """)
                .file("migrations/shop/V1__products.sql", """
                        CREATE TABLE products (id INTEGER PRIMARY KEY, name TEXT NOT NULL);
                        INSERT INTO products VALUES (1, 'tea'), (2, 'coffee');
                        """)
                .file("migrations/shop/undo/U1__products.sql", "DROP TABLE products;")
                .file("migrations/catalog/V1__products.yaml", """
                        steps:
                          - createCollection: {collection: products, document: tea, fields: {name: Tea, stock: 5}}
                          - createCollection: {collection: products, document: coffee, fields: {name: Coffee, stock: 7}}
                        """)
                .file("migrations/catalog/V2__more.yaml", """
                        steps:
                          - transform: {collection: products, set: {stock: "doc.stock + 1"}}
                        verify:
                          - {collection: products, every: "doc.stock > 5"}
                        """);
    }

    private static Stream<JsonElement> databases(Result result) {
        JsonArray all = result.json().getAsJsonArray("databases");
        return StreamSupport.stream(all.spliterator(), false);
    }

    private List<String> versions() {
        return databases(cli.run("status", "--output", "json"))
                .map(database -> database.getAsJsonObject().get("current").getAsString())
                .toList();
    }

    @Test
    void one_run_takes_both_through_the_whole_cycle() throws IOException {
        cli.ok("migrate");
        assertThat(versions()).containsExactly("1", "2");
        cli.ok("check-data");

        assertThat(cli.ok("backup-all").out()).contains("2 of 2 databases backed up");
        assertThat(cli.ok("verify", "--all", "--level", "restored").out()).contains("-shop", "-catalog", "restored");

        cli.file("wrong.json", "{\"products\": [{\"id\": \"tea\", \"name\": \"Tea\", \"stock\": 600}]}");
        cli.ok("import", "wrong.json", "--db", "catalog", "--on-conflict", "replace", "--yes");
        Result diff = cli.run("diff", "latest", "live", "--db", "catalog");
        assertThat(diff.exitCode()).isEqualTo(Kind.NEGATIVE.exitCode());
        assertThat(diff.out()).contains("id=\"tea\"", "stock: 6 -> 600");

        cli.ok("restore", "latest", "--db", "catalog", "--yes");
        cli.ok("diff", "latest", "live", "--db", "catalog");
        cli.ok("rollback", "-1", "--db", "catalog");
        assertThat(versions()).containsExactly("1", "1");
        assertThat(cli.ok("export", "products", "--db", "catalog", "--format", "json")
                        .out())
                .contains("{\"id\":\"tea\",\"name\":\"Tea\",\"stock\":5}");
        assertThat(cli.ok("history").out()).contains("rolled back", "2 (more)", "1 (products)");
    }

    @Test
    void one_that_fails_does_not_keep_the_other_from_its_turn_and_is_named() throws IOException {
        cli.file("migrations/catalog/V2__more.yaml", """
                steps:
                  - transform: {collection: products, set: {stock: "doc.missing + 1"}}
                """);
        Result result = cli.run("migrate");
        assertThat(result.exitCode()).isEqualTo(Kind.FAILED.exitCode());
        assertThat(result.all()).contains("catalog", "products/coffee", "missing");
        assertThat(databases(cli.run("status", "--output", "json"))
                        .map(database ->
                                database.getAsJsonObject().get("current").getAsString()))
                .containsExactly("1", "1");
    }

    @Test
    void doctor_looks_at_both() {
        assertThat(cli.run("doctor").out())
                .contains("shop", "catalog", "the embedded Firestore", "permission to write");
    }

    @Test
    void a_test_environment_is_made_anew_without_touching_the_other() {
        cli.ok("migrate");
        cli.ok("migrate", "--env", "test");
        cli.ok("setup-test", "--yes");
        assertThat(cli.ok("export", "products", "--env", "test", "--db", "catalog", "--format", "json")
                        .out())
                .contains("\"stock\":6");
        assertThat(versions()).containsExactly("1", "2");
    }

    @Test
    void the_embedded_firestore_is_kept_beside_the_configuration_and_out_of_git() {
        cli.ok("migrate", "--db", "catalog");
        assertThat(folder.resolve(".db-manager/firestore-demo-shop.db")).isRegularFile();
        assertThat(folder.resolve(".db-manager/.gitignore")).hasContent("*");
    }

    @Test
    void a_plain_file_of_a_collection_comes_back() throws IOException {
        cli.ok("migrate", "--db", "catalog");
        cli.ok("backup", "products", "--db", "catalog", "--file", "products.json");
        assertThat(Files.readString(folder.resolve("products.json"))).contains("Coffee");
        cli.ok("reset-dev", "--db", "catalog", "--yes");
        cli.ok("restore", "./products.json", "--db", "catalog", "--collection", "products", "--yes");
        assertThat(cli.ok("export", "products", "--db", "catalog", "--format", "json")
                        .out())
                .contains("Coffee");
    }
}
