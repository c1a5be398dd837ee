package dbmanager.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataTest {
    @TempDir
    Path folder;

    private Cli cli;

    @BeforeEach
    void project() throws IOException {
        cli = Cli.shop(folder);
        cli.ok("migrate");
    }

    @Test
    void exported_rows_are_the_answer_and_how_many_they_are_is_talk() {
        Cli.Result csv = cli.ok("export", "--format", "csv", "products");
        assertThat(csv.out()).startsWith("id,name,price").contains("1,tea");
        assertThat(csv.err()).contains("products  2 rows");
        assertThat(JsonParser.parseString(cli.ok("export", "--quiet").out()).isJsonObject())
                .isTrue();
    }

    @Test
    void a_table_that_is_not_there_suggests_the_nearest() {
        Cli.Result unknown = cli.run("export", "prodcts");
        assertThat(unknown.exitCode()).isEqualTo(2);
        assertThat(unknown.err()).contains("no table or collection \"prodcts\"", "did you mean \"products\"?");
    }

    @Test
    void an_answer_that_is_cut_off_is_no_success() {
        Cli.Result cut = cli.runInto(20, "export", "products");
        assertThat(cut.exitCode()).isNotZero();
        assertThat(cut.err()).contains("error:").doesNotContain("2 rows");
        assertThat(cli.runInto(20, "list-migrations").exitCode()).isEqualTo(1);
        assertThat(cli.runInto(3, "--version").exitCode()).isEqualTo(1);
    }

    @Test
    void an_export_does_not_replace_the_database() throws IOException {
        Cli.Result refused = cli.run("export", "--to", "data/shop.db");
        assertThat(refused.exitCode()).isEqualTo(2);
        assertThat(refused.err()).contains("no earlier export", "choose another name");
        cli.ok("integrity-check");
    }

    @Test
    void what_was_exported_can_be_taken_in_again() throws IOException {
        assertThat(cli.ok("export", "--format", "csv", "--to", "out").out()).contains("wrote", "products.csv");
        cli.ok("import", "out", "--on-conflict", "skip");
        assertThat(cli.ok("import", "out", "--on-conflict", "replace", "--yes").out())
                .contains("2 replaced");
        assertThat(cli.ok("import", "out", "--new-keys").out()).contains("2 added");
    }

    @Test
    void an_import_that_replaces_needs_consent_and_one_that_collides_leaves_nothing() throws IOException {
        cli.file("products.csv", "id,name\n3,milk\n1,tea\n");
        assertThat(cli.run("import", "products.csv", "--on-conflict", "replace").exitCode())
                .isEqualTo(12);
        assertThat(cli.run("import", "products.csv").exitCode()).isEqualTo(14);
        assertThat(cli.ok("export", "--format", "csv", "products").out()).doesNotContain("milk");
    }

    @Test
    void a_refused_row_names_the_way_that_helps() throws IOException {
        cli.file("rows.xml", "<rows/>");
        assertThat(cli.run("import", "rows.xml").err()).contains("ends in .json or .csv");
        cli.file("products.csv", "id,name,price\n1,tea,2\n");
        assertThat(cli.run("import", "products.csv").err()).contains("--on-conflict skip or replace");
        cli.file("products.csv", "id,name,price\n9,tea,cheap\n");
        assertThat(cli.run("import", "products.csv").err())
                .contains("correct the row")
                .doesNotContain("--on-conflict");
        cli.file("migrations/shop/V3__notes.sql", """
                CREATE TABLE notes (id INTEGER PRIMARY KEY, product INTEGER REFERENCES products (id));
                """);
        cli.ok("migrate");
        cli.file("notes.csv", "id,product\n5,1\n6,77\n");
        assertThat(cli.run("import", "notes.csv").err())
                .contains("1 rows of notes refer to rows of products that are not there, such as row 6")
                .contains("take in the rows that they refer to");
    }

    @Test
    void a_value_that_is_too_large_is_named() throws IOException {
        cli.file("migrations/shop/V3__pictures.sql", """
                CREATE TABLE pictures (id INTEGER PRIMARY KEY, body BLOB);
                INSERT INTO pictures VALUES (7, zeroblob(67108865));
                """);
        cli.ok("migrate");
        Cli.Result refused = cli.run("export", "--to", "all.json");
        assertThat(refused.exitCode()).isEqualTo(16);
        assertThat(refused.err()).contains("the value of body in pictures where id=7 is too large", "backup");
        assertThat(folder.resolve("all.json")).doesNotExist();
    }

    @Test
    void housekeeping_reports_what_it_did() {
        assertThat(cli.ok("vacuum").out()).contains("vacuumed:");
        cli.ok("analyze");
        assertThat(cli.ok("integrity-check").out()).contains("sound");
    }

    @Test
    void configured_checks_decide() throws IOException {
        assertThat(cli.ok("check-data").err()).contains("has no `checks:`");
        cli.file("db-manager.yaml", """
                environments:
                  dev:
                    databases:
                      shop:
                        url: sqlite:data/shop.db
                        checks:
                          required: [products, orders]
                          min_rows: {products: 5}
                          assertions: {no tea: "SELECT * FROM products WHERE name = 'tea'"}
                """);
        Cli.Result result = cli.run("check-data");
        assertThat(result.exitCode()).isEqualTo(3);
        assertThat(result.out()).contains("orders: is required", "products: has 2 rows", "no tea: 1 row");
    }

    @Test
    void a_damaged_database_is_found() throws IOException {
        cli.file("data/shop.db", "this is no database, and long enough to be read as one");
        assertThat(cli.run("integrity-check").exitCode()).isEqualTo(3);
        assertThat(cli.run("doctor").exitCode()).isEqualTo(3);
    }
}
