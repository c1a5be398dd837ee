package dbmanager.sql.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dbmanager.backend.StepFailed;
import dbmanager.backend.TargetInUse;
import dbmanager.migration.History.Entry;
import dbmanager.migration.History.Outcome;
import dbmanager.migration.Plan;
import dbmanager.migration.Target;
import dbmanager.operation.Migrator;
import dbmanager.problem.Problem;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PostgresStepTest {
    @TempDir
    Path home;

    private PostgresProject shop;

    @BeforeEach
    void ship() {
        shop = PostgresProject.migrated(home);
    }

    @Test
    void functions_copied_rows_and_escapes_run_as_they_are_written() {
        shop.with("V3__all_sorts.sql", """
                CREATE FUNCTION twice(n int) RETURNS int LANGUAGE plpgsql AS $body$
                BEGIN
                    -- a ; in a comment, and a 'quote
                    RETURN n * 2;
                END $body$;
                COPY products (id, name) FROM stdin;
                1\tO'Brien's tea; black
                2\t[coffee] $$ /* not a comment
                \\.
                INSERT INTO products VALUES (3, E'it''s \\'cocoa\\'', 1.50);
                DO $$ BEGIN PERFORM twice(21); END $$;
                """);

        shop.migrate();

        assertThat(shop.query("SELECT name FROM products ORDER BY id"))
                .containsExactly("O'Brien's tea; black", "[coffee] $$ /* not a comment", "it's 'cocoa'");
        assertThat(shop.query("SELECT twice(4)")).containsExactly("8");
    }

    @Test
    void a_failure_names_script_and_line_and_leaves_nothing() {
        shop.with("V3__broken.sql", "CREATE TABLE more (id int);\n\nINSERT INTO more\n VALUES (1),\n ('x');\n");

        StepFailed failure = catchThrowableOfType(StepFailed.class, shop::migrate);

        assertThat(failure).hasMessageContaining("V3__broken.sql, line 3").hasMessageContaining("integer");
        assertThat(shop.query("SELECT to_regclass('more')")).containsExactly("null");
        assertThat(shop.inForce()).isEqualTo("1 2 R catalogue");
    }

    @Test
    void what_is_deferred_fails_as_the_scripts_fault_and_not_as_that_of_the_record() {
        shop.execute("CREATE TABLE reviews (product bigint REFERENCES products DEFERRABLE INITIALLY DEFERRED)");
        shop.with("V3__orphan.sql", "INSERT INTO reviews VALUES (404);\n");

        StepFailed failure = catchThrowableOfType(StepFailed.class, shop::migrate);

        assertThat(failure).hasMessageContaining("V3__orphan.sql").hasMessageContaining("foreign key");
        assertThat(shop.query("SELECT count(*) FROM reviews")).containsExactly("0");
    }

    @ParameterizedTest
    @ValueSource(strings = {"COMMIT;", "BEGIN;\nSELECT 1;", "ROLLBACK;", "START TRANSACTION;"})
    void a_script_must_not_end_the_transaction_of_its_record(String text) {
        shop.with("V3__commits.sql", "CREATE TABLE more (id int);\n" + text + "\n");

        StepFailed failure = catchThrowableOfType(StepFailed.class, shop::migrate);

        assertThat(failure).hasMessageContaining("V3__commits.sql, line 2").hasMessageContaining("delete it");
        assertThat(shop.query("SELECT to_regclass('more')")).containsExactly("null");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"/* outer /* inner */ DROP TABLE products;", "SELECT $tag$ it''s $other$;", "SELECT E'it\\';"})
    void what_never_ends_is_found_before_anything_runs(String text) {
        shop.with("V3__open.sql", "CREATE TABLE more (id int);\n" + text + "\nDROP VIEW catalogue;\n");

        StepFailed failure = catchThrowableOfType(StepFailed.class, shop::migrate);

        assertThat(failure).hasMessageContaining("V3__open.sql, line 2").hasMessageContaining("has no end");
        assertThat(shop.query("SELECT to_regclass('more')")).containsExactly("null");
    }

    @Test
    void what_a_script_sets_in_its_session_is_not_for_the_next_one() {
        shop.with(
                        "V3__elsewhere.sql",
                        "CREATE SCHEMA billing;\nSET search_path = billing;\nCREATE TABLE invoices (id int);\n")
                .with("V4__here.sql", "CREATE TABLE payments (id int);\n");

        shop.migrate();

        assertThat(
                        shop.query(
                                "SELECT schemaname, tablename FROM pg_tables WHERE tablename IN ('invoices', 'payments') ORDER BY 2"))
                .containsExactly("billing|invoices", "public|payments");
        assertThat(shop.query("SELECT count(*) FROM public.flyway_schema_history"))
                .containsExactly("5");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "DELETE FROM flyway_schema_history;",
                "UPDATE _dbm_meta SET value = 'another';",
                "DROP TABLE _dbm_history;"
            })
    void the_bookkeeping_is_left_to_the_tool(String text) {
        shop.with("V3__meddles.sql", text + "\n");

        StepFailed failure = catchThrowableOfType(StepFailed.class, shop::migrate);

        assertThat(failure).hasMessageContaining("V3__meddles.sql");
        assertThat(shop.inForce()).isEqualTo("1 2 R catalogue");
    }

    @Test
    void a_verify_script_cannot_write() {
        shop.with("V3__more.sql", "CREATE TABLE more (id int);\n")
                .with("verify/3__more.sql", "DELETE FROM products RETURNING id;\n");

        StepFailed failure = catchThrowableOfType(StepFailed.class, shop::migrate);

        assertThat(failure).hasMessageContaining("verify/3__more.sql, line 1").hasMessageContaining("queries only");
        assertThat(shop.query("SELECT to_regclass('more')")).containsExactly("null");
    }

    @Test
    void a_lock_that_is_not_to_be_had_ends_the_step_in_time_and_leaves_nothing() throws SQLException {
        shop.with("V3__locked.sql", "ALTER TABLE products ADD COLUMN note text;\n");
        try (Connection reader = shop.server.connect(shop.database);
                PostgresBackend impatient = PostgresProject.open(
                        shop.server.url(shop.database) + "?lock_timeout=200ms",
                        shop.migrations,
                        shop.server.programs())) {
            reader.setAutoCommit(false);
            PostgresDatabase.texts(reader, "SELECT name FROM products");
            Migrator migrator = PostgresProject.migrator(impatient, shop.migrations);

            Problem problem = catchThrowableOfType(
                    TargetInUse.class, () -> migrator.migrate(Target.parse("latest"), Plan.Order.STRICT, entry -> {}));

            assertThat(problem).hasMessageContaining("200ms");
        }
        assertThat(shop.inForce()).isEqualTo("1 2 R catalogue");
        shop.migrate();
        assertThat(shop.inForce()).isEqualTo("1 2 R catalogue 3");
    }

    @Test
    void a_password_in_a_script_is_in_no_message() {
        shop.with("V3__role.sql", "ALTER ROLE nobody_we_know PASSWORD 'hush-hush';\n");

        StepFailed failure = catchThrowableOfType(StepFailed.class, shop::migrate);

        assertThat(failure).hasMessageContaining("***");
        assertThat(failure.getMessage() + failure.getCause()).doesNotContain("hush-hush");
    }

    @Test
    void an_index_is_built_concurrently_and_rolled_back_so() {
        shop.with("V3__index.sql", "CREATE INDEX CONCURRENTLY products_by_name ON products (name);\n")
                .with("undo/U3__index.sql", "DROP INDEX CONCURRENTLY products_by_name;\n");

        shop.migrate();
        assertThat(indexes()).containsExactly("products_by_name|t");
        shop.rollback("-1");

        assertThat(indexes()).isEmpty();
        assertThat(shop.inForce()).isEqualTo("1 2 R catalogue");
    }

    @Test
    void a_build_that_fails_goes_on_when_its_cause_is_mended() {
        shop.execute("INSERT INTO products VALUES (1, 'Tea'), (2, 'Tea')");
        shop.with("V3__unique.sql", """
                CREATE TABLE audit (at timestamptz DEFAULT now());
                INSERT INTO audit DEFAULT VALUES;
                CREATE UNIQUE INDEX CONCURRENTLY products_name ON products (name);
                INSERT INTO audit DEFAULT VALUES;
                """);

        StepFailed failure = catchThrowableOfType(StepFailed.class, shop::migrate);

        assertThat(failure).hasMessageContaining("V3__unique.sql, line 3");
        assertThat(failure.state().orElseThrow()).contains("2 of its 4 statements");
        assertThat(indexes()).containsExactly("products_name|f");
        Entry failed = shop.history().entries().get(3);
        assertThat(failed.outcome()).isEqualTo(Outcome.FAILED);
        assertThat(failed.resumable()).isTrue();
        shop.execute("DELETE FROM products WHERE id = 2");

        shop.migrate();

        assertThat(indexes()).containsExactly("products_name|t");
        assertThat(shop.query("SELECT count(*) FROM audit")).containsExactly("2");
        assertThat(shop.inForce()).isEqualTo("1 2 R catalogue 3");
        shop.flyway().validate();
    }

    @Test
    void a_step_that_is_given_up_says_what_it_leaves_behind() {
        shop.execute("INSERT INTO products VALUES (1, 'Tea'), (2, 'Tea')");
        shop.with("V3__unique.sql", """
                CREATE TABLE audit (at timestamptz DEFAULT now());
                CREATE UNIQUE INDEX CONCURRENTLY products_name ON products (name);
                """);
        assertThat(catchThrowableOfType(StepFailed.class, shop::migrate)).isNotNull();
        shop.with("V3__unique.sql", "CREATE TABLE IF NOT EXISTS audit (at timestamptz DEFAULT now());\n");

        Migrator.Repaired repaired = shop.repair();

        assertThat(repaired.leftAlone()).singleElement().asString().contains("statements 1");
        assertThat(shop.query("SELECT count(*) FROM _dbm_statements")).containsExactly("0");
        shop.migrate();
        assertThat(shop.inForce()).isEqualTo("1 2 R catalogue 3");
    }

    @Test
    void an_index_without_a_name_could_not_be_found_again_and_is_refused() {
        shop.with("V3__index.sql", "CREATE INDEX CONCURRENTLY ON products (name);\n");

        assertThat(catchThrowableOfType(StepFailed.class, shop::migrate)).hasMessageContaining("give the index a name");
        assertThat(shop.history().entries()).hasSize(3);
    }

    @Test
    void a_conf_file_sends_a_script_outside_a_transaction() {
        shop.with("V3__vacuum.sql", "VACUUM products;\nINSERT INTO products VALUES (1, 'Tea');\n")
                .with("V3__vacuum.sql.conf", "executeInTransaction=false\n");

        shop.migrate();

        assertThat(shop.query("SELECT name FROM products")).containsExactly("Tea");
        assertThat(shop.inForce()).isEqualTo("1 2 R catalogue 3");
    }

    private List<String> indexes() {
        return shop.query("SELECT c.relname, i.indisvalid FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid"
                + " WHERE c.relname LIKE 'products\\_%' AND NOT i.indisprimary ORDER BY 1");
    }
}
