package dbmanager.sql.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import dbmanager.backend.Drift;
import dbmanager.backend.Drift.Verdict;
import dbmanager.backend.DriftWatch;
import dbmanager.backend.SchemaChange;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What nobody's migration did is seen, and said with the version after which it happened. */
class SqliteDriftTest {
    @TempDir
    Path home;

    private Project shop;

    @BeforeEach
    void ship() {
        shop = new Project(home).withShop();
    }

    @Test
    void nothing_is_known_before_the_first_step() {
        assertThat(drift().verdict()).isEqualTo(Verdict.UNKNOWN);
        assertThat(shop.file).doesNotExist();
    }

    @Test
    void every_step_keeps_what_it_left() {
        shop.migrate("1");
        assertThat(drift().verdict()).isEqualTo(Verdict.SAME);
        shop.migrate();
        assertThat(drift().verdict()).isEqualTo(Verdict.SAME);
        shop.rollback("1");
        assertThat(drift().verdict()).isEqualTo(Verdict.SAME);
        shop.stamp("2");
        assertThat(drift().verdict()).isEqualTo(Verdict.SAME);
    }

    @Test
    void what_was_added_changed_and_dropped_by_hand_is_named() {
        shop.migrate();
        shop.execute("ALTER TABLE products ADD COLUMN stock INTEGER");
        shop.execute("CREATE INDEX by_name ON products (name)");
        shop.execute("DROP VIEW catalogue");

        Drift drift = drift();

        assertThat(drift.verdict()).isEqualTo(Verdict.DRIFTED);
        assertThat(drift.since().orElseThrow().key()).hasToString("R (catalogue)");
        assertThat(drift.changes())
                .extracting(change -> change.deed() + " " + change.kind() + " " + change.object())
                .containsExactly("ADD index by_name", "CHANGE table products", "DROP view catalogue");
    }

    @Test
    void rows_and_statistics_are_no_drift_and_neither_is_white_space() {
        shop.migrate();
        shop.execute("INSERT INTO products (name) VALUES ('tea')");
        shop.execute("ANALYZE");
        shop.execute("DROP VIEW catalogue");
        shop.execute("CREATE  VIEW catalogue AS -- again\n SELECT * FROM products");

        assertThat(drift().verdict()).isEqualTo(Verdict.SAME);
    }

    @Test
    void what_stock_flyway_applied_is_not_called_drifted() {
        shop.migrate("1");
        shop.flyway().migrate();

        assertThat(drift().verdict()).isEqualTo(Verdict.UNKNOWN);
        assertThat(drift().reason()).contains("R (catalogue)", "stock Flyway");
    }

    @Test
    void a_history_of_an_older_version_learns_to_keep_them() {
        shop.migrate("1");
        shop.execute("ALTER TABLE _dbm_history DROP COLUMN fingerprint");
        shop.execute("DELETE FROM _dbm_meta WHERE key = 'definitions'");
        assertThat(drift().verdict()).isEqualTo(Verdict.UNKNOWN);

        shop.migrate();

        assertThat(drift().verdict()).isEqualTo(Verdict.SAME);
        assertThat(shop.inForce()).isEqualTo("1 2 R catalogue");
    }

    @Test
    void a_repair_does_not_hide_it() {
        shop.migrate();
        shop.execute("CREATE TABLE theirs (id INTEGER)");
        shop.without("V2__add_price.sql").without("undo/U2__add_price.sql");
        shop.repair();

        assertThat(drift().verdict()).isEqualTo(Verdict.DRIFTED);
        assertThat(drift().changes()).containsExactly(SchemaChange.safe("table", "theirs", SchemaChange.Deed.ADD, ""));
    }

    private Drift drift() {
        try (SqliteBackend backend = shop.open()) {
            return backend.feature(DriftWatch.class).orElseThrow().look();
        }
    }
}
