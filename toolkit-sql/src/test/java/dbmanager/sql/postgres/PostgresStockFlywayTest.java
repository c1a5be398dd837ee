package dbmanager.sql.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dbmanager.migration.BlockedTimeline;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.MigrationVersion;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Stock Flyway, by its plain API, reads what we write and goes on with it, and the other way round. */
class PostgresStockFlywayTest {
    @TempDir
    Path home;

    private PostgresProject shop;

    @BeforeEach
    void ship() {
        shop = new PostgresProject(home).withShop();
    }

    @Test
    void stock_finds_nothing_to_do_after_a_migrate() {
        shop.migrate();

        assertStockContent();
        assertThat(shop.flyway().migrate().migrationsExecuted).isZero();
        assertThat(shop.flywayWithSessionLock().migrate().migrationsExecuted).isZero();
        assertThat(shop.inForce()).isEqualTo("1 2 R catalogue");
    }

    @Test
    void the_table_is_the_one_that_stock_makes() throws SQLException {
        shop.migrate();
        PostgresProject stock = new PostgresProject(home).withShop();
        stock.flyway().migrate();

        String rows =
                "SELECT installed_rank, version, description, type, script, checksum, success FROM flyway_schema_history ORDER BY 1";
        assertThat(shop.query(rows)).isEqualTo(stock.query(rows));
        assertThat(historyTable(shop)).hasSize(14).isEqualTo(historyTable(stock));
    }

    /** Its columns, constraints and indexes as the server tells them. */
    private static List<String> historyTable(PostgresProject project) {
        return project.query("""
                SELECT concat_ws(' ', column_name, data_type, character_maximum_length, is_nullable, column_default, ordinal_position)
                  FROM information_schema.columns WHERE table_name = 'flyway_schema_history'
                UNION ALL SELECT conname || ' ' || contype::text || ' ' || pg_get_constraintdef(oid) FROM pg_constraint
                 WHERE conrelid = 'flyway_schema_history'::regclass
                UNION ALL SELECT indexdef FROM pg_indexes WHERE tablename = 'flyway_schema_history'
                UNION ALL SELECT coalesce(reloptions::text, 'no options') FROM pg_class WHERE relname = 'flyway_schema_history'
                ORDER BY 1""");
    }

    @Test
    void stock_applies_again_what_we_rolled_back_three_times() {
        shop.migrate();
        for (int i = 0; i < 3; i++) {
            shop.rollback("base");
            assertThat(shop.query("SELECT 1 FROM pg_tables WHERE tablename = 'products'"))
                    .isEmpty();
            assertThat(shop.flyway().info().current()).isNull();
            assertThat(pending()).containsExactly("1", "2", "catalogue");

            assertThat(shop.flyway().migrate().migrationsExecuted).isEqualTo(3);
            assertStockContent();
            assertThat(shop.inForce()).isEqualTo("1 2 R catalogue");
        }
    }

    @Test
    void we_apply_again_what_we_rolled_back_and_stock_agrees() {
        shop.migrate();
        for (int i = 0; i < 3; i++) {
            shop.rollback("-1");
            assertThat(shop.flyway().info().current().getVersion()).isEqualTo(MigrationVersion.fromVersion("1"));
            shop.migrate();
            assertStockContent();
        }
        assertThat(shop.flyway().repair().repairActions).isEmpty();
    }

    @Test
    void stock_goes_on_where_we_stopped_and_we_where_it_did() {
        shop.migrate("1");
        assertThat(shop.flywayWithSessionLock().migrate().migrationsExecuted).isEqualTo(2);
        shop.with("V3__more.sql", "CREATE TABLE more (id bigint PRIMARY KEY);\n");
        shop.migrate();

        assertStockContent();
        assertThat(shop.inForce()).isEqualTo("1 2 R catalogue 3");
    }

    @Test
    void stock_believes_a_stamp_and_a_stamp_back() {
        shop.execute("CREATE TABLE products (id bigint PRIMARY KEY, name text NOT NULL)");
        shop.stamp("1");
        assertThat(pending()).containsExactly("2", "catalogue");
        assertThat(shop.flyway().migrate().migrationsExecuted).isEqualTo(2);
        shop.execute("DROP VIEW catalogue; ALTER TABLE products DROP COLUMN price");
        shop.stamp("1");

        assertThat(shop.flyway().migrate().migrationsExecuted).isEqualTo(2);
        assertStockContent();
    }

    @Test
    void stock_agrees_with_our_repair_of_a_changed_text() {
        shop.migrate();
        shop.with("V2__add_price.sql", "ALTER TABLE products ADD COLUMN price numeric NOT NULL DEFAULT 1;\n");
        assertThatThrownBy(shop::migrate).isInstanceOf(BlockedTimeline.class);

        shop.repair();

        assertStockContent();
        assertThat(shop.inForce()).isEqualTo("1 2 R catalogue");
    }

    @Test
    void stock_reads_a_history_with_a_step_that_ran_outside_a_transaction() {
        shop.migrate();
        shop.with("V3__index.sql", "CREATE INDEX CONCURRENTLY products_by_name ON products (name);\n");
        shop.migrate();

        assertStockContent();
        assertThat(shop.query("SELECT count(*) FROM _dbm_statements")).containsExactly("0");
    }

    @Test
    void stock_waits_for_our_lock_since_it_is_its_own() throws SQLException {
        shop.migrate("1");
        try (PostgresBackend backend = shop.open();
                Connection connection = shop.server.connect(shop.database)) {
            backend.lock("anna@laptop", Duration.ZERO);
            long key = PostgresLock.key(new Bookkeeping("public"));

            assertThat(key).isEqualTo(77433833903597L); // what stock Flyway takes for the schema public
            assertThat(PostgresDatabase.yes(connection, "SELECT pg_try_advisory_lock(" + key + ")"))
                    .isFalse();
        }
    }

    private List<String> pending() {
        return Arrays.stream(shop.flyway().info().pending())
                .map(info -> info.getVersion() == null
                        ? info.getDescription()
                        : info.getVersion().getVersion())
                .toList();
    }

    /** Stock Flyway finds every migration applied, in order, and unchanged. */
    private void assertStockContent() {
        Flyway flyway = shop.flyway();
        flyway.validate();
        assertThat(flyway.info().pending()).isEmpty();
    }
}
