package dbmanager.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import dbmanager.cli.Cli.Result;
import dbmanager.problem.Problem.Kind;
import dbmanager.sql.postgres.PostgresServer;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The commands on a PostgreSQL server: nothing of what they say holds its password. */
class PostgresTest {
    @TempDir
    Path folder;

    private PostgresServer server;
    private Cli cli;

    @BeforeEach
    void makeProject() throws IOException {
        server = PostgresServer.require();
        cli = new Cli(folder)
                .with("DATABASE_URL", server.url(server.unusedName("shop")))
                .with("PATH", server.programs().toString())
                .file("db-manager.yaml", """
                        environments:
                          dev:
                            databases:
                              shop:
                                url: "${DATABASE_URL}"
                                migrations: migrations/shop
                                checks: {required: [products], min_rows: {products: 1}}
                        """)
                .file("migrations/shop/V1__products.sql", """
                        CREATE TABLE products (id int PRIMARY KEY, name text NOT NULL);
                        INSERT INTO products VALUES (1, 'tea'), (2, 'coffee');
                        """)
                .file("migrations/shop/undo/U1__products.sql", "DROP TABLE products;")
                .file("migrations/shop/V2__prices.sql", "ALTER TABLE products ADD COLUMN price numeric(12,2);")
                .file("migrations/shop/undo/U2__prices.sql", "ALTER TABLE products DROP COLUMN price;");
    }

    @Test
    void a_database_that_is_not_there_is_made_migrated_backed_up_proven_restored_and_rolled_back() throws IOException {
        server.requireClient();
        assertThat(cli.ok("status").all()).contains("absent").contains("1 (products)");
        cli.ok("migrate");
        cli.file("more.csv", "id,name,price\n3,cocoa,7.25\n");
        cli.ok("import", "more.csv", "--table", "products");
        cli.ok("backup");
        cli.ok("verify", "latest", "--level", "proven");
        cli.file("milk.csv", "id,name,price\n4,milk,1.00\n");
        cli.ok("import", "milk.csv", "--table", "products");
        assertThat(cli.run("diff", "latest", "live").exitCode()).isEqualTo(Kind.NEGATIVE.exitCode());

        cli.ok("restore", "latest", "--yes");
        cli.ok("check-data");
        Result rolledBack = cli.ok("rollback", "base");

        assertThat(rolledBack.out()).contains("2 -> base");
        assertThat(cli.ask("list-backups").getAsJsonArray("backups")).hasSize(2);
        JsonObject dump =
                cli.ask("show-backup", "latest").getAsJsonArray("parts").get(0).getAsJsonObject();
        assertThat(dump.getAsJsonObject("digests").has("products")).isTrue();
    }

    @Test
    void what_a_table_was_is_put_back_into_the_others() throws IOException {
        server.requireClient();
        cli.ok("migrate");
        cli.ok("backup");
        cli.file("milk.csv", "id,name,price\n4,milk,1.00\n");
        cli.ok("import", "milk.csv", "--table", "products");

        cli.ok("restore", "latest", "--table", "products", "--mode", "merge", "--yes");

        assertThat(cli.ok("export", "products", "--format", "csv", "--to", "-")
                        .out()
                        .lines())
                .containsExactly("id,name,price", "1,tea,", "2,coffee,", "4,milk,1.00");
    }

    @Test
    void no_command_says_the_password() {
        server.requireClient();
        cli.ok("migrate");
        cli.ok("backup");
        for (String command : new String[] {"status", "history", "doctor", "list-backups", "environments"}) {
            Result text = cli.run(command);
            Result json = cli.run(command, "--output", "json");
            assertThat(text.all() + json.all())
                    .doesNotContain(PostgresServer.PASSWORD)
                    .doesNotContain("s3cret");
        }
    }

    @Test
    void a_server_that_is_down_and_a_wrong_password_are_told_apart() {
        Result down = new Cli(folder)
                .with("DATABASE_URL", "postgresql://me:hush-hush@127.0.0.1:1/shop")
                .run("status");
        Result wrong = new Cli(folder)
                .with("DATABASE_URL", server.url("postgres").replace("s3cret", "hush-hush"))
                .run("status");

        assertThat(down.exitCode()).isEqualTo(Kind.UNREACHABLE.exitCode());
        assertThat(down.err()).contains("cannot be reached").contains("check host and port");
        assertThat(wrong.exitCode()).isEqualTo(Kind.UNREACHABLE.exitCode());
        assertThat(wrong.err()).contains("does not let this user in").contains("check user and password");
        assertThat(down.all() + wrong.all()).doesNotContain("hush-hush");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "PERFORM pg_terminate_backend(pg_backend_pid()) | 17",
                "RAISE 'could not extend file \"base/5/16404\": No space left on device' USING ERRCODE = '53100' | 1"
            })
    void what_happens_to_the_server_while_a_backup_is_proven_says_nothing_about_the_backup(
            String misfortune, int exitCode) throws IOException {
        server.requireClient();
        cli.file("migrations/shop/V3__misfortune.sql", """
                CREATE FUNCTION spared() RETURNS boolean LANGUAGE plpgsql AS $$
                BEGIN
                    IF current_database() LIKE 'dbm\\_tmp%%' THEN %s; END IF;
                    RETURN true;
                END $$;
                CREATE TABLE unlucky (id int CHECK (spared()));
                INSERT INTO unlucky VALUES (1);
                """.formatted(misfortune));
        cli.ok("migrate");
        cli.ok("backup");

        assertThat(cli.run("verify", "latest").exitCode()).isEqualTo(exitCode);
        assertThat(cli.run("test-recovery").exitCode()).isEqualTo(exitCode);
        JsonObject backup =
                cli.ask("list-backups").getAsJsonArray("backups").get(0).getAsJsonObject();
        assertThat(backup.get("verification_failed").getAsBoolean()).isFalse();
    }

    @Test
    void who_may_not_create_databases_is_told_what_to_ask_for_and_nothing_changes() {
        server.requireClient();
        cli.ok("migrate");
        cli.ok("backup");
        server.executeAsSuperuser("postgres", "ALTER ROLE " + PostgresServer.OWNER + " NOCREATEDB");
        try {
            Result verify = cli.run("verify", "latest", "--level", "restored");
            Result table = cli.run("restore", "latest", "--table", "products", "--yes");

            for (Result refused : new Result[] {verify, table}) {
                assertThat(refused.exitCode()).isEqualTo(Kind.CONFIGURATION.exitCode());
                assertThat(refused.err())
                        .contains("permission denied to create database")
                        .contains("ALTER ROLE \"" + PostgresServer.OWNER + "\" CREATEDB");
            }
        } finally {
            server.executeAsSuperuser("postgres", "ALTER ROLE " + PostgresServer.OWNER + " CREATEDB");
        }
        cli.ok("verify", "latest", "--level", "restored");
    }

    @Test
    void who_may_not_create_databases_proves_and_rehearses_on_another_server() throws IOException {
        server.requireClient();
        cli.ok("migrate");
        cli.ok("backup");
        cli.ok("rollback", "-1");
        String database = cli.ask("status").get("location").getAsString().replaceFirst(".*/", "");
        String reader = server.unusedName("reader");
        server.executeAsSuperuser(
                database,
                "CREATE ROLE " + reader + " LOGIN PASSWORD '" + PostgresServer.PASSWORD + "'",
                "GRANT SELECT ON ALL TABLES IN SCHEMA public TO " + reader);
        cli.with("DATABASE_URL", server.url(database).replace(PostgresServer.OWNER, reader));
        String shadow = server.url(server.newDatabase("shadow"));

        assertThat(cli.run("verify").err()).contains("--shadow-url");
        assertThat(cli.ok("verify", "--level", "proven", "--shadow-url", shadow).all())
                .doesNotContain(PostgresServer.PASSWORD);
        assertThat(cli.run("test-recovery").exitCode()).isEqualTo(Kind.CONFIGURATION.exitCode());
        assertThat(cli.ok("test-recovery", "--shadow-url", shadow).out()).contains("drill");
        assertThat(cli.ok("rehearse", "--last", "1", "--shadow-url", shadow).out())
                .contains("2");
        cli.file("schema.sql", "CREATE TABLE products (id int PRIMARY KEY, name text NOT NULL, price numeric(12,2));");
        assertThat(cli.ok("check", "--model", "schema.sql", "--shadow-url", shadow)
                        .out())
                .contains("the same");
        Result itself = cli.run("rehearse", "--shadow-url", server.url(database));
        assertThat(itself.exitCode()).isEqualTo(Kind.REFUSED.exitCode());
        assertThat(itself.err()).contains("is the database itself");
    }

    @Test
    void a_shadow_is_for_postgresql_and_of_postgresql() {
        Result ours = cli.run("check", "--shadow-url", "sqlite:shadow.db");
        assertThat(ours.exitCode()).isEqualTo(Kind.USAGE.exitCode());
        assertThat(ours.err()).contains("names no PostgreSQL database");
        Result theirs = cli.run("check", "--url", "sqlite:shop.db", "--shadow-url", "postgresql://localhost/shadow");
        assertThat(theirs.exitCode()).isEqualTo(Kind.UNSUPPORTED.exitCode());
        assertThat(theirs.err()).contains("--shadow-url is not something that SQLITE databases have");
    }

    @Test
    void doctor_and_housekeeping_have_something_to_say() {
        cli.ok("migrate");

        assertThat(cli.run("doctor").all())
                .contains("PostgreSQL")
                .contains("pg_dump")
                .contains("may create databases");
        cli.ok("vacuum");
        cli.ok("analyze");
        cli.ok("integrity-check");
    }
}
