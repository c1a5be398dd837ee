package dbmanager.sql.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dbmanager.backend.Drift;
import dbmanager.backend.Drift.Verdict;
import dbmanager.backend.DriftWatch;
import dbmanager.operation.MigrationReport;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What nobody's migration did to a database of a real server. */
class PostgresDriftTest {
    @TempDir
    Path home;

    private PostgresProject shop;

    @BeforeEach
    void ship() {
        shop = new PostgresProject(home).withShop();
    }

    @Test
    void every_step_keeps_what_it_left() {
        assertThat(drift().verdict()).isEqualTo(Verdict.UNKNOWN);
        shop.migrate("1");
        assertThat(drift().verdict()).isEqualTo(Verdict.SAME);
        shop.with("V3__index.sql", "CREATE INDEX CONCURRENTLY by_name ON products (name);\n");
        shop.migrate();
        assertThat(drift().verdict()).isEqualTo(Verdict.SAME);
        shop.with("undo/U3__index.sql", "DROP INDEX by_name;\n").rollback("2");
        assertThat(drift().verdict()).isEqualTo(Verdict.SAME);
    }

    @Test
    void each_kind_of_object_is_seen() {
        shop.with("V3__more.sql", """
                CREATE TYPE mood AS ENUM ('good');
                CREATE DOMAIN price AS numeric CHECK (VALUE >= 0);
                CREATE FUNCTION one() RETURNS int LANGUAGE sql AS 'SELECT 1';
                CREATE FUNCTION noop() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
                CREATE SEQUENCE numbers;
                CREATE INDEX by_name ON products (name);
                """);
        shop.migrate();
        assertThat(drift().verdict()).isEqualTo(Verdict.SAME);
        shop.execute(
                "ALTER TYPE mood ADD VALUE 'bad'",
                "ALTER DOMAIN price SET NOT NULL",
                "CREATE OR REPLACE FUNCTION one() RETURNS int LANGUAGE sql AS 'SELECT 2'",
                "CREATE TRIGGER t BEFORE INSERT ON products FOR EACH ROW EXECUTE FUNCTION noop()",
                "ALTER SEQUENCE numbers INCREMENT 2",
                "DROP INDEX by_name",
                "ALTER TABLE products ADD CHECK (price < 1000)",
                "ALTER TABLE products ALTER name SET DEFAULT ''",
                "CREATE SCHEMA other",
                "CREATE POLICY p ON products USING (true)");

        Drift drift = drift();

        assertThat(drift.verdict()).isEqualTo(Verdict.DRIFTED);
        assertThat(drift.since().orElseThrow().key()).hasToString("R (catalogue)");
        assertThat(drift.changes().stream()
                        .map(change -> change.deed() + " " + change.kind() + " " + change.object())
                        .collect(Collectors.joining("\n")))
                .isEqualTo("""
                        ADD constraint public.products.products_price_check
                        CHANGE function public.one()
                        DROP index public.products.by_name
                        ADD policy public.products.p
                        ADD schema other
                        CHANGE sequence public.numbers
                        CHANGE table public.products
                        ADD trigger public.products.t
                        CHANGE type public.mood
                        CHANGE type public.price""");
    }

    @Test
    void rows_and_statistics_are_no_drift() {
        shop.migrate();
        shop.execute("INSERT INTO products VALUES (1, 'tea', 2)", "ANALYZE", "VACUUM FULL products");

        assertThat(drift().verdict()).isEqualTo(Verdict.SAME);
    }

    @Test
    void what_stock_flyway_applied_is_not_called_drifted() {
        shop.migrate("1");
        shop.flyway().migrate();

        assertThat(drift().verdict()).isEqualTo(Verdict.UNKNOWN);
        assertThat(drift().reason()).contains("stock Flyway");
    }

    @Test
    void a_history_of_an_older_version_learns_to_keep_them() {
        shop.migrate("1");
        shop.execute("ALTER TABLE _dbm_history DROP COLUMN fingerprint");
        assertThat(drift().verdict()).isEqualTo(Verdict.UNKNOWN);
        shop.migrate();
        assertThat(drift().verdict()).isEqualTo(Verdict.SAME);
    }

    @Test
    void a_view_on_a_table_that_somebody_locks_does_not_keep_a_step_waiting() throws Exception {
        shop.migrate();
        shop.with("V3__other.sql", "CREATE TABLE other (id int);\n");
        try (Connection somebody = shop.server.connect(shop.database);
                Statement statement = somebody.createStatement()) {
            somebody.setAutoCommit(false);
            statement.execute("LOCK TABLE products");

            MigrationReport report = shop.migrate("3");

            assertThat(report.done()).isNotEmpty();
            assertThat(report.warnings().toString())
                    .contains("no fingerprint", "somebody locks a table that a view reads");

            somebody.rollback();
        }
        assertThat(drift().verdict()).isEqualTo(Verdict.UNKNOWN);
    }

    private Drift drift() {
        try (PostgresBackend backend = shop.open()) {
            return backend.feature(DriftWatch.class).orElseThrow().look();
        }
    }
}
