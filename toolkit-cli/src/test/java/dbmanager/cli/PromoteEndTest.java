package dbmanager.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dbmanager.cli.Cli.Result;
import dbmanager.problem.Problem.Kind;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** When a promotion is said to have ended. */
class PromoteEndTest {
    private static final String[] PROMOTE = {
        "promote", "--from", "staging", "--to", "production", "--confirm", "production", "--no-rehearsal"
    };

    @TempDir
    Path folder;

    @Test
    void a_promotion_that_left_a_database_behind_is_not_called_promoted() throws IOException {
        Cli cli = new Cli(folder)
                .file("db-manager.yaml", """
                        environments:
                          staging:
                            databases:
                              shop: {url: "sqlite:staging/shop.db", migrations: migrations/shop}
                              orders: {url: "sqlite:staging/orders.db", migrations: migrations/orders}
                          production:
                            databases:
                              shop: {url: "sqlite:production/shop.db", migrations: migrations/shop}
                              orders: {url: "sqlite:production/orders.db", migrations: migrations/orders}
                        """)
                .file("migrations/shop/V1__products.sql", "CREATE TABLE products (id INTEGER PRIMARY KEY);")
                .file("migrations/orders/V1__orders.sql", "CREATE TABLE orders (id INTEGER PRIMARY KEY, name TEXT);")
                .file("orders.json", """
                        {"orders": [{"id": 1, "name": "tea"}, {"id": 2, "name": "tea"}]}
                        """);
        cli.ok("migrate", "--env", "staging");
        cli.ok("migrate", "--env", "production", "--confirm", "production");
        cli.ok("import", "orders.json", "--env", "production", "--db", "orders", "--confirm", "production");
        cli.file("migrations/shop/V2__price.sql", "ALTER TABLE products ADD COLUMN price REAL;")
                .file("migrations/orders/V2__once.sql", "CREATE UNIQUE INDEX once ON orders (name);")
                .file("migrations/orders/undo/U2__once.sql", "DROP INDEX once;");
        cli.ok("migrate", "--env", "staging");
        assertThat(cli.run(PROMOTE).exitCode()).isEqualTo(Kind.FAILED.exitCode());
        cli.ok("rollback", "--env", "staging", "--db", "orders");
        cli.run("repair", "--env", "production", "--db", "orders", "--confirm", "production");

        Result again = cli.run(PROMOTE);

        assertThat(again.exitCode()).as(again.all()).isEqualTo(Kind.NEGATIVE.exitCode());
        assertThat(again.out())
                .contains("came to no end: shop is promoted, at 2, orders is not begun, at 1", "go on: `", "--back 20")
                .doesNotContain("promoted from staging");
        String[] asked = (String.join(" ", PROMOTE) + " --output json").split(" ");
        JsonObject answer = JsonParser.parseString(cli.run(asked).out()).getAsJsonObject();
        assertThat(answer.get("ended").getAsBoolean()).isFalse();
        assertThat(cli.ok("status", "--env", "production").out()).contains("came to no end");
    }
}
