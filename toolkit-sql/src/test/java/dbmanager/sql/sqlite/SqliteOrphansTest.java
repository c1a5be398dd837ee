package dbmanager.sql.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dbmanager.backend.StepFailed;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A step answers for the rows that it leaves without a parent, and for no others. */
class SqliteOrphansTest {
    @TempDir
    Path home;

    private Project shop;

    @BeforeEach
    void begin() {
        shop = Project.migrated(home);
    }

    @Test
    void a_rebuilt_table_keeps_its_children() {
        shop.with("V3__orders.sql", """
                CREATE TABLE orders (id INTEGER PRIMARY KEY, product INTEGER NOT NULL REFERENCES products (id) ON DELETE CASCADE);
                INSERT INTO products (id, name) VALUES (1, 'Tea');
                INSERT INTO orders VALUES (1, 1);
                """);
        shop.with("V4__rebuild.sql", """
                DROP VIEW catalogue;
                CREATE TABLE products_new (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE);
                INSERT INTO products_new SELECT id, name FROM products;
                DROP TABLE products;
                ALTER TABLE products_new RENAME TO products;
                """);
        shop.migrate();

        assertThat(shop.query("SELECT count(*) FROM orders")).containsExactly("1");
        assertThat(shop.query("PRAGMA foreign_key_check")).isEmpty();
    }

    @Test
    void foreign_keys_that_a_script_switches_on_are_off_again_for_the_next() {
        withOrders();
        shop.with("V4__children.sql", """
                CREATE TABLE items (id INTEGER PRIMARY KEY, "order" NOT NULL REFERENCES orders (id) ON DELETE CASCADE);
                INSERT INTO items VALUES (1, 7);
                """);
        shop.with("V5__strict.sql", "PRAGMA foreign_keys = ON;\n")
                .with("V5__strict.sql.conf", "executeInTransaction=false\n");
        shop.with("V6__rebuild.sql", """
                CREATE TABLE orders_new (id INTEGER PRIMARY KEY, product INTEGER);
                INSERT INTO orders_new SELECT * FROM orders;
                DROP TABLE orders;
                ALTER TABLE orders_new RENAME TO orders;
                """);
        shop.migrate();

        assertThat(shop.query("SELECT id FROM items")).containsExactly("1");
    }

    @Test
    void a_step_that_leaves_orphans_is_rolled_back() {
        withOrders();
        shop.with("V4__tidy.sql", "DELETE FROM products WHERE id = 1;\n");

        assertThatThrownBy(shop::migrate)
                .isInstanceOf(StepFailed.class)
                .hasMessageContaining("orders → products: 1 without a parent, such as row 7");
        assertThat(shop.query("SELECT count(*) FROM products")).containsExactly("1");
    }

    @Test
    void orphans_that_were_there_before_are_no_fault_of_the_step() {
        withOrders();
        shop.execute("INSERT INTO orders VALUES (8, 99)");
        shop.with("V4__more.sql", "INSERT INTO orders VALUES (9, 1);\n");
        shop.migrate();

        assertThat(shop.query("SELECT id FROM orders")).containsExactly("7", "8", "9");
        shop.with("V5__worse.sql", "INSERT INTO orders VALUES (10, 98);\n");
        assertThatThrownBy(shop::migrate).hasMessageContaining("orders → products: 2 without a parent");
        assertThat(shop.query("SELECT count(*) FROM orders")).containsExactly("3");
    }

    @Test
    void orphans_are_found_in_tables_of_every_name() {
        shop.with("V3__visits.sql", """
                CREATE TABLE "ÄRZTE" (id INTEGER PRIMARY KEY);
                CREATE TABLE "BESUCHE_Ü" (id INTEGER PRIMARY KEY, "ÄRZTIN" REFERENCES "ÄRZTE" (id));
                CREATE TABLE "o'clock" (id INTEGER PRIMARY KEY);
                CREATE TABLE times (id INTEGER PRIMARY KEY, at REFERENCES "o'clock" (id));
                INSERT INTO "ÄRZTE" VALUES (1);
                INSERT INTO "BESUCHE_Ü" VALUES (1, 1);
                INSERT INTO "o'clock" VALUES (12);
                INSERT INTO times VALUES (1, 12);
                """);
        shop.migrate();
        shop.with("V4__tidy.sql", "DELETE FROM \"ÄRZTE\";\n");
        assertThatThrownBy(shop::migrate).hasMessageContaining("BESUCHE_Ü → ÄRZTE: 1 without a parent");
        shop.with("V4__tidy.sql", "DELETE FROM 'o''clock';\n");
        assertThatThrownBy(shop::migrate).hasMessageContaining("times → o'clock: 1 without a parent");
        assertThat(shop.query("PRAGMA foreign_key_check")).isEmpty();
    }

    @Test
    void a_trigger_that_the_step_drops_at_its_end_was_there_for_its_rows() {
        withOrders();
        shop.with("V4__shelves.sql", """
                CREATE TABLE shelves (id INTEGER PRIMARY KEY);
                INSERT INTO shelves VALUES (1);
                CREATE TRIGGER emptied AFTER DELETE ON shelves BEGIN DELETE FROM products WHERE id = old.id; END;
                """);
        shop.migrate();
        shop.with("V5__no_shelves.sql", "DELETE FROM shelves;\nDROP TABLE shelves;\n");

        assertThatThrownBy(shop::migrate).hasMessageContaining("orders → products: 1 without a parent");
        assertThat(shop.query("SELECT count(*) FROM products")).containsExactly("1");
    }

    private void withOrders() {
        shop.with("V3__orders.sql", """
                CREATE TABLE orders (id INTEGER PRIMARY KEY, product INTEGER NOT NULL REFERENCES products (id));
                INSERT INTO products (id, name) VALUES (1, 'Tea');
                INSERT INTO orders VALUES (7, 1);
                """);
        shop.migrate();
    }
}
