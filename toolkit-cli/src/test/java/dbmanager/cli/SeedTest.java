package dbmanager.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dbmanager.problem.Problem.Kind;
import dbmanager.sql.postgres.PostgresServer;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rows that are made up where there is no backup to take some from. */
class SeedTest {
    private static final String TABLES = """
            CREATE TABLE users (
                id INTEGER PRIMARY KEY, email VARCHAR(30) NOT NULL UNIQUE, full_name TEXT NOT NULL, boss INTEGER REFERENCES users (id));
            CREATE TABLE orders (
                id INTEGER PRIMARY KEY, user_id INTEGER NOT NULL REFERENCES users (id), total NUMERIC(8,2) NOT NULL,
                status TEXT NOT NULL CHECK (status IN ('new', 'paid')), placed DATE NOT NULL, note TEXT DEFAULT 'none');
            """;

    @TempDir
    Path folder;

    private Cli project(String url, String seed) throws IOException {
        return new Cli(folder)
                .with("URL", url)
                .file("db-manager.yaml", """
                        environments:
                          test:
                            databases:
                              shop: {url: "${URL}", migrations: migrations, seed: {%s}}
                        """.formatted(seed))
                .file("migrations/V1__users.sql", TABLES);
    }

    private static void fills(Cli cli) {
        Cli.Result made = cli.ok("setup-test");

        assertThat(made.out()).contains("users: 20 rows made up", "orders: 50 rows made up");
        String users =
                cli.ok("export", "users", "--env", "test", "--format", "csv").out();
        assertThat(users.lines()).hasSize(1 + 20);
        assertThat(users).contains("20@example.com");
        assertThat(cli.ok("export", "orders", "--env", "test", "--format", "csv")
                        .out())
                .contains(",new,", ",paid,", ",none");
        cli.ok("integrity-check", "--env", "test");
        cli.ok("setup-test", "--yes");
        assertThat(cli.ok("export", "users", "--env", "test", "--format", "csv").out())
                .as("the same wishes make the same rows")
                .isEqualTo(users);
    }

    @Test
    void tables_are_filled_as_their_definitions_want_it_parents_first() throws IOException {
        fills(project("sqlite:test/shop.db", "orders: 50, users: 20"));
    }

    /** More rows than SQLite keeps in memory: from then on nobody else may read before they are committed. */
    @Test
    void there_may_be_more_of_them_than_fit_into_memory() throws IOException {
        Cli cli = project("sqlite:test/shop.db", "orders: 50, users: 60000");

        assertThat(cli.ok("setup-test").out()).contains("users: 60000 rows made up", "orders: 50 rows made up");
    }

    @Test
    void so_are_those_of_a_server() throws IOException {
        PostgresServer server = PostgresServer.require();
        server.requireClient();
        fills(project(server.url(server.unusedName("seeded")), "orders: 50, users: 20")
                .with("PATH", server.programs().toString()));
    }

    @Test
    void a_table_without_the_rows_that_it_refers_to_is_refused() throws IOException {
        Cli.Result refused = project("sqlite:test/shop.db", "orders: 5").run("setup-test");

        assertThat(refused.exitCode()).isEqualTo(Kind.CONFIGURATION.exitCode());
        assertThat(refused.err()).contains("user_id must name a row of users", "add users to seed:");
    }

    @Test
    void documents_are_made_like_a_sample() throws IOException {
        Cli cli = new Cli(folder).file("db-manager.yaml", """
                        environments:
                          test:
                            databases:
                              app:
                                url: "firestore://demo-seed"
                                emulator: embedded
                                seed: {people: {rows: 3, sample: person.json}}
                        """).file("person.json", """
                        {"email": "x", "age": 7, "address": {"city": "x"}, "tags": ["x"]}
                        """);

        assertThat(cli.ok("setup-test").out()).contains("people: 3 rows made up");
        assertThat(cli.ok("export", "people", "--env", "test", "--format", "json")
                        .out())
                .contains("\"id\":\"people-000003\"", "3@example.com", "\"address\":{\"city\":\"");
    }
}
