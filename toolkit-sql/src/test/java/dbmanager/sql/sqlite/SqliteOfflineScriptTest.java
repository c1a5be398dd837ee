package dbmanager.sql.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dbmanager.backend.OfflineSql;
import dbmanager.migration.Plan;
import dbmanager.migration.Way;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A script run by hand is as good as a run of the tool. */
class SqliteOfflineScriptTest {
    private static final String ROWS =
            "SELECT installed_rank, version, description, type, script, checksum, installed_by, success FROM flyway_schema_history";
    private static final String DETAILS = "SELECT installed_rank, checksum, sha256, mode, note FROM _dbm_history";

    @TempDir
    Path home;

    private Project shop;
    private Project twin;

    @BeforeEach
    void ship() throws IOException {
        shop = ship("shop");
        twin = ship("twin");
    }

    private Project ship(String name) throws IOException {
        return new Project(Files.createDirectory(home.resolve(name)))
                .withShop()
                .with(
                        "verify/2__add_price.sql",
                        "-- none below zero\nSELECT * FROM products WHERE price < 0; -- really\n")
                .with("V3__loud.sql", """
                        CREATE TRIGGER loud AFTER INSERT ON products BEGIN
                            UPDATE products SET name = upper(name) WHERE id = new.id;
                        END;
                        INSERT INTO products (name) VALUES ('it''s ${flyway:defaultSchema}') -- a comment at the end
                        """)
                .with("undo/U3__loud.sql", "DROP TRIGGER loud;\nDELETE FROM products;\n");
    }

    @Test
    void the_script_does_and_records_what_the_tool_does() {
        twin.execute(sql(up(shop, "latest")));
        shop.migrate();

        assertThat(twin.query(ROWS)).isEqualTo(shop.query(ROWS)).hasSize(4);
        assertThat(twin.query(DETAILS)).isEqualTo(shop.query(DETAILS)).hasSize(4);
        String schema = "SELECT type, name, sql FROM sqlite_master ORDER BY name";
        assertThat(twin.query(schema)).isEqualTo(shop.query(schema));
        assertThat(twin.query("SELECT name FROM products")).containsExactly("IT'S MAIN");
        twin.flyway().validate();
        assertThat(twin.migrate().done()).isEmpty();
    }

    @Test
    void the_shell_runs_it() throws Exception {
        assumeTrue(hasShell(), "no sqlite3 on this machine");
        assertThat(shell(twin, up(shop, "latest"))).isZero();
        shop.migrate();

        assertThat(twin.query(ROWS)).isEqualTo(shop.query(ROWS));
        assertThat(twin.query(DETAILS)).isEqualTo(shop.query(DETAILS));
        twin.flyway().validate();
        try (SqliteBackend backend = twin.open()) {
            assertThat(backend.identity().id())
                    .get()
                    .asString()
                    .matches("[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}");
        }
    }

    @Test
    void the_shell_refuses_a_database_that_went_on() throws Exception {
        assumeTrue(hasShell(), "no sqlite3 on this machine");
        String script = up(shop, "latest");
        twin.migrate("1");
        List<String> before = twin.query(ROWS);

        assertThat(shell(twin, script)).isNotZero();

        assertThat(twin.query(ROWS)).isEqualTo(before);
        assertThat(twin.inForce()).isEqualTo("1");
    }

    @Test
    void a_script_from_the_middle_goes_on_from_there_and_from_nowhere_else() {
        shop.migrate("1");
        String script = sql(up(shop, "latest"));

        assertThatThrownBy(() -> twin.execute(script))
                .hasRootCauseMessage(
                        "[SQLITE_CONSTRAINT_CHECK] A CHECK constraint failed (CHECK constraint failed: is_where_the_plan_begins)");
        assertThat(twin.query("SELECT name FROM sqlite_master")).isEmpty();
        twin.migrate("1");
        twin.execute(script);
        assertThat(twin.inForce()).isEqualTo("1 2 3 R catalogue");
    }

    @Test
    void a_guard_that_autogenerate_wrote_does_not_meet_that_of_the_script() {
        shop.with("V4__guarded.sql", """
                CREATE TEMP TABLE dbm_guard (foreign_keys_are_off INTEGER CHECK (foreign_keys_are_off));
                INSERT INTO dbm_guard SELECT foreign_keys = 0 FROM pragma_foreign_keys;
                DROP TABLE dbm_guard;
                """);
        twin.execute(sql(up(shop, "latest")));
        assertThat(twin.inForce()).isEqualTo("1 2 3 4 R catalogue");
    }

    @Test
    void a_row_that_contradicts_stops_it() {
        shop.with("V4__wrong.sql", "UPDATE products SET price = -1;\n")
                .with("verify/4__wrong.sql", "SELECT * FROM products WHERE price < 0;\n");

        assertThatThrownBy(() -> twin.execute(sql(up(shop, "latest"))))
                .rootCause()
                .hasMessageContaining("no_row_contradicts_it");
        assertThat(twin.inForce()).isEqualTo("1 2 3");
    }

    @Test
    void the_shell_stops_before_a_row_is_without_its_parent() throws Exception {
        assumeTrue(hasShell(), "no sqlite3 on this machine");
        for (Project project : List.of(shop, twin)) {
            project.with("V4__orders.sql", """
                    CREATE TABLE orders (id INTEGER PRIMARY KEY, product REFERENCES products (id));
                    INSERT INTO orders SELECT id, id FROM products;
                    """).with("V5__tidy.sql", "DELETE FROM products;\n");
        }

        assertThat(shell(twin, up(shop, "latest"))).isNotZero();

        assertThat(twin.inForce()).isEqualTo("1 2 3 4");
        assertThat(twin.query("PRAGMA foreign_key_check")).isEmpty();
        assertThat(twin.query("SELECT count(*) FROM products")).containsExactly("1");
    }

    @Test
    void rows_that_had_no_parent_before_stop_no_script() throws Exception {
        assumeTrue(hasShell(), "no sqlite3 on this machine");
        shop.with("V4__orders.sql", "CREATE TABLE orders (id INTEGER PRIMARY KEY, product REFERENCES products (id));");
        shop.migrate();
        shop.execute("INSERT INTO orders VALUES (1, 99)");
        shop.with("V5__more.sql", "INSERT INTO orders SELECT 2, id FROM products;\n")
                .with("V6__worse.sql", "INSERT INTO orders VALUES (3, 98);\n");

        assertThat(shell(shop, up(shop, "latest"))).isNotZero();
        assertThat(shop.inForce()).isEqualTo("1 2 3 4 R catalogue 5");
        assertThat(shop.query("SELECT id FROM orders")).containsExactly("1", "2");
    }

    @Test
    void the_way_back_is_written_too() {
        shop.migrate();
        twin.migrate();
        twin.execute(sql(down(shop, "1")));
        shop.rollback("1");

        assertThat(twin.query(ROWS)).isEqualTo(shop.query(ROWS));
        assertThat(twin.inForce()).isEqualTo("1");
        assertThat(twin.flyway().migrate().migrationsExecuted).isEqualTo(3);
    }

    @Test
    void what_needs_no_transaction_is_written_outside_of_one() {
        for (Project project : List.of(shop, twin)) {
            project.with("V4__small.sql", "VACUUM;\n").with("V4__small.sql.conf", "executeInTransaction=false\n");
        }

        twin.execute(sql(up(shop, "latest")));
        shop.migrate();

        assertThat(twin.query(ROWS)).isEqualTo(shop.query(ROWS));
        assertThat(twin.inForce()).isEqualTo("1 2 3 4 R catalogue");
    }

    @Test
    void what_stops_outside_a_transaction_has_failed_for_the_tool_too() {
        shop.with("V4__half.sql", "CREATE TABLE half (id INTEGER);\nINSERT INTO nowhere VALUES (1);\n")
                .with("V4__half.sql.conf", "executeInTransaction=false\n");
        twin.with("V4__half.sql", "CREATE TABLE half (id INTEGER);\nINSERT INTO nowhere VALUES (1);\n")
                .with("V4__half.sql.conf", "executeInTransaction=false\n");

        assertThatThrownBy(() -> twin.execute(sql(up(shop, "latest"))))
                .rootCause()
                .hasMessageContaining("nowhere");

        assertThat(twin.inForce()).isEqualTo("1 2 3");
        assertThat(twin.history().unfinished()).hasSize(1);
        twin.repair();
        assertThat(twin.history().unfinished()).isEmpty();
    }

    @Test
    void a_range_is_made_of_the_files_alone_and_runs_where_it_begins() {
        String script = sql(up(shop, "1:2"));
        assertThat(shop.file).doesNotExist();
        twin.migrate("1");
        twin.rollback("base");
        twin.migrate("1"); // ranks that the files cannot know

        twin.execute(script);

        assertThat(twin.inForce()).isEqualTo("1 2");
        assertThat(twin.query("SELECT type FROM flyway_schema_history ORDER BY installed_rank"))
                .containsExactly("SQL", "DELETE", "SQL", "SQL");
        twin.migrate("2");
        assertThat(twin.flyway().migrate().migrationsExecuted).isEqualTo(2);
    }

    @Test
    void a_range_from_base_does_what_the_tool_does() {
        twin.execute(sql(up(shop, "base:latest")));
        shop.migrate();

        assertThat(twin.query(ROWS)).isEqualTo(shop.query(ROWS));
        assertThat(twin.query(DETAILS)).isEqualTo(shop.query(DETAILS));
        twin.flyway().validate();
        assertThat(twin.migrate().done()).isEmpty();
    }

    @Test
    void a_range_stops_where_the_database_is_somewhere_else() {
        String script = sql(up(shop, "1:latest"));
        for (String place : List.of("base", "2", "3")) {
            if (!place.equals("base")) {
                twin.migrate(place);
            }
            List<String> before = twin.query("SELECT type, name, sql FROM sqlite_master ORDER BY name");
            assertThatThrownBy(() -> twin.execute(script))
                    .as(place)
                    .rootCause()
                    .hasMessageContaining("is_where_the_plan_begins");
            assertThat(twin.query("SELECT type, name, sql FROM sqlite_master ORDER BY name"))
                    .isEqualTo(before);
        }
    }

    @Test
    void the_shell_says_where_the_database_is_instead() throws Exception {
        assumeTrue(hasShell(), "no sqlite3 on this machine");
        twin.migrate("2");

        assertThat(saidByShell(twin, up(shop, "1:latest")))
                .contains("this script begins at 1, and the database is at 1, 2");
    }

    @Test
    void a_range_from_base_does_not_take_over_somebody_elses_tables() {
        twin.execute("CREATE TABLE theirs (id INTEGER)");

        assertThatThrownBy(() -> twin.execute(sql(up(shop, "base:1"))))
                .rootCause()
                .hasMessageContaining("holds_nothing_unversioned");
        assertThat(twin.query("SELECT name FROM sqlite_master")).containsExactly("theirs");
    }

    @Test
    void a_range_goes_on_from_a_baseline() {
        twin.execute("CREATE TABLE products (id INTEGER PRIMARY KEY, name TEXT NOT NULL)");
        Flyway.configure()
                .configuration(twin.flyway().getConfiguration())
                .baselineVersion("1")
                .load()
                .baseline();

        twin.execute(sql(up(shop, "1:3")));

        assertThat(twin.inForce()).isEqualTo("1 2 3 R catalogue");
        twin.flyway().validate();
    }

    @Test
    void a_range_down_takes_back_and_puts_the_view_in_doubt() throws IOException {
        twin.migrate();
        twin.rollback("2");
        twin.migrate();
        shop.migrate();
        shop.rollback("2");
        shop.migrate();

        twin.execute(sql(down(ship("paper"), "3:1")));
        shop.rollback("1");

        assertThat(twin.query(ROWS)).isEqualTo(shop.query(ROWS));
        assertThat(twin.query(DETAILS)).isEqualTo(shop.query(DETAILS));
        assertThat(twin.inForce()).isEqualTo("1");
        assertThat(twin.flyway().migrate().migrationsExecuted).isEqualTo(3);
    }

    private static String up(Project project, String target) {
        try (SqliteBackend backend = project.open()) {
            StringWriter text = new StringWriter();
            project.migrator(backend)
                    .script(
                            Way.parse(target),
                            Plan.Order.STRICT,
                            backend.feature(OfflineSql.class).orElseThrow(),
                            new PrintWriter(text));
            return text.toString();
        }
    }

    private static String down(Project project, String way) {
        try (SqliteBackend backend = project.open()) {
            StringWriter text = new StringWriter();
            project.migrator(backend)
                    .rollbackScript(
                            Way.parse(way), backend.feature(OfflineSql.class).orElseThrow(), new PrintWriter(text));
            return text.toString();
        }
    }

    /** Without the words that only the shell knows. */
    private static String sql(String script) {
        return script.lines().filter(line -> !line.startsWith(".")).collect(Collectors.joining("\n"));
    }

    private static boolean hasShell() {
        return Stream.of(System.getenv("PATH").split(java.io.File.pathSeparator))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, "sqlite3")));
    }

    private record Run(int exit, String said) {}

    private static int shell(Project project, String script) throws Exception {
        return run(project, script).exit();
    }

    private static String saidByShell(Project project, String script) throws Exception {
        return run(project, script).said();
    }

    private static Run run(Project project, String script) throws Exception {
        Process shell = new ProcessBuilder("sqlite3", project.file.toString())
                .redirectErrorStream(true)
                .start();
        try (var in = shell.outputWriter(StandardCharsets.UTF_8)) {
            in.write(script);
        } catch (IOException e) {
            // It stopped reading at an error; its exit code says so.
        }
        String said = new String(shell.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Run(shell.waitFor(), said);
    }
}
