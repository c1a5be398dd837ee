package dbmanager.sql.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dbmanager.backend.LoadMode;
import dbmanager.backend.LoadPolicy;
import dbmanager.backend.Selection;
import dbmanager.backup.Backup;
import dbmanager.problem.Problem;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Rows of a backup that come into tables which stay. */
class PostgresTableRestoreTest extends BackedUpShop {
    @Test
    void a_table_comes_back_with_those_that_refer_to_it_untouched() {
        shop.execute(
                "CREATE TABLE reviews (id int PRIMARY KEY, product bigint NOT NULL REFERENCES products ON DELETE CASCADE)",
                "INSERT INTO reviews VALUES (1, 1), (2, 2)",
                "CREATE FUNCTION stop() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'no'; END $$",
                "CREATE TRIGGER stop BEFORE INSERT OR DELETE ON products FOR EACH ROW EXECUTE FUNCTION stop()",
                "ALTER TABLE products ENABLE ALWAYS TRIGGER stop");
        List<?> before = definitions();
        Backup backup = backup();
        shop.execute("UPDATE products SET name = 'Beer' WHERE id = 1");

        load(backup, LoadMode.REPLACE, "products");

        assertThat(shop.query("SELECT name FROM products ORDER BY id")).containsExactly("Tea", "Coffee");
        assertThat(shop.query("SELECT count(*) FROM reviews")).containsExactly("2");
        assertThat(definitions()).isEqualTo(before);
        assertThat(shop.query("SELECT tgenabled FROM pg_trigger WHERE tgname = 'stop'"))
                .containsExactly("A");
    }

    @Test
    void a_table_whose_rows_others_need_is_not_replaced() {
        Backup backup = backup();
        shop.execute(
                "INSERT INTO products VALUES (3, 'Cocoa', 4)",
                "CREATE TABLE reviews (id int PRIMARY KEY, product bigint NOT NULL REFERENCES products ON DELETE CASCADE)",
                "INSERT INTO reviews VALUES (1, 3)");

        Problem refused = catchThrowableOfType(LoadRefused.class, () -> load(backup, LoadMode.REPLACE, "products"));

        assertThat(refused).hasMessageContaining("reviews");
        assertThat(shop.query("SELECT count(*) FROM products")).containsExactly("3");
        assertThat(shop.query("SELECT count(*) FROM reviews")).containsExactly("1");
    }

    @Test
    void rows_of_a_table_without_a_key_are_merged_as_often_as_they_are_in_the_backup() {
        shop.execute(
                "CREATE TABLE log (line text, doc json)",
                "INSERT INTO log VALUES ('a', '{}'), ('a', '{}'), ('b', NULL)");
        Backup backup = backup();
        shop.execute("DELETE FROM log", "INSERT INTO log VALUES ('a', '{}'), ('c', NULL)");

        load(backup, LoadMode.MERGE, "log");

        assertThat(shop.query("SELECT line FROM log ORDER BY 1")).containsExactly("a", "a", "b", "c");
    }

    @Test
    void other_columns_are_a_reason_to_refuse() {
        Backup backup = backup();
        shop.execute("ALTER TABLE products RENAME COLUMN name TO title");

        try (PostgresBackend backend = shop.open()) {
            Problem reason = backend.refusal(
                            reader(backup), Selection.of(List.of("products")), LoadPolicy.of(LoadMode.MERGE))
                    .orElseThrow();

            assertThat(reason)
                    .hasMessageContaining("name is only in the backup")
                    .hasMessageContaining("title is only in the database");
        }
        assertThat(catchThrowableOfType(LoadRefused.class, () -> load(backup, LoadMode.MERGE, "products")))
                .isNotNull();
    }
}
