package dbmanager.cli;

import static dbmanager.cli.MaskedShop.MASKS;
import static dbmanager.cli.MaskedShop.PERSONAL;
import static dbmanager.cli.MaskedShop.bytes;
import static dbmanager.cli.MaskedShop.read;
import static dbmanager.cli.MaskedShop.shop;
import static org.assertj.core.api.Assertions.assertThat;

import dbmanager.problem.Problem.Kind;
import dbmanager.sql.postgres.PostgresServer;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A test environment with the rows of production, in which nobody of production can be found. */
class MaskedCopyTest {
    @TempDir
    Path folder;

    @Test
    void the_rows_come_masked_and_nothing_of_production_is_in_any_file_of_the_test_environment() throws IOException {
        Cli cli = shop(folder, MASKS);

        Cli.Result made = cli.ok("setup-test", "--from", "production");

        assertThat(made.out())
                .contains("+ 1 (users)", "+ 2 (tags)", "users: 3 rows from", "users.email: email  3 values masked");
        assertThat(bytes(folder.resolve("test"))).doesNotContain(PERSONAL).contains("@example.com");
        assertThat(bytes(folder.resolve("production")))
                .as("it can be found where it is")
                .contains(PERSONAL);
        String users = cli.ok("export", "--env", "test", "--format", "json").out();
        assertThat(users).contains("\"note\":null").contains("\"id\":1").contains("\"total\":1.5");
        assertThat(cli.ok("export", "events", "--env", "test", "--format", "csv")
                        .out()
                        .lines())
                .as("no trigger heard of the rows")
                .hasSize(1 + 3);
        cli.ok("integrity-check", "--env", "test");
        cli.ok("import", "users.json", "--env", "test", "--on-conflict", "skip");
    }

    @Test
    void somebody_of_two_databases_is_the_same_one_in_both() throws IOException {
        Cli cli = new Cli(folder).file("db-manager.yaml", """
                        environments:
                          production:
                            databases:
                              shop: {url: "sqlite:production/shop.db", migrations: migrations, mask: {users.email: email}}
                              crm: {url: "sqlite:production/crm.db", migrations: migrations, mask: {users.email: email}}
                          test:
                            databases:
                              shop: {url: "sqlite:test/shop.db", migrations: migrations}
                              crm: {url: "sqlite:test/crm.db", migrations: migrations}
                        """).file("migrations/V1__users.sql", """
                        CREATE TABLE users (email TEXT);
                        INSERT INTO users VALUES ('ada@lovelace.org');
                        """);
        cli.ok("migrate", "--env", "production", "--confirm", "production");
        cli.ok("backup-all", "--env", "production");

        cli.ok("setup-test", "--from", "production");

        String[] export = {"export", "users", "--env", "test", "--format", "csv", "--db"};
        String masked = cli.ok(
                        Stream.concat(Stream.of(export), Stream.of("shop")).toArray(String[]::new))
                .out();
        assertThat(masked).contains("@example.com");
        assertThat(cli.ok(Stream.concat(Stream.of(export), Stream.of("crm")).toArray(String[]::new))
                        .out())
                .isEqualTo(masked);
    }

    @Test
    void the_same_secret_makes_the_same_rows_and_each_other_run_others() throws IOException {
        Cli cli = shop(folder, MASKS).with("DB_MANAGER_MASK_SECRET", "kept in a safe");
        String[] again = {"setup-test", "--from", "production", "--yes"};
        String[] export = {"export", "users", "--env", "test", "--format", "csv"};

        cli.ok(again);
        String first = cli.ok(export).out();
        cli.ok(again);
        assertThat(cli.ok(export).out()).isEqualTo(first);
        cli.with("DB_MANAGER_MASK_SECRET", "").ok(again);
        assertThat(cli.ok(export).out()).isNotEqualTo(first);
    }

    @Test
    void documents_come_masked_with_all_that_is_in_them() throws IOException {
        Cli cli = new Cli(folder)
                .file("db-manager.yaml", """
                        environments:
                          production:
                            databases:
                              app:
                                url: "firestore://demo-live"
                                emulator: embedded
                                migrations: migrations
                                mask:
                                  people.id: email
                                  people.email: email
                                  people.contact.phone: digits
                                  people.name: name
                                  people/letters.text: "a letter"
                          test:
                            databases:
                              app: {url: "firestore://demo-test", emulator: embedded, migrations: migrations}
                        """)
                .file("migrations/V1__people.yaml", """
                        steps:
                          - createCollection: {collection: people, document: first, fields: {name: First, email: a@b.c}}
                        """)
                .file("people.json", """
                        {"people": [
                          {"id": "ada@lovelace.org", "name": "Ada Lovelace", "email": "ada@lovelace.org",
                           "contact": {"phone": "+44 1234567", "country": "UK"}},
                          {"id": "ada@lovelace.org/letters/1", "text": "likes tea",
                           "to": {"$reference": "people/ada@lovelace.org"}}]}
                        """);
        cli.ok("migrate", "--env", "production", "--confirm", "production");
        cli.ok("import", "people.json", "--env", "production", "--confirm", "production");
        cli.ok("backup", "--env", "production");

        Cli.Result made = cli.ok("setup-test", "--from", "production");

        assertThat(made.out()).contains("people: 3 rows from", "people/letters.text: \"a letter\"  1 value masked");
        String rows = documents(cli);
        assertThat(rows).contains("@example.com/letters/1", "\"country\":\"UK\"", "a letter");
        assertThat(rows).doesNotContain(PERSONAL);
        assertThat(read(folder.resolve(".db-manager/firestore-demo-test.db"))).doesNotContain(PERSONAL);
        assertThat(read(folder.resolve(".db-manager/firestore-demo-live.db"))).contains("ada@lovelace.org");

        cli.file("db-manager.yaml", cli.read("db-manager.yaml").replace("people.contact.phone", "people.contact.fone"));
        Cli.Result refused = cli.run("setup-test", "--from", "production", "--yes");
        assertThat(refused.exitCode()).isEqualTo(Kind.CONFIGURATION.exitCode());
        assertThat(documents(cli)).isEqualTo(rows);
    }

    /** Without the time of the export. */
    private static String documents(Cli cli) {
        String all = cli.ok("export", "--env", "test", "--format", "json").out();
        return all.substring(all.indexOf("\"people\""));
    }

    /** Of one database, as the server keeps it; its log of changes is that of all databases. */
    private static String files(PostgresServer server, String database) throws IOException {
        try (Connection connection = server.connectAsSuperuser(database);
                Statement statement = connection.createStatement()) {
            statement.execute("CHECKPOINT");
            try (ResultSet row = statement.executeQuery(
                    "SELECT string_agg(encode(pg_read_binary_file('base/' || d.oid || '/' || f), 'escape'), '')"
                            + " FROM pg_database d, pg_ls_dir('base/' || d.oid) f WHERE d.datname = current_database() AND f ~ '^[0-9]+$' AND f::bigint >= 16384")) {
                row.next();
                return row.getString(1);
            }
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void the_rows_of_a_dump_pass_by_no_server_on_their_way_to_the_mask() throws IOException {
        PostgresServer server = PostgresServer.require();
        server.requireClient();
        String test = server.unusedName("masked");
        Cli cli = new Cli(folder)
                .with("PATH", server.programs().toString())
                .with("LIVE", server.url(server.unusedName("live")))
                .with("TEST", server.url(test))
                .file("db-manager.yaml", """
                        environments:
                          production:
                            databases:
                              shop:
                                url: "${LIVE}"
                                migrations: migrations
                                mask: {users.email: email, users.phone: digits, users.name: name, users.token: hash,
                                       orders.customer: email, orders.note: remove, orders.born: keep}
                          test:
                            databases:
                              shop: {url: "${TEST}", migrations: migrations}
                        """)
                .file("migrations/V1__users.sql", """
                        CREATE TABLE users (id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, email varchar(40) NOT NULL UNIQUE,
                            phone bigint, name text, token uuid, upper_name text GENERATED ALWAYS AS (upper(name)) STORED);
                        CREATE TABLE orders (id bigint, customer text REFERENCES users (email), note text, born date,
                            data bytea, price numeric(8,2)) PARTITION BY RANGE (id);
                        CREATE TABLE orders_1 PARTITION OF orders FOR VALUES FROM (0) TO (100);
                        CREATE TABLE events (what text);
                        CREATE FUNCTION count_it() RETURNS trigger LANGUAGE plpgsql AS
                            'BEGIN INSERT INTO events VALUES (''user''); RETURN NEW; END';
                        CREATE TRIGGER counted AFTER INSERT ON users FOR EACH ROW EXECUTE FUNCTION count_it();
                        """)
                .file("rows.json", """
                        {"users": [{"id": 1, "email": "ada@lovelace.org", "phone": 441234567, "name": "Ada\\tLovelace\\\\",
                                    "token": "7d444840-9dc0-11d1-b245-5ffdce74fad2"},
                                   {"id": 2, "email": "grace@navy.mil"}],
                         "orders": [{"id": 7, "customer": "ada@lovelace.org", "note": "likes tea", "born": "1815-12-10",
                                     "data": {"$bytes": "AP8="}, "price": 12.5}]}
                        """);
        cli.ok("migrate", "--env", "production", "--confirm", "production");
        cli.ok("import", "rows.json", "--env", "production", "--confirm", "production");
        cli.ok("backup", "--env", "production");

        Cli.Result made = cli.ok("setup-test", "--from", "production");

        assertThat(made.out())
                .contains("users: 2 rows from", "orders: 1 row from", "users.token: hash  1 value masked");
        String rows = cli.ok("export", "--env", "test", "--format", "json").out();
        assertThat(rows).doesNotContain(PERSONAL).doesNotContain("7d444840", "LOVELACE");
        assertThat(rows).contains("@example.com", "\"born\":\"1815-12-10\"", "12.5");
        assertThat(cli.ok("export", "events", "--env", "test", "--format", "csv")
                        .out()
                        .lines())
                .hasSize(1 + 2);
        assertThat(files(server, test)).doesNotContain(PERSONAL).contains("@example.com");
        cli.file("more.json", "{\"users\": [{\"email\": \"new@shop.example\"}]}");
        cli.ok("import", "more.json", "--env", "test");
    }
}
