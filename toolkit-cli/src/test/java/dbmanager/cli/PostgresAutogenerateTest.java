package dbmanager.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import dbmanager.cli.Cli.Result;
import dbmanager.sql.postgres.PostgresServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A model on the command line, for a PostgreSQL server. */
class PostgresAutogenerateTest {
    private static final String MODEL =
            "CREATE TABLE products (id int PRIMARY KEY, name text NOT NULL, price numeric(12,2));\n";

    @TempDir
    Path folder;

    private PostgresServer server;
    private String database;
    private Cli cli;

    @BeforeEach
    void makeProject() throws IOException {
        server = PostgresServer.require();
        database = server.unusedName("shop");
        cli = new Cli(folder)
                .with("DATABASE_URL", server.url(database))
                .with("PATH", server.programs().toString())
                .file("db-manager.yaml", """
                        environments:
                          dev:
                            databases:
                              shop: {url: "${DATABASE_URL}", migrations: migrations/shop, model: schema.sql}
                        """)
                .file("schema.sql", MODEL)
                .file(
                        "migrations/shop/V1__products.sql",
                        MODEL + "INSERT INTO products VALUES (1, 'tea', 2.5), (2, 'coffee', NULL);");
    }

    private void model(String ddl) throws IOException {
        cli.file("schema.sql", ddl);
    }

    private List<Path> migrations() throws IOException {
        try (Stream<Path> files = Files.walk(folder.resolve("migrations"))) {
            return files.filter(Files::isRegularFile).sorted().toList();
        }
    }

    @Test
    void a_check_needs_no_database_and_says_what_the_model_asks_for() throws IOException {
        assertThat(cli.ok("check").out()).startsWith("the same: the model and what the migrations make");
        model(MODEL + "CREATE INDEX by_name ON products (name);");

        Result different = cli.run("check");
        assertThat(different.exitCode()).isEqualTo(3);
        assertThat(different.out()).contains("the model asks for 1 change", "+ index by_name", "not compared: rows");
        assertThat(cli.run("check", "--live").err()).contains("1 migration is pending");
    }

    @Test
    void a_renamed_and_a_new_column_go_there_and_back_by_the_files_that_were_written() throws IOException {
        cli.ok("migrate");
        model(MODEL.replace("name text", "title text").replace("price", "stock int NOT NULL DEFAULT 0, price"));

        Result guess = cli.run("autogenerate", "title", "--dry-run");
        assertThat(guess.out())
                .contains("- column products.name  DESTRUCTIVE: 2 rows at stake")
                .contains("? looks like a rename, which keeps the rows: --rename products.name:title");
        Result result = cli.ok("autogenerate", "title", "--rename", "products.name:title");
        assertThat(result.out())
                .contains("~ column products.name  to title", "+ column products.stock  integer")
                .contains("proven: there and back in a copy of the database, 2 rows compared");
        cli.ok("migrate");
        cli.ok("check", "--live");
        assertThat(cli.ok("export", "products", "--format", "csv", "--to", "-").out())
                .contains("tea", "coffee", "title");
        cli.ok("rollback", "-1");
        assertThat(cli.ok("export", "products", "--format", "csv", "--to", "-").out())
                .contains("tea", "name");
        assertThat(cli.run("autogenerate", "again").err()).contains("1 migration is pending");
    }

    @Test
    void what_the_rows_contradict_is_marked_and_ends_with_3() throws IOException {
        cli.ok("migrate");
        model(MODEL.replace("price numeric(12,2)", "price numeric(12,2) NOT NULL"));

        Result result = cli.run("autogenerate", "prices");

        assertThat(result.exitCode()).isEqualTo(3);
        assertThat(result.out())
                .contains("NEEDS BACKFILL: 1 row without a value")
                .contains("not proven: the rows contradict the model:", "contains null values");
        assertThat(cli.run("migrate").exitCode()).isEqualTo(14);
    }

    @Test
    void drift_is_found_and_stands_in_the_answer_as_json() throws IOException {
        cli.ok("migrate");
        server.execute(database, "CREATE TABLE by_hand (id int)");

        JsonObject drift = cli.ask("check", "--live");
        assertThat(drift.getAsJsonArray("changes").toString()).contains("by_hand", "drop", "destructive");
        assertThat(drift.get("same").getAsBoolean()).isFalse();
        model(MODEL + "CREATE TABLE tags (id int PRIMARY KEY);");
        Result result = cli.run("autogenerate", "tags", "--dry-run");
        assertThat(result.exitCode()).isEqualTo(3);
        assertThat(result.out()).contains("which has not what the migrations make (table by_hand)");
    }

    @Test
    void a_model_and_a_rename_that_cannot_be_meant_are_refused() throws IOException {
        cli.ok("migrate");
        List<Path> before = migrations();
        Result rename = cli.run("autogenerate", "x", "--rename", "products.nme:title");
        assertThat(rename.exitCode()).isEqualTo(2);
        assertThat(rename.err()).contains("names a column that the database has not", "did you mean \"name\"?");
        model(MODEL + "CREATE TABLE x (id nothing);");
        Result bad = cli.run("check");
        assertThat(bad.exitCode()).isEqualTo(10);
        assertThat(bad.err())
                .contains("schema.sql, line 2: type \"nothing\" does not exist", "nothing was compared or written");
        assertThat(migrations()).isEqualTo(before);
    }

    @Test
    void who_may_not_create_databases_is_told_what_to_grant() throws IOException {
        cli.ok("migrate");
        String user = server.unusedName("reader");
        server.executeAsSuperuser(
                database,
                "CREATE ROLE " + user + " LOGIN PASSWORD '" + PostgresServer.PASSWORD + "'",
                "GRANT ALL ON ALL TABLES IN SCHEMA public TO " + user);
        cli.with("DATABASE_URL", server.url(database).replace(PostgresServer.OWNER, user));

        Result result = cli.run("check", "--live");
        assertThat(result.exitCode()).isEqualTo(10);
        assertThat(result.err()).contains("no temporary database can be made", "ALTER ROLE \"" + user + "\" CREATEDB");
    }
}
