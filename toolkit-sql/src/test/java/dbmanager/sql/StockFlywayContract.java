package dbmanager.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dbmanager.backend.DatabaseBackend;
import dbmanager.migration.BlockedTimeline;
import dbmanager.migration.Direction;
import dbmanager.migration.History;
import dbmanager.migration.MigrationKey;
import dbmanager.migration.Mode;
import dbmanager.migration.OutOfOrder;
import dbmanager.migration.Target;
import dbmanager.migration.Version;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.MigrationVersion;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Stock Flyway, by its plain API, works on our databases at any time, and we on its: the same on every engine. */
public abstract class StockFlywayContract {
    @TempDir
    protected Path home;

    protected SqlProject shop;

    /** A folder without migrations, and a database that nothing else is in. */
    protected abstract SqlProject project(Path home);

    /** What the engine knows of the history table: columns, constraints and indexes. */
    protected abstract List<String> historyTable(SqlProject project);

    /** The tables and views whose names are like this. */
    protected abstract List<String> named(String like);

    /** What {@code ${flyway:defaultSchema}} is. */
    protected abstract String defaultSchema();

    @BeforeEach
    void ship() {
        shop = project(home).withShop();
    }

    @Test
    void stock_finds_nothing_to_do_after_a_migrate() {
        shop.migrate();

        assertStockContent();
        assertThat(shop.flyway().migrate().migrationsExecuted).isZero();
        assertThat(shop.inForce()).isEqualTo("1 2 R catalogue");
    }

    @Test
    void the_table_is_the_one_that_stock_makes() {
        shop.migrate();
        SqlProject stock = project(home.resolve("stock")).withShop();
        stock.flyway().migrate();

        assertThat(historyTable(shop)).isNotEmpty().isEqualTo(historyTable(stock));
        String rows =
                "SELECT installed_rank, version, description, type, script, checksum, success FROM flyway_schema_history ORDER BY 1";
        assertThat(shop.query(rows)).isEqualTo(stock.query(rows));
    }

    @Test
    void stock_applies_again_what_we_rolled_back_three_times() {
        shop.migrate();
        for (int i = 0; i < 3; i++) {
            shop.rollback("base");
            assertThat(named("products")).isEmpty();
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
        assertThat(shop.flyway().migrate().migrationsExecuted).isEqualTo(2);
        shop.with("V3__more.sql", "CREATE TABLE more (id INTEGER PRIMARY KEY);\n");
        shop.migrate();

        assertStockContent();
        assertThat(shop.inForce()).isEqualTo("1 2 R catalogue 3");
    }

    @Test
    void stock_believes_a_stamp() {
        shop.execute("CREATE TABLE products (id INTEGER PRIMARY KEY, name TEXT NOT NULL)");
        shop.stamp("1");

        assertThat(pending()).containsExactly("2", "catalogue");
        assertThat(shop.flyway().migrate().migrationsExecuted).isEqualTo(2);
        assertStockContent();
    }

    @Test
    void stock_believes_a_stamp_back() {
        shop.migrate();
        shop.execute("DROP VIEW catalogue", "ALTER TABLE products DROP COLUMN price");
        shop.stamp("1");

        assertThat(shop.flyway().migrate().migrationsExecuted).isEqualTo(2);
        assertStockContent();
    }

    @Test
    void stock_agrees_with_our_repair_of_a_changed_text() {
        shop.migrate();
        shop.with("V2__add_price.sql", "ALTER TABLE products ADD COLUMN price INTEGER NOT NULL DEFAULT 1;\n");
        assertThatThrownBy(shop::migrate).isInstanceOf(BlockedTimeline.class);
        assertThat(shop.flyway().validateWithResult().validationSuccessful).isFalse();

        shop.repair();

        assertStockContent();
        assertThat(shop.inForce()).isEqualTo("1 2 R catalogue");
        shop.migrate();
    }

    @Test
    void we_agree_with_stocks_repair_of_a_changed_text() {
        shop.migrate();
        shop.with("V2__add_price.sql", "ALTER TABLE products ADD COLUMN price INTEGER NOT NULL DEFAULT 1;\n");

        shop.flyway().repair();

        try (DatabaseBackend backend = shop.open()) {
            assertThat(backend.history()
                            .inForce(key("2"))
                            .orElseThrow()
                            .contradicts(backend.available()
                                    .find(key("2"))
                                    .orElseThrow()
                                    .script()
                                    .checksum()))
                    .isFalse();
        }
    }

    @Test
    void stock_agrees_with_our_repair_of_a_missing_file() {
        shop.migrate();
        shop.without("V2__add_price.sql").without("undo/U2__add_price.sql");
        shop.repair();

        assertStockContent();
        assertThat(shop.inForce()).isEqualTo("1 R catalogue");
    }

    @Test
    void a_repeatable_with_placeholders_has_the_checksum_of_stock() {
        shop.with(
                "R__about.sql", "DROP VIEW IF EXISTS about;\nCREATE VIEW about AS SELECT '${flyway:defaultSchema}';\n");
        shop.migrate();

        assertStockContent();
        assertThat(shop.flyway().migrate().migrationsExecuted).isZero();
        assertThat(shop.migrate().done()).isEmpty();
        assertThat(shop.query("SELECT * FROM about")).containsExactly(defaultSchema());
    }

    @Test
    void what_looks_like_a_placeholder_is_text_where_a_conf_file_says_so() {
        shop.with("V3__letter.sql", "CREATE TABLE letter AS SELECT 'Dear ${name}' AS text;\n")
                .with("V3__letter.sql.conf", "placeholderReplacement=false\n")
                .with("R__about.sql", "DROP VIEW IF EXISTS about;\nCREATE VIEW about AS SELECT '${name}';\n")
                .with("R__about.sql.conf", "placeholderReplacement=false\n");
        shop.migrate();

        assertStockContent();
        assertThat(shop.flyway().migrate().migrationsExecuted).isZero();
        assertThat(shop.migrate().done()).isEmpty();
        assertThat(shop.query("SELECT text FROM letter")).containsExactly("Dear ${name}");
        assertThat(shop.query("SELECT * FROM about")).containsExactly("${name}");
    }

    @Test
    void odd_names_are_described_as_stock_does() {
        shop.with("V3___padded__name.sql", "SELECT 1;\n")
                .with("V004.sql", "SELECT 1;\n")
                .with("V5_1__x.sql", "");
        shop.migrate();

        assertStockContent();
        assertThat(shop.flyway().migrate().migrationsExecuted).isZero();
        assertThat(shop.history().current()).contains(Version.parse("5.1"));
    }

    @Test
    void byte_order_mark_and_line_ends_of_windows_are_fine_for_both() {
        shop.with("V3__windows.sql", "\uFEFFCREATE TABLE w (\r\n  a TEXT\r\n);\r\nINSERT INTO w VALUES ('x');\r\n");
        shop.migrate();

        assertStockContent();
        assertThat(shop.query("SELECT a FROM w")).containsExactly("x");
    }

    @Test
    void we_read_what_stock_made() {
        shop.flyway().migrate();

        History history = shop.history();

        assertThat(history.entries()).extracting(History.Entry::rank).containsExactly(1, 2, 3);
        assertThat(history.entries()).allSatisfy(entry -> {
            assertThat(entry.sha256()).isEmpty();
            assertThat(entry.crc32()).isPresent();
            assertThat(entry.mode()).isEqualTo(Mode.EXECUTE);
            assertThat(entry.when()).isAfter(Instant.parse("2020-01-01T00:00:00Z"));
        });
        assertThat(shop.migrate().done()).isEmpty();
        assertThat(named("\\_dbm%")).isEmpty();
    }

    @Test
    void we_roll_back_what_stock_made() {
        shop.flyway().migrate();
        shop.rollback("1");

        assertThat(shop.inForce()).isEqualTo("1");
        assertThat(shop.flyway().migrate().migrationsExecuted).isEqualTo(2);
    }

    @Test
    void a_baseline_of_stock_is_a_baseline() {
        shop.execute("CREATE TABLE products (id INTEGER PRIMARY KEY, name TEXT NOT NULL)");
        Flyway.configure()
                .configuration(shop.flyway().getConfiguration())
                .baselineVersion("1")
                .load()
                .baseline();

        assertThat(shop.history().baseline()).contains(Version.parse("1"));
        shop.migrate();

        assertStockContent();
        assertThat(shop.history().current()).contains(Version.parse("2"));
    }

    @Test
    void stock_reads_a_history_that_begins_anew() {
        shop.execute("CREATE TABLE products (id INTEGER PRIMARY KEY, name TEXT NOT NULL)");
        Flyway.configure()
                .configuration(shop.flyway().getConfiguration())
                .baselineVersion("1")
                .load()
                .baseline();
        shop.migrate();
        shop.without("V2__add_price.sql");

        try (DatabaseBackend backend = shop.open()) {
            shop.migrator(backend).stampAfresh(new Target.At("1"), entry -> {});
        }

        assertThat(shop.inForce()).isEqualTo("1");
        shop.with("V2__add_price.sql", "SELECT 1;\n");
        assertThat(shop.flyway().migrate().migrationsExecuted).isEqualTo(2);
        shop.flyway().validate();
        assertThat(shop.inForce()).isEqualTo("1 2 R catalogue");
        assertThat(shop.migrate().done()).isEmpty();
    }

    @Test
    void what_stock_applied_out_of_order_is_in_force_in_its_order() {
        shop.without("V2__add_price.sql").without("undo/U2__add_price.sql");
        shop.with("V3__more.sql", "CREATE TABLE more (id INTEGER PRIMARY KEY);\n");
        shop.flyway().migrate();
        shop.withShop();
        assertThatThrownBy(shop::migrate).isInstanceOf(OutOfOrder.class);
        Flyway.configure()
                .configuration(shop.flyway().getConfiguration())
                .outOfOrder(true)
                .load()
                .migrate();

        assertThat(shop.inForce()).isEqualTo("1 3 R catalogue 2");
        shop.rollback("-1");
        assertThat(shop.inForce()).isEqualTo("1 3 R catalogue");
    }

    @Test
    void undo_rows_of_other_editions_are_rollbacks() {
        shop.migrate();
        shop.execute(
                "INSERT INTO flyway_schema_history SELECT 9, version, description, 'UNDO_SQL', 'U2__add_price.sql', 1, 'teams',"
                        + " installed_on, 5, success FROM flyway_schema_history WHERE version = '2'");

        assertThat(shop.history().entries().get(3).direction()).isEqualTo(Direction.DOWN);
        assertThat(shop.history().current()).contains(Version.parse("1"));
    }

    /** Stock Flyway finds every migration applied, in order, and unchanged, and nothing to mend. */
    protected void assertStockContent() {
        Flyway flyway = shop.flyway();
        flyway.validate();
        assertThat(Arrays.stream(flyway.info().all()).map(MigrationInfo::getState))
                .noneMatch(state -> state.isFailed());
        assertThat(flyway.info().pending()).isEmpty();
        assertThat(flyway.repair().repairActions).isEmpty();
    }

    private List<String> pending() {
        return Arrays.stream(shop.flyway().info().pending())
                .map(info -> Objects.toString(info.getVersion(), info.getDescription()))
                .toList();
    }

    private static MigrationKey key(String version) {
        return new MigrationKey(Optional.of(Version.parse(version)), "");
    }
}
