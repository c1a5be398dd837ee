package dbmanager.sql.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dbmanager.backend.Diagnosis;
import dbmanager.backend.Diagnosis.Look;
import dbmanager.backend.Maintenance;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PostgresMaintenanceTest {
    @TempDir
    Path home;

    private PostgresProject shop;

    @BeforeEach
    void fill() {
        shop = PostgresProject.migrated(home);
        shop.execute(
                "INSERT INTO products SELECT i, 'name ' || i FROM generate_series(1, 5000) AS i",
                "DELETE FROM products WHERE id > 1");
    }

    @Test
    void vacuum_takes_dead_rows_away_and_tells_the_size() {
        try (PostgresBackend backend = shop.open()) {
            Maintenance.Sizes sizes =
                    backend.feature(Maintenance.class).orElseThrow().vacuum();

            assertThat(sizes.before()).isPositive();
            assertThat(sizes.after()).isPositive();
        }
        assertThat(shop.query("SELECT relpages < 10 FROM pg_class WHERE relname = 'products'"))
                .containsExactly("t");
    }

    @Test
    void analyze_lets_the_planner_count() {
        try (PostgresBackend backend = shop.open()) {
            backend.feature(Maintenance.class).orElseThrow().analyze();
        }
        assertThat(shop.query("SELECT reltuples FROM pg_class WHERE relname = 'products'"))
                .containsExactly("1");
    }

    @Test
    void an_index_that_is_not_valid_is_found() {
        shop.execute("INSERT INTO products VALUES (2, 'name 1')");
        try (var connection = shop.server.connect(shop.database);
                var statement = connection.createStatement()) {
            statement.execute("CREATE UNIQUE INDEX CONCURRENTLY products_name ON products (name)");
        } catch (SQLException e) {
            assertThat(e.getMessage()).contains("could not create unique index");
        }

        try (PostgresBackend backend = shop.open()) {
            assertThat(backend.check())
                    .singleElement()
                    .asString()
                    .contains("public.products_name")
                    .contains("REINDEX");
        }
    }

    @Test
    void a_view_that_nobody_has_filled_yet_is_no_damage() {
        shop.execute("CREATE MATERIALIZED VIEW dear AS SELECT id, name FROM products WITH NO DATA");

        try (PostgresBackend backend = shop.open()) {
            assertThat(backend.check()).isEmpty();
        }
    }

    @Test
    void a_sound_database_is_sound_with_amcheck_too() {
        shop.server.executeAsSuperuser(shop.database, "CREATE EXTENSION amcheck");

        try (PostgresBackend backend =
                PostgresProject.open(shop.server.url(shop.database), shop.migrations, shop.server.programs())) {
            assertThat(backend.check()).isEmpty();
        }
    }

    @Test
    void the_doctor_looks_at_server_rights_clock_and_programs() {
        shop.server.requireClient();
        try (PostgresBackend backend = shop.open()) {
            List<Look> looks = backend.feature(Diagnosis.class).orElseThrow().looks();

            assertThat(looks)
                    .extracting(Look::what)
                    .containsExactly(
                            "server",
                            "connection",
                            "rights",
                            "server clock",
                            "damage",
                            "size",
                            "pg_dump",
                            "pg_restore");
            assertThat(looks.get(0).seen()).startsWith("PostgreSQL ");
            assertThat(looks.get(2).seen()).contains(PostgresServer.OWNER).contains("may create databases");
            assertThat(looks.get(5).seen()).matches("[\\d,]{7,} bytes; .*");
            assertThat(looks)
                    .filteredOn(look -> !look.what().equals("pg_restore"))
                    .allMatch(look -> look.wrong().isEmpty());
        }
    }

    @Test
    void the_doctor_says_what_a_server_that_is_down_means_and_looks_on() {
        try (PostgresBackend backend =
                PostgresProject.open("postgresql://127.0.0.1:1/shop", shop.migrations, home.resolve("nowhere"))) {
            List<Look> looks = backend.feature(Diagnosis.class).orElseThrow().looks();

            assertThat(looks).extracting(Look::what).containsExactly("server", "pg_dump", "pg_restore");
            assertThat(looks).allMatch(look -> look.wrong().isPresent());
        }
    }

    @Test
    void clients_before_the_fixes_are_told_from_those_after() {
        assertThat(new Programs.Version(15, 18).isVulnerable()).isTrue();
        assertThat(new Programs.Version(15, 18).advice()).contains("15.20");
        assertThat(new Programs.Version(15, 20).isVulnerable()).isFalse();
        assertThat(new Programs.Version(12, 22).isVulnerable()).isTrue();
        assertThat(new Programs.Version(19, 0).isVulnerable()).isFalse();
    }
}
