package dbmanager.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A model on the command line: what it leads to, and what is refused. */
class AutogenerateTest {
    private static final String MODEL =
            "CREATE TABLE products (id INTEGER PRIMARY KEY, name TEXT NOT NULL, price REAL);\n";

    @TempDir
    Path folder;

    private Cli cli;

    @BeforeEach
    void prepare() throws IOException {
        cli = Cli.shop(folder).file("schema.sql", MODEL);
    }

    private List<String> migrations() throws IOException {
        try (Stream<Path> files = Files.walk(folder.resolve("migrations"))) {
            return files.filter(Files::isRegularFile)
                    .map(file -> file.getFileName().toString())
                    .sorted()
                    .toList();
        }
    }

    private void model(String ddl) throws IOException {
        cli.file("schema.sql", ddl);
    }

    @Test
    void a_new_column_goes_there_and_back_by_the_files_that_were_written() throws IOException {
        cli.ok("migrate");
        model(MODEL.replace("price REAL", "price REAL, stock INTEGER NOT NULL DEFAULT 0"));

        Cli.Result result = cli.ok("autogenerate", "add stock", "--model", "schema.sql");

        assertThat(result.out())
                .contains("+ column products.stock  INTEGER")
                .contains("proven: there and back in a copy of the database, 2 rows compared")
                .contains("not compared: rows, order of columns");
        assertThat(cli.run("check", "--model", "schema.sql").exitCode()).isZero();
        cli.ok("migrate");
        cli.ok("check", "--model", "schema.sql", "--live");
        cli.ok("rollback", "-1");
        assertThat(cli.run("check", "--model", "schema.sql", "--live").err()).contains("1 migration is pending");
    }

    @Test
    void the_model_of_the_configuration_is_the_default() throws IOException {
        cli.file("db-manager.yaml", """
                environments:
                  dev:
                    databases:
                      shop: {url: "sqlite:data/shop.db", migrations: migrations/shop, model: schema.sql}
                """);

        assertThat(cli.ok("check").out()).startsWith("the same: the model and what the migrations make");
        model(MODEL + "CREATE INDEX by_name ON products (name);");
        Cli.Result different = cli.run("check");
        assertThat(different.exitCode()).isEqualTo(3);
        assertThat(different.out()).contains("the model asks for 1 change", "+ index by_name");
    }

    @Test
    void a_check_without_live_needs_no_database() {
        assertThat(cli.run("check", "--model", "schema.sql").exitCode()).isZero();
        assertThat(folder.resolve("data")).doesNotExist();
        assertThat(cli.run("check", "--model", "schema.sql", "--live").err()).contains("are pending");
    }

    @Test
    void a_dry_run_shows_the_scripts_and_writes_nothing() throws IOException {
        cli.ok("migrate");
        List<String> before = migrations();
        model(MODEL + "CREATE TABLE tags (id INTEGER PRIMARY KEY);");

        assertThat(cli.ok("autogenerate", "tags", "--model", "schema.sql", "--dry-run")
                        .out())
                .contains("nothing written", "CREATE TABLE tags", "DROP TABLE \"tags\";");
        assertThat(migrations()).isEqualTo(before);
    }

    @Test
    void nothing_is_written_when_there_is_nothing_to_do() throws IOException {
        cli.ok("migrate");
        List<String> before = migrations();

        assertThat(cli.ok("autogenerate", "nothing", "--model", "schema.sql").out())
                .startsWith("nothing to do: the model and what the migrations make are the same");
        assertThat(migrations()).isEqualTo(before);
    }

    @Test
    void a_rename_is_suggested_and_keeps_the_rows_when_it_is_said() throws IOException {
        cli.ok("migrate");
        model(MODEL.replace("name TEXT", "title TEXT"));
        Cli.Result guess = cli.run("autogenerate", "title", "--model", "schema.sql", "--dry-run");
        assertThat(guess.out())
                .contains("- column products.name  DESTRUCTIVE: 2 rows at stake")
                .contains("? looks like a rename, which keeps the rows: --rename products.name:title")
                .contains("-- DESTRUCTIVE: column products.name loses 2 rows of values");

        cli.ok("autogenerate", "title", "--model", "schema.sql", "--rename", "products.name:title");
        cli.ok("migrate");
        assertThat(cli.ok("export", "products", "--format", "csv", "--to", "-").out())
                .contains("id,title,price", "1,tea", "2,coffee");
        cli.ok("rollback", "-1");
        assertThat(cli.ok("export", "products", "--format", "csv", "--to", "-").out())
                .contains("id,name,price", "1,tea", "2,coffee");
    }

    @Test
    void a_rename_may_stand_in_the_model_and_counts_once() throws IOException {
        cli.ok("migrate");
        model("""
                -- renamed_from: products
                CREATE TABLE goods (
                    id INTEGER PRIMARY KEY,
                    title TEXT NOT NULL, -- renamed_from: name
                    price REAL
                );
                """);

        cli.ok("autogenerate", "goods", "--model", "schema.sql");
        cli.ok("migrate");
        assertThat(cli.ok("export", "goods", "--format", "csv", "--to", "-").out())
                .contains("id,title,price", "2,coffee");
        assertThat(cli.ok("autogenerate", "again", "--model", "schema.sql").out())
                .startsWith("nothing to do");
    }

    @Test
    void what_the_rows_contradict_is_marked_and_ends_with_3() throws IOException {
        cli.ok("migrate");
        model(MODEL.replace("price REAL", "price REAL NOT NULL"));

        Cli.Result result = cli.run("autogenerate", "prices", "--model", "schema.sql");

        assertThat(result.exitCode()).isEqualTo(3);
        assertThat(result.out())
                .contains("NEEDS BACKFILL: 2 rows without a value")
                .contains("not proven: the rows contradict the model:")
                .contains("NOT NULL constraint failed");
        String file = migrations().stream()
                .filter(name -> name.startsWith("V2026"))
                .findFirst()
                .orElseThrow();
        assertThat(cli.read("migrations/shop/" + file))
                .startsWith("-- NOT PROVEN: ")
                .contains("-- NEEDS BACKFILL: 2 rows without a value for products.price");
        assertThat(cli.run("migrate").exitCode()).isEqualTo(14);
        assertThat(cli.ok("export", "products", "--format", "csv", "--to", "-").out())
                .contains("2,coffee");
    }

    @Test
    void a_database_that_drifted_cannot_prove_anything() throws IOException {
        cli.ok("migrate");
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("data/shop.db"));
                Statement statement = connection.createStatement()) {
            statement.executeUpdate("CREATE TABLE by_hand (id INTEGER)");
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        model(MODEL + "CREATE TABLE tags (id INTEGER PRIMARY KEY);");

        Cli.Result result = cli.run("autogenerate", "tags", "--model", "schema.sql", "--dry-run");
        assertThat(result.exitCode()).isEqualTo(3);
        assertThat(result.out()).contains("which has not what the migrations make (table by_hand)");
        assertThat(cli.ask("autogenerate", "tags", "--model", "schema.sql", "--dry-run", "--live")
                        .getAsJsonArray("changes"))
                .hasSize(2);
        JsonObject drift = cli.ask("check", "--model", "schema.sql", "--live");
        assertThat(drift.getAsJsonArray("changes").toString()).contains("by_hand", "drop", "destructive");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "CREATE TABEL x (id); | schema.sql, line 2: near \"TABEL\": syntax error | CREATE statements",
                "INSERT INTO products VALUES (1, 'a', 2); | schema.sql, line 2: INSERT INTO … defines nothing | a migration",
                "PRAGMA foreign_keys = ON; | schema.sql, line 2: PRAGMA FOREIGN_KEYS … defines nothing | CREATE",
                "CREATE TABLE products (id); | schema.sql, line 2: table products already exists | correct the model",
                "CREATE TABLE x (id TEXT DEFAULT ''' | schema.sql, line 2: the quoted text that begins here has no end | add '",
                "CREATE TEMP TABLE x (id); | schema.sql, line 2: CREATE TEMP … defines nothing that stays | CREATE",
            })
    void a_model_that_SQLite_does_not_take_is_refused_by_line(String line, String happened, String next)
            throws IOException {
        model(MODEL + line);

        Cli.Result result = cli.run("check", "--model", "schema.sql");
        assertThat(result.exitCode()).isEqualTo(10);
        assertThat(result.err()).contains(happened, next, "nothing was compared or written");
    }

    @Test
    void a_model_that_is_no_text_or_not_there_is_refused() throws IOException {
        Files.write(folder.resolve("schema.sql"), "-- caf\u00e9\n".getBytes(StandardCharsets.ISO_8859_1));

        assertThat(cli.run("check", "--model", "schema.sql").err()).contains("the model schema.sql is not in UTF-8");
        assertThat(cli.run("check", "--model", "none.sql").err()).contains("the model none.sql does not exist");
        assertThat(cli.run("check", "--model", "none.sql").exitCode()).isEqualTo(10);
        assertThat(cli.run("check", "--model", ".").exitCode()).isEqualTo(10);
        assertThat(cli.run("check").exitCode()).isEqualTo(2);
        assertThat(cli.run("check").err()).contains("there is no model to compare shop with", "--model FILE");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "products.nme:title | names a column that the database has not | did you mean \"name\"?",
                "product:goods | names a table that the database has not | did you mean \"products\"?",
                "products.name:price | cannot be: products has price already | leave it out",
                "products.name:label | leads to a column that the model has not | define label of products",
                "products.price:title | cannot be: the model still has price of products | remove it from the model",
                "products | does not say what is renamed | TABLE.COLUMN:NEW",
                "a:b:c | does not say what is renamed | TABLE.COLUMN:NEW",
                ":b | does not say what is renamed | TABLE.COLUMN:NEW",
                "a.b.c:d | has too many names | TABLE.COLUMN:NEW",
            })
    void a_rename_that_cannot_be_meant_is_refused(String rename, String happened, String next) throws IOException {
        cli.ok("migrate");
        List<String> before = migrations();
        model(MODEL.replace("name TEXT", "title TEXT"));

        Cli.Result result = cli.run("autogenerate", "x", "--model", "schema.sql", "--rename", rename);
        assertThat(result.exitCode()).describedAs(result.all()).isEqualTo(2);
        assertThat(result.err()).contains(happened, next, "nothing was written");
        assertThat(migrations()).isEqualTo(before);
    }

    @Test
    void two_renames_that_contradict_each_other_are_refused() throws IOException {
        cli.ok("migrate");
        model(MODEL.replace("name TEXT NOT NULL", "title TEXT NOT NULL, label TEXT NOT NULL"));

        Cli.Result result = cli.run(
                "autogenerate",
                "x",
                "--model",
                "schema.sql",
                "--rename",
                "products.name:title",
                "--rename",
                "products.name:label");
        assertThat(result.exitCode()).isEqualTo(2);
        assertThat(result.err()).contains("products.name:label contradicts the rename products.name:title");
    }

    @Test
    void migrations_that_are_pending_or_in_the_way_come_first() throws IOException {
        cli.ok("migrate", "1");
        assertThat(cli.run("autogenerate", "x", "--model", "schema.sql").exitCode())
                .isEqualTo(13);
        assertThat(cli.run("autogenerate", "x", "--model", "schema.sql").err())
                .contains("1 migration is pending, the first is 2 (prices)", "run `db-manager migrate` first");
        cli.ok("migrate");
        cli.file("migrations/shop/V1__products.sql", "-- edited");
        assertThat(cli.run("autogenerate", "x", "--model", "schema.sql").exitCode())
                .isEqualTo(13);
    }

    @Test
    void a_firestore_has_no_definitions_to_compare() {
        Cli.Result result = cli.run(
                "check", "--model", "schema.sql", "--url", "firestore://demo-a", "--migrations", "migrations/shop");
        assertThat(result.exitCode()).isEqualTo(16);
    }

    @Test
    void a_schema_as_the_sqlite3_shell_prints_it_is_a_model() throws IOException {
        cli.file(
                "migrations/shop/V3__search.sql",
                "CREATE VIRTUAL TABLE docs USING fts5(title);"
                        + "CREATE TABLE seq (id INTEGER PRIMARY KEY AUTOINCREMENT);");
        model(MODEL + """
                CREATE VIRTUAL TABLE docs USING fts5(title)
                /* docs(title) */;
                CREATE TABLE IF NOT EXISTS 'docs_data'(id INTEGER PRIMARY KEY, block BLOB);
                CREATE TABLE seq (id INTEGER PRIMARY KEY AUTOINCREMENT);
                CREATE TABLE sqlite_sequence(name,seq);
                CREATE TABLE _dbm_meta (key TEXT PRIMARY KEY, value TEXT NOT NULL);
                """);

        assertThat(cli.ok("check", "--model", "schema.sql").out()).startsWith("the same");
    }
}
