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
