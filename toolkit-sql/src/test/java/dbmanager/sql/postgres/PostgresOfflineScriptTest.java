package dbmanager.sql.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dbmanager.backend.OfflineSql;
import dbmanager.migration.LockFile;
import dbmanager.migration.Plan;
import dbmanager.migration.Target;
import dbmanager.migration.Timeline;
import dbmanager.migration.Way;
import dbmanager.operation.Migrator;
import dbmanager.problem.Problem.Kind;
import dbmanager.sql.script.OfflineStatements;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Scripts that the real psql runs, after which the tool finds what it would have done itself. */
class PostgresOfflineScriptTest {
    private static final String HISTORY =
            "SELECT installed_rank, version, description, type, script, checksum, installed_by, success"
                    + " FROM flyway_schema_history ORDER BY 1";

    private static final String DETAILS =
            "SELECT installed_rank, checksum, sha256, mode, note FROM _dbm_history ORDER BY 1";

    @TempDir
    Path home;

    private PostgresProject shop;

    @BeforeEach
    void ship() {
        shop = new PostgresProject(home)
                .withShop()
                .with("verify/2__add_price.sql", "SELECT id FROM products WHERE price < 0;\n")
                .with("V3__function.sql", """
                        CREATE FUNCTION twice(n int) RETURNS int LANGUAGE plpgsql AS $dbm$
                        BEGIN RETURN n * 2; -- ; '
                        END $dbm$;
                        SET search_path = pg_catalog;
                        """);
    }

    @Test
    void a_way_up_on_paper_is_the_way_up() throws Exception {
        Run run = psql(script(timeline -> Plan.up(Target.parse("latest"), timeline, Plan.Order.STRICT)));
        assertThat(run.exit()).as(run.said()).isZero();
        PostgresProject other = new PostgresProject(home);
        other.migrate();

        assertThat(shop.query(HISTORY)).hasSize(4).isEqualTo(other.query(HISTORY));
        assertThat(shop.query(DETAILS)).isEqualTo(other.query(DETAILS));
        assertThat(shop.inForce()).isEqualTo("1 2 3 R catalogue");
        assertThat(shop.migrate().done()).isEmpty();
        shop.flyway().validate();
        assertThat(shop.query("SELECT twice(21)")).containsExactly("42");
    }

    @Test
    void a_way_down_on_paper_is_the_way_down() throws Exception {
        shop.with("undo/U3__function.sql", "DROP FUNCTION twice;\n");
        shop.migrate();

        Run run = psql(script(timeline -> Plan.down(Target.parse("1"), timeline)));

        assertThat(run.exit()).as(run.said()).isZero();
        assertThat(shop.inForce()).isEqualTo("1");
        assertThat(shop.history().entries()).hasSize(7); // two rolled back, and the view that may depend on them
        shop.migrate();
        shop.flyway().validate();
    }

    @Test
    void a_script_is_for_the_database_as_it_was_when_it_was_written() throws Exception {
        shop.migrate("1");
        Path script = script(timeline -> Plan.up(Target.parse("latest"), timeline, Plan.Order.STRICT));
        assertThat(psql(script).exit()).isZero();
        List<String> before = shop.query(HISTORY);

        Run again = psql(script);

        assertThat(again.exit()).isNotZero();
        assertThat(again.said()).contains("the database is not where the plan begins");
        assertThat(shop.query(HISTORY)).isEqualTo(before);
    }

    @Test
    void a_step_that_fails_is_rolled_back_and_those_before_it_stay() throws Exception {
        shop.with("V4__broken.sql", "CREATE TABLE more (id int);\nINSERT INTO more VALUES ('x');\n");

        Run run = psql(script(timeline -> Plan.up(Target.parse("latest"), timeline, Plan.Order.STRICT)));

        assertThat(run.exit()).isNotZero();
        assertThat(run.said()).contains("integer");
        assertThat(shop.inForce()).isEqualTo("1 2 3");
        assertThat(shop.query("SELECT to_regclass('more')")).containsExactly("null");
    }

    @Test
    void a_row_that_contradicts_a_verify_script_ends_the_run() throws Exception {
        shop.with("V2__add_price.sql", "ALTER TABLE products ADD COLUMN price numeric NOT NULL DEFAULT -1;\n")
                .with(
                        "V1__create_products.sql",
                        "CREATE TABLE products (id bigint PRIMARY KEY, name text);\nINSERT INTO products VALUES (1);\n");

        Run run = psql(script(timeline -> Plan.up(Target.parse("latest"), timeline, Plan.Order.STRICT)));

        assertThat(run.exit()).isNotZero();
        assertThat(run.said()).contains("a row contradicts verify/2__add_price.sql, line 1");
        assertThat(shop.inForce()).isEqualTo("1");
    }

    @Test
    void a_script_does_not_run_beside_a_runner() throws Exception {
        Path script = script(timeline -> Plan.up(Target.parse("latest"), timeline, Plan.Order.STRICT));
        try (PostgresBackend runner = shop.open()) {
            runner.lock("anna@laptop", Duration.ZERO);

            assertThat(psql(script).said()).contains("somebody else is migrating this database");
        }
        assertThat(shop.query("SELECT to_regclass('products')")).containsExactly("null");
    }

    @Test
    void what_cannot_be_in_a_transaction_goes_statement_by_statement() throws Exception {
        shop.with("V4__index.sql", "CREATE INDEX CONCURRENTLY products_by_name ON products (name);\n");

        Run run = psql(script(timeline -> Plan.up(Target.parse("latest"), timeline, Plan.Order.STRICT)));

        assertThat(run.exit()).as(run.said()).isZero();
        assertThat(shop.inForce()).isEqualTo("1 2 3 4 R catalogue");
        assertThat(shop.query("SELECT count(*) FROM _dbm_statements")).containsExactly("0");
        assertThat(shop.migrate().done()).isEmpty();
        shop.flyway().validate();
    }

    @Test
    void the_tool_goes_on_where_such_a_script_was_interrupted() throws Exception {
        shop.with(
                "V4__index.sql",
                "CREATE TABLE log (id int);\nCREATE INDEX CONCURRENTLY products_by_name ON products (title);\n");
        Path script = script(timeline -> Plan.up(Target.parse("latest"), timeline, Plan.Order.STRICT));
        assertThat(psql(script).said()).contains("title");
        assertThat(psql(script).said()).contains("the database is not where the plan begins");

        shop.execute("ALTER TABLE products ADD COLUMN title text");
        shop.migrate();

        assertThat(shop.inForce()).isEqualTo("1 2 3 4 R catalogue");
        assertThat(shop.query("SELECT to_regclass('products_by_name')")).containsExactly("products_by_name");
    }

    @Test
    void rows_of_a_copy_come_along() throws Exception {
        shop.with("V4__rows.sql", """
                COPY products (id, name, price) FROM STDIN;
                1\ttea; 'or'\t2.50
                2\tco\\tffee\t1
                \\.
                UPDATE products SET price = 3 WHERE id = 2;
                """);

        Run run = psql(script(timeline -> Plan.up(Target.parse("latest"), timeline, Plan.Order.STRICT)));

        assertThat(run.exit()).as(run.said()).isZero();
        assertThat(shop.query("SELECT * FROM products ORDER BY id"))
                .containsExactly("1|tea; 'or'|2.50", "2|co\tffee|3.00");
    }

    @Test
    void a_range_is_made_of_the_files_alone_and_no_server_is_asked() throws Exception {
        Path script = onPaper("1:latest", false);
        assertThat(Files.readString(script)).doesNotContain("Not one transaction");
        assertThat(psql(script).said()).contains("the database is not where the plan begins, at 1, but at base");
        assertThat(shop.query("SELECT to_regclass('flyway_schema_history')")).containsExactly("null");
        shop.migrate("1");
        shop.rollback("base");
        shop.migrate("1");

        Run run = psql(script);

        assertThat(run.exit()).as(run.said()).isZero();
        assertThat(shop.inForce()).isEqualTo("1 2 3 R catalogue");
        assertThat(shop.migrate().done()).isEmpty();
        shop.flyway().validate();
    }

    @Test
    void a_range_down_takes_back_and_puts_the_view_in_doubt() throws Exception {
        shop.with("undo/U3__function.sql", "DROP FUNCTION twice;\n");
        shop.migrate();
        Run run = psql(onPaper("latest:1", true));

        assertThat(run.exit()).as(run.said()).isZero();
        assertThat(
                        shop.query(
                                "SELECT type, version FROM flyway_schema_history WHERE installed_rank > 4 ORDER BY installed_rank"))
                .containsExactly("DELETE|3", "DELETE|null", "DELETE|2");
        assertThat(shop.migrate().done()).hasSize(3);
        shop.flyway().validate();
    }

    @Test
    void a_script_on_paper_has_no_value_for_what_only_a_server_knows() {
        shop.with("V4__who.sql", "COMMENT ON TABLE products IS '${flyway:database}';\n");

        OfflineStatements.NotWritable refused =
                catchThrowableOfType(OfflineStatements.NotWritable.class, () -> onPaper("3:4", false));

        assertThat(refused.kind()).isEqualTo(Kind.UNSUPPORTED);
        assertThat(refused).hasMessageContaining("V4__who.sql, line 1").hasMessageContaining("flyway:database");
    }

    /** Written by a tool whose server is away. */
    private Path onPaper(String way, boolean down) throws IOException {
        StringWriter text = new StringWriter();
        try (PostgresBackend backend =
                PostgresProject.open("postgresql://nobody@127.0.0.1:1/none", shop.migrations, shop.server.programs())) {
            OfflineSql sql = backend.feature(OfflineSql.class).orElseThrow();
            Migrator migrator = PostgresProject.migrator(backend, shop.migrations);
            if (down) {
                migrator.rollbackScript(Way.parse(way), sql, new PrintWriter(text));
            } else {
                migrator.script(Way.parse(way), Plan.Order.STRICT, sql, new PrintWriter(text));
            }
        }
        return Files.writeString(home.resolve("script.sql"), text.toString());
    }

    private Path script(Function<Timeline, Plan> planning) throws IOException {
        StringWriter text = new StringWriter();
        try (PostgresBackend backend = shop.open()) {
            Timeline timeline = Timeline.of(backend.available(), backend.history(), LockFile.read(shop.migrations));
            backend.feature(OfflineSql.class)
                    .orElseThrow()
                    .write(
                            planning.apply(timeline),
                            timeline.history(),
                            OfflineSql.Basis.DATABASE,
                            PostgresProject.ANNA,
                            new PrintWriter(text));
        }
        return Files.writeString(home.resolve("script.sql"), text.toString());
    }

    private record Run(int exit, String said) {}

    private Run psql(Path script) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(shop.server.psql().toString(), "-X", "-f", script.toString())
                .redirectErrorStream(true);
        builder.environment().putAll(shop.server.variables(shop.database));
        Process process = builder.start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        Run run = new Run(process.waitFor(), said);
        awaitEndOfSession();
        return run;
    }

    /** The server may notice a moment later than we do that psql is gone; its locks end with its session. */
    private void awaitEndOfSession() throws InterruptedException {
        long patience = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        while (!shop.query(
                        "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'psql'")
                .isEmpty()) {
            assertThat(System.nanoTime()).as("psql's session ends").isLessThan(patience);
            Thread.sleep(5);
        }
    }
}
