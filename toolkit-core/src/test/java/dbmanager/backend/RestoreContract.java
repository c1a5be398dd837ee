package dbmanager.backend;

import static org.assertj.core.api.Assertions.assertThat;

import dbmanager.backup.Backup;
import dbmanager.backup.Manifest;
import dbmanager.exchange.Content;
import dbmanager.exchange.Intake;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What a backend promises about putting a backup back: all of it or a part, in place of what is there or beside it. */
abstract class RestoreContract extends BackupContract {
    @Test
    void restoring_brings_rows_history_and_id_back() {
        beginShop();
        up(shop, "2");
        down(shop, "2");
        Backup backup = backup(shop);
        DatabaseBackend other = another("other");

        Loaded loaded = load(other, backup, LoadMode.REPLACE);

        assertThat(loaded.records()).containsEntry("products", 2L);
        assertThat(loaded.keptAside()).isEmpty();
        assertThat(products(other)).containsExactly("1 Tea", "2 Coffee");
        assertThat(other.history()).isEqualTo(shop.history());
        assertThat(other.identity().id()).isPresent().isEqualTo(shop.identity().id());
        assertThat(other.check()).isEmpty();
    }

    @Test
    void a_restored_database_migrates_on() {
        beginShop();
        Backup backup = backup(shop);
        DatabaseBackend other = another("other");
        load(other, backup, LoadMode.REPLACE);

        up(other, "2");
        down(other, "2");
        up(other, "2");

        assertThat(products(other)).containsExactly("1 Tea", "2 Coffee", "3 Cocoa");
        assertThat(events(other.history())).containsExactly("+1", "+2", "-2", "+2");
    }

    @Test
    void restoring_takes_away_what_came_after_the_backup() {
        beginShop();
        Backup backup = backup(shop);
        up(shop, "2");
        ship("3", List.of(dialect().create("orders", "note"), dialect().insert("orders", 1, "two teas")), List.of());
        up(shop, "3");

        load(shop, backup, LoadMode.REPLACE);

        assertThat(tables(shop)).containsExactly("products");
        assertThat(products(shop)).containsExactly("1 Tea", "2 Coffee");
        assertThat(events(shop.history())).containsExactly("+1");
    }

    @Test
    void restoring_twice_is_as_good_as_once() {
        beginShop();
        Backup backup = backup(shop);

        load(shop, backup, LoadMode.REPLACE);
        load(shop, backup, LoadMode.REPLACE);

        assertThat(products(shop)).containsExactly("1 Tea", "2 Coffee");
        assertThat(events(shop.history())).containsExactly("+1");
    }

    @Test
    void another_backend_sees_the_restored_rows() {
        beginShop();
        Backup backup = backup(shop);
        insert(shop, 7, "Milk");
        DatabaseBackend reader = another("shop");
        assertThat(products(reader)).contains("7 Milk");

        load(shop, backup, LoadMode.REPLACE);

        assertThat(products(reader)).containsExactly("1 Tea", "2 Coffee");
    }

    @Test
    void merging_replaces_rows_of_the_same_key_and_keeps_the_others() {
        beginShop();
        Backup backup = backup(shop);
        DatabaseBackend other = another("other");
        ship("1", List.of(dialect().create("products", "name"), dialect().insert("products", 1, "Old tea")), List.of());
        other.initialise();
        up(other, "1");
        insert(other, 7, "Milk");

        Loaded loaded = load(other, backup, LoadMode.MERGE, "products");

        assertThat(loaded.records()).isEqualTo(Map.of("products", 2L));
        assertThat(products(other)).containsExactly("1 Tea", "2 Coffee", "7 Milk");
    }

    @Test
    void merging_everything_brings_rows_and_leaves_the_history() {
        beginShop();
        up(shop, "2");
        Backup backup = backup(shop);
        DatabaseBackend other = another("other");
        other.initialise();
        up(other, "1");
        insert(other, 7, "Milk");

        load(other, backup, LoadMode.MERGE);

        assertThat(products(other)).containsExactly("1 Tea", "2 Coffee", "3 Cocoa", "7 Milk");
        assertThat(inForce(other)).containsExactly("1");
    }

    @Test
    void restoring_one_table_leaves_the_others_and_the_history() {
        beginShopWithOrders();
        Backup backup = backup(shop);
        insert(shop, 7, "Milk");
        try (Intake intake = shop.intake(new Intake.Policy(Intake.OnConflict.FAIL, Intake.Keys.KEEP))) {
            put(intake, "orders", "note", 7, "one milk");
            intake.commit();
        }
        up(shop, "2");

        Loaded loaded = load(shop, backup, LoadMode.REPLACE, "products");

        assertThat(loaded.records()).isEqualTo(Map.of("products", 2L));
        assertThat(products(shop)).containsExactly("1 Tea", "2 Coffee");
        assertThat(rows(shop, "orders")).containsExactly("1 two teas", "7 one milk");
        assertThat(events(shop.history())).containsExactly("+1", "+1.1", "+2");
    }

    @Test
    void a_backup_of_one_table_holds_and_replaces_only_that() {
        beginShopWithOrders();
        Backup backup = backup(shop, "orders");
        Manifest manifest = backup.manifest().orElseThrow();
        up(shop, "2");

        assertThat(manifest.isPartial()).isTrue();
        assertThat(contents(manifest)).containsEntry("orders", 1L).doesNotContainKey("products");
        try (Content saved = shop.open(reader(backup))) {
            assertThat(tables(saved)).containsExactly("orders");
        }

        load(shop, backup, LoadMode.REPLACE);

        assertThat(products(shop)).containsExactly("1 Tea", "2 Coffee", "3 Cocoa");
        assertThat(rows(shop, "orders")).containsExactly("1 two teas");
        assertThat(events(shop.history())).containsExactly("+1", "+1.1", "+2");
    }

    @Test
    void a_table_that_is_not_there_cannot_be_backed_up_or_restored() {
        beginShop();
        Backup backup = backup(shop);
        insert(shop, 7, "Milk");

        UnknownTable noDump = refusal(UnknownTable.class, () -> backup(shop, "products", "prodcuts"));
        UnknownTable noLoad =
                refusal(UnknownTable.class, () -> load(shop, backup, LoadMode.REPLACE, "products", "prodcuts"));

        assertThat(noDump).hasMessageContaining("prodcuts");
        assertThat(noDump.next()).contains("products");
        assertThat(noLoad).hasMessageContaining("prodcuts");
        assertThat(products(shop)).contains("7 Milk");
        assertThat(catalog().list()).hasSize(1);
    }

    /** Two tables, so that one of them can be chosen. */
    private void beginShopWithOrders() {
        beginShop();
        ship("1.1", List.of(dialect().create("orders", "note"), dialect().insert("orders", 1, "two teas")), List.of());
        up(shop, "1.1");
    }
}
