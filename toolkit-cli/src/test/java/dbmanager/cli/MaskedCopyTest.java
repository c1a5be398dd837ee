package dbmanager.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import dbmanager.problem.Problem.Kind;
import dbmanager.sql.postgres.PostgresServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A test environment with the rows of production, in which nobody of production can be found. */
class MaskedCopyTest {
    private static final List<String> PERSONAL =
            List.of("ada@lovelace.org", "grace@navy.mil", "Lovelace", "1234567", "likes tea");

    private static final String MASKS = """
                    mask: {users.email: email, users.phone: digits, users.name: name, orders.customer: email, "orders.note": remove}
            """;

    @TempDir
    Path folder;

    /** SQLite; production has two users and the orders of one of them, and a trigger that counts them. */
    private Cli shop(String masks) throws IOException {
        Cli cli = new Cli(folder)
                .file("db-manager.yaml", """
                        environments:
                          production:
                            databases:
                              shop:
                                url: "sqlite:production/shop.db"
                                migrations: migrations
                        %s
                          test:
                            databases:
                              shop: {url: "sqlite:test/shop.db", migrations: migrations}
                        """.formatted(masks))
                .file("migrations/V1__users.sql", """
                        CREATE TABLE users (id INTEGER PRIMARY KEY, email TEXT NOT NULL UNIQUE, phone VARCHAR(20), name TEXT);
                        CREATE TABLE orders (
                            id INTEGER PRIMARY KEY, customer TEXT REFERENCES users (email), note TEXT, total REAL);
                        CREATE TABLE events (id INTEGER PRIMARY KEY, what TEXT);
                        CREATE TRIGGER counted AFTER INSERT ON users BEGIN INSERT INTO events (what) VALUES ('user'); END;
                        INSERT INTO users VALUES (9, 'admin@shop.example', NULL, 'Admin');
                        """)
                .file("users.json", """
                        {"users": [{"id": 1, "email": "ada@lovelace.org", "phone": "+44 1234567", "name": "Ada Lovelace"},
                                   {"id": 2, "email": "grace@navy.mil", "phone": null, "name": "Grace"}],
                         "orders": [{"id": 1, "customer": "ada@lovelace.org", "note": "likes tea", "total": 1.5}]}
                        """);
        cli.ok("migrate", "--env", "production", "--confirm", "production");
        cli.ok("import", "users.json", "--env", "production", "--confirm", "production");
        cli.ok("backup", "--env", "production");
        return cli.file("migrations/V2__tags.sql", "CREATE TABLE tags (id INTEGER PRIMARY KEY);");
    }

    /** Everything that lies in a folder, as it lies there. */
    private static String bytes(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile).map(MaskedCopyTest::read).collect(Collectors.joining("\n"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String read(Path file) {
        try {
            return new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void the_rows_come_masked_and_nothing_of_production_is_in_any_file_of_the_test_environment() throws IOException {
        Cli cli = shop(MASKS);

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
    void an_index_of_full_text_is_built_again_from_masked_rows_and_has_no_word_of_production() throws IOException {
        Cli cli = shop(MASKS.replace("{users.email", "{said.what: remove, users.email"))
                .file("migrations/V3__search.sql", """
                        CREATE VIRTUAL TABLE people USING fts5 (email, name, content = [users], content_rowid = 'id');
                        CREATE TRIGGER found AFTER INSERT ON users BEGIN
                            INSERT INTO people (rowid, email, name) VALUES (new.id, new.email, new.name); END;
                        CREATE VIRTUAL TABLE names USING fts4 (name, content=`users`);
                        CREATE VIRTUAL TABLE hidden USING fts5 (name, content = "");
                        CREATE VIRTUAL TABLE older USING fts4 (name, content="");
                        CREATE VIRTUAL TABLE words USING fts5vocab (people, row);
                        CREATE VIRTUAL TABLE said USING fts5 (what);
                        INSERT INTO hidden (rowid, name) VALUES (1, 'made by a migration');
                        """);
        cli.ok("migrate", "--env", "production", "--confirm", "production");
        for (String index : List.of("people", "names")) {
            sql("production", "INSERT INTO " + index + " (" + index + ") VALUES ('rebuild')");
        }
        for (String index : List.of("hidden (rowid, name)", "older (docid, name)")) {
            sql("production", "INSERT INTO " + index + " SELECT id, name FROM users");
        }
        sql("production", "INSERT INTO said (rowid, what) SELECT id, note FROM orders");
        cli.ok("backup", "--env", "production");

        cli.ok("setup-test", "--from", "production");

        String all = bytes(folder.resolve("test"));
        assertThat(all).doesNotContain(PERSONAL).doesNotContain("lovelace", "navy", "grace");
        assertThat(bytes(folder.resolve("production"))).contains("lovelace", "navy", "grace");
        assertThat(found("production", "people", "lovelace")).isOne();
        for (String index : List.of("people", "names", "hidden", "older", "said")) {
            assertThat(found("test", index, "lovelace OR grace OR tea OR migration"))
                    .as(index)
                    .isZero();
        }
        assertThat(found("test", "people", "example"))
                .as("it finds what is there now")
                .isEqualTo(3);
        sql("test", "INSERT INTO people (people, rank) VALUES ('integrity-check', 1)");
        sql("test", "INSERT INTO names (names) VALUES ('integrity-check')");
        cli.ok("import", "users.json", "--env", "test", "--on-conflict", "skip");
    }

    @Test
    void an_index_that_keeps_its_text_keeps_the_ids_too_by_which_others_find_its_rows() throws IOException {
        Cli cli = shop(MASKS.replace("{users.email", "{\"said*.*\": hash, users.email"))
                .file("migrations/V3__search.sql", """
                        CREATE VIRTUAL TABLE said USING fts5 (what);
                        CREATE VIRTUAL TABLE said_before USING fts4 (what, rowid);
                        CREATE VIRTUAL TABLE said_long_ago USING fts3 (what);
                        """);
        cli.ok("migrate", "--env", "production", "--confirm", "production");
        for (String index : List.of("said (rowid, what)", "said_before (docid, what)", "said_long_ago (docid, what)")) {
            sql(
                    "production",
                    "INSERT INTO " + index + " VALUES (70, 'a word'), (7, 'the words of somebody'), (-1, '')");
        }
        cli.ok("backup", "--env", "production");

        cli.ok("setup-test", "--from", "production");

        for (String index : List.of("said", "said_before", "said_long_ago")) {
            String id = index.equals("said") ? "rowid" : "docid";
            String lengths =
                    "SELECT group_concat(id || ' ' || length(what)) FROM (SELECT %s AS id, what FROM %s ORDER BY 1)"
                            .formatted(id, index);
            assertThat(text("test", lengths)).as(index).isEqualTo("-1 0,7 21,70 16");
            assertThat(found("test", index, "word OR words")).isZero();
        }
    }

    private String text(String environment, String query) {
        try (Connection connection = sqlite(environment);
                Statement asking = connection.createStatement();
                ResultSet row = asking.executeQuery(query)) {
            return row.getString(1);
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    private void sql(String environment, String statement) {
        try (Connection connection = sqlite(environment);
                Statement running = connection.createStatement()) {
            running.executeUpdate(statement);
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    private int found(String environment, String index, String words) {
        try (Connection connection = sqlite(environment);
                Statement asking = connection.createStatement();
                ResultSet row = asking.executeQuery(
                        "SELECT count(*) FROM %s WHERE %s MATCH '%s'".formatted(index, index, words))) {
            return row.getInt(1);
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    private Connection sqlite(String environment) throws SQLException {
        return DriverManager.getConnection("jdbc:sqlite:" + folder.resolve(environment + "/shop.db"));
    }

    @Test
    void the_same_secret_makes_the_same_rows_and_each_other_run_others() throws IOException {
        Cli cli = shop(MASKS).with("DB_MANAGER_MASK_SECRET", "kept in a safe");
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
    void rows_of_production_without_rules_are_refused_and_rules_of_the_command_line_count() throws IOException {
        Cli cli = shop("");

        Cli.Result refused = cli.run("setup-test", "--from", "production");

        assertThat(refused.exitCode()).isEqualTo(Kind.REFUSED.exitCode());
        assertThat(refused.err()).contains("no mask rules are configured for shop", "mask:");
        assertThat(folder.resolve("test")).doesNotExist();
        Cli.Result made = cli.ok("setup-test", "--from", "production", "--mask", "*.*=hash", "--mask", "*.id=keep");
        assertThat(made.out()).contains("*.*: hash");
        assertThat(bytes(folder.resolve("test"))).doesNotContain(PERSONAL);
    }

    @Test
    void a_rule_about_nothing_is_refused_before_anything_is_taken_away() throws IOException {
        Cli cli = shop(MASKS.replace("users.phone", "users.fone"));
        cli.ok("migrate", "--env", "test");
        String before = bytes(folder.resolve("test"));

        Cli.Result refused = cli.run("setup-test", "--from", "production", "--yes");

        assertThat(refused.exitCode()).isEqualTo(Kind.CONFIGURATION.exitCode());
        assertThat(refused.err()).contains("users.fone: digits", "did you mean \"users.phone\"");
        assertThat(bytes(folder.resolve("test"))).isEqualTo(before);
    }

    @Test
    void a_rule_that_the_database_does_not_bear_is_named_and_no_row_is_in() throws IOException {
        Cli cli = shop(MASKS.replace("users.email: email", "users.email: remove"));

        Cli.Result refused = cli.run("setup-test", "--from", "production");

        assertThat(refused.exitCode()).isEqualTo(Kind.FAILED.exitCode());
        assertThat(refused.err()).contains("users.email", "NOT NULL", "no row of the backup");
        assertThat(bytes(folder.resolve("test"))).doesNotContain(PERSONAL);
        cli.ok("migrate", "--env", "test");
    }

    @Test
    void what_was_there_is_named_also_when_no_row_comes_in() throws IOException {
        Cli cli = shop(MASKS.replace("users.email: email", "users.email: remove"));
        cli.ok("migrate", "--env", "test");

        Cli.Result refused = cli.run("setup-test", "--from", "production", "--yes");

        assertThat(refused.exitCode()).isEqualTo(Kind.FAILED.exitCode());
        assertThat(refused.err()).containsPattern("no row of the backup; what was there is backup 20[0-9TZ]+-shop");
    }

    @Test
    void what_looks_personal_and_has_no_rule_is_named() throws IOException {
        Cli cli = shop(MASKS.replace(", \"orders.note\": remove", ""));

        JsonObject answer = cli.ask("setup-test", "--from", "production");

        assertThat(answer.getAsJsonArray("personal_without_rule").toString()).isEqualTo("[\"orders.note\"]");
        assertThat(answer.getAsJsonObject("rows").get("users").getAsInt()).isEqualTo(3);
    }

    @Test
    void a_word_that_is_no_rule_is_a_mistake_and_in_quotes_a_text() throws IOException {
        Cli cli = shop(MASKS);
        cli.file("db-manager.yaml", cli.read("db-manager.yaml").replace("users.phone: digits", "users.phone: digit"));
        Cli.Result refused = cli.run("setup-test", "--from", "production");
        assertThat(refused.exitCode()).isEqualTo(Kind.CONFIGURATION.exitCode());
        assertThat(refused.err()).contains("\"digit\" for users.phone is no mask", "did you mean \"digits\"");

        cli.file("db-manager.yaml", cli.read("db-manager.yaml").replace("users.phone: digit", "users.phone: \"0800\""));
        cli.ok("setup-test", "--from", "production");
        assertThat(cli.ok("export", "users", "--env", "test", "--format", "csv").out())
                .contains(",0800,");
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
