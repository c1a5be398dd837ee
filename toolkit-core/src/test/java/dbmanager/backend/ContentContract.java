package dbmanager.backend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dbmanager.backup.Backup;
import dbmanager.exchange.Content;
import dbmanager.exchange.Intake;
import dbmanager.exchange.Intake.Keys;
import dbmanager.exchange.Intake.OnConflict;
import dbmanager.exchange.Intake.Outcome;
import dbmanager.exchange.Row;
import dbmanager.exchange.RowRefused;
import dbmanager.exchange.SavedRows;
import dbmanager.exchange.Table;
import dbmanager.problem.Problem;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What a backend promises about rows: to show them as of one moment, and to take them in as one transaction. */
abstract class ContentContract extends SafetyContract {
    @Test
    void only_the_tables_of_the_application_are_content() {
        beginShop();
        ship("3", List.of(dialect().create("orders", "note"), dialect().insert("orders", 1, "two teas")), List.of());
        up(shop, "3");

        try (Content live = shop.live()) {
            assertThat(tables(live)).containsExactly("orders", "products");
            assertThat(live.table("nothing")).isEmpty();
            Table products = live.table("products").orElseThrow();
            assertThat(products.columnNames()).contains("id", "name");
            assertThat(products.key()).containsExactly("id");
            assertThat(live.count(products)).isEqualTo(2);
            assertThat(live.name()).contains("shop");
            assertNoSecret(live.name());
        }
    }

    @Test
    void rows_come_in_the_order_that_the_content_names() {
        ship("1", List.of(dialect().create("products", "name")), List.of());
        shop.initialise();
        up(shop, "1");
        for (long id : new long[] {10, 9, 2, 100, 1, 33}) {
            insert(shop, id, "Tea " + id);
        }

        assertInOrder(shop.live());
        assertInOrder(shop.open(reader(backup(shop))));
    }

    private static void assertInOrder(Content content) {
        try (content) {
            Table products = content.table("products").orElseThrow();
            Comparator<Row> order = content.order(products);
            try (Stream<Row> rows = content.rows(products)) {
                List<Row> all = rows.toList();
                assertThat(all).hasSize(6);
                for (int i = 1; i < all.size(); i++) {
                    assertThat(order.compare(all.get(i - 1), all.get(i))).isNegative();
                    assertThat(order.compare(all.get(i), all.get(i - 1))).isPositive();
                }
                assertThat(order.compare(all.get(0), all.get(0))).isZero();
            }
        }
    }

    @Test
    void content_stands_still_while_the_database_goes_on() {
        beginShop();
        letWritersGoOn();
        DatabaseBackend writer = another("shop");

        try (Content live = shop.live()) {
            assertThat(rows(live, "products")).containsExactly("1 Tea", "2 Coffee");
            insert(writer, 7, "Milk");
            assertThat(rows(live, "products")).containsExactly("1 Tea", "2 Coffee");
        }
        assertThat(products(shop)).containsExactly("1 Tea", "2 Coffee", "7 Milk");
    }

    @Test
    void a_backup_shows_the_rows_of_its_own_time() {
        beginShop();
        Backup backup = backup(shop);
        up(shop, "2");

        try (Content saved = shop.open(reader(backup))) {
            assertThat(saved.name()).contains(backup.id().text());
            assertThat(tables(saved)).containsExactly("products");
            assertThat(rows(saved, "products")).containsExactly("1 Tea", "2 Coffee");
            assertThat(saved.count(saved.table("products").orElseThrow())).isEqualTo(2);
        }
    }

    @Test
    void definitions_are_the_same_in_a_backup_and_after_up_and_down() {
        beginShop();
        List<Content.Definition> before = definitions(shop.live());
        Backup backup = backup(shop);
        ship("3", List.of(dialect().create("orders", "note")), List.of(dialect().drop("orders")));
        up(shop, "3");
        down(shop, "3");

        assertThat(definitions(shop.live())).isEqualTo(before);
        assertThat(definitions(shop.open(reader(backup)))).isEqualTo(before);
        assertThat(before).isSortedAccordingTo(Comparator.comparing(Content.Definition::name));
    }

    private static List<Content.Definition> definitions(Content content) {
        try (content) {
            return content.definitions();
        }
    }

    @Test
    void an_assertion_shows_the_rows_that_contradict_it() {
        beginShop();
        try (Content live = shop.live()) {
            assertThat(counterexamples(live, dialect().find("products", 2))).hasSize(1);
            assertThat(counterexamples(live, dialect().find("products", 3))).isEmpty();
        }
        try (Content saved = shop.open(reader(backup(shop)))) {
            assertThat(counterexamples(saved, dialect().find("products", 2))).hasSize(1);
            assertThat(counterexamples(saved, dialect().find("products", 3))).isEmpty();
        }
    }

    @Test
    void an_assertion_cannot_write() {
        beginShop();
        for (String write : List.of(
                cocoa(),
                dialect().put("products", 1, "Beer"),
                dialect().delete("products", 1),
                dialect().drop("products"))) {
            try (Content live = shop.live()) {
                refusal(Problem.class, () -> counterexamples(live, write));
            }
        }
        assertThat(products(shop)).containsExactly("1 Tea", "2 Coffee");
    }

    @Test
    void an_assertion_that_the_engine_cannot_run_is_refused() {
        beginShop();
        try (Content live = shop.live()) {
            refusal(Problem.class, () -> counterexamples(live, dialect().nonsense()));
        }
    }

    private static List<Row> counterexamples(Content content, String assertion) {
        try (Stream<Row> rows = content.counterexamples(assertion)) {
            return rows.toList();
        }
    }

    @Test
    void rows_are_in_after_the_commit_and_not_before() {
        beginShop();
        DatabaseBackend reader = another("shop");
        try (Intake intake = shop.intake(new Intake.Policy(OnConflict.FAIL, Keys.KEEP))) {
            assertThat(intake.tables()).extracting(Table::name).containsExactly("products");
            assertThat(put(intake, 7, "Milk")).isEqualTo(Outcome.ADDED);
            assertThat(put(intake, 8, "Salt")).isEqualTo(Outcome.ADDED);
            assertThat(products(reader)).containsExactly("1 Tea", "2 Coffee");
            intake.commit();
        }
        assertThat(products(reader)).containsExactly("1 Tea", "2 Coffee", "7 Milk", "8 Salt");
    }

    @Test
    void closing_without_a_commit_takes_every_row_back() {
        beginShop();
        try (Intake intake = shop.intake(new Intake.Policy(OnConflict.REPLACE, Keys.KEEP))) {
            put(intake, 7, "Milk");
            put(intake, 1, "Beer");
        }
        assertThat(products(shop)).containsExactly("1 Tea", "2 Coffee");
    }

    @Test
    void a_key_that_is_there_fails_the_whole_intake() {
        beginShop();
        try (Intake intake = shop.intake(new Intake.Policy(OnConflict.FAIL, Keys.KEEP))) {
            put(intake, 7, "Milk");
            refusal(RowRefused.class, () -> put(intake, 1, "Beer"));
        }
        assertThat(products(shop)).containsExactly("1 Tea", "2 Coffee");
    }

    @Test
    void a_key_that_is_there_is_skipped() {
        beginShop();
        try (Intake intake = shop.intake(new Intake.Policy(OnConflict.SKIP, Keys.KEEP))) {
            assertThat(put(intake, 1, "Beer")).isEqualTo(Outcome.SKIPPED);
            assertThat(put(intake, 7, "Milk")).isEqualTo(Outcome.ADDED);
            intake.commit();
        }
        assertThat(products(shop)).containsExactly("1 Tea", "2 Coffee", "7 Milk");
    }

    @Test
    void a_key_that_is_there_is_replaced() {
        beginShop();
        try (Intake intake = shop.intake(new Intake.Policy(OnConflict.REPLACE, Keys.KEEP))) {
            assertThat(put(intake, 1, "Beer")).isEqualTo(Outcome.REPLACED);
            assertThat(put(intake, 7, "Milk")).isEqualTo(Outcome.ADDED);
            intake.commit();
        }
        assertThat(products(shop)).containsExactly("1 Beer", "2 Coffee", "7 Milk");
    }

    @Test
    void rows_of_one_intake_collide_with_each_other() {
        beginShop();
        try (Intake intake = shop.intake(new Intake.Policy(OnConflict.SKIP, Keys.KEEP))) {
            assertThat(put(intake, 7, "Milk")).isEqualTo(Outcome.ADDED);
            assertThat(put(intake, 7, "Beer")).isEqualTo(Outcome.SKIPPED);
            intake.commit();
        }
        assertThat(products(shop)).contains("7 Milk");
    }

    @Test
    void new_keys_never_collide() {
        beginShop();
        try (Intake intake = shop.intake(new Intake.Policy(OnConflict.FAIL, Keys.NEW))) {
            assertThat(put(intake, 1, "Beer")).isEqualTo(Outcome.ADDED);
            assertThat(put(intake, 2, "Wine")).isEqualTo(Outcome.ADDED);
            intake.commit();
        }
        assertThat(products(shop)).hasSize(4).contains("1 Tea", "2 Coffee");
        assertThat(products(shop)).anyMatch(row -> row.endsWith(" Beer")).anyMatch(row -> row.endsWith(" Wine"));
    }

    @Test
    void a_refill_puts_rows_in_the_place_of_all_that_are_there() {
        beginShop();
        try (Intake intake = shop.refill()) {
            assertThat(put(intake, 1, "Milk")).isEqualTo(Outcome.ADDED);
            assertThat(put(intake, 7, "Salt")).isEqualTo(Outcome.ADDED);
            seesNothingOfIt(another("shop"));
            intake.commit();
        }
        assertThat(products(shop)).containsExactly("1 Milk", "7 Salt");
        assertThat(events(shop.history())).as("the history stays").containsExactly("+1");
    }

    private void seesNothingOfIt(DatabaseBackend other) {
        try {
            assertThat(products(other)).containsExactly("1 Tea", "2 Coffee");
        } catch (TargetInUse e) {
            assertThat(e).as("a server that keeps readers waiting").hasMessageContaining("lock");
        }
    }

    @Test
    void a_refill_without_a_commit_leaves_every_row() {
        beginShop();
        try (Intake intake = shop.refill()) {
            put(intake, 7, "Milk");
        }
        assertThat(products(shop)).containsExactly("1 Tea", "2 Coffee");
    }

    @Test
    void a_change_is_of_some_columns_and_of_a_row_that_is_there() {
        beginShop();
        ship(
                "3",
                List.of(dialect().create("orders", "note", "state"), dialect().insert("orders", 1, "two teas", "new")),
                List.of());
        up(shop, "3");
        try (Intake intake = shop.intake(new Intake.Policy(OnConflict.FAIL, Keys.KEEP))) {
            change(intake, 1, "paid");
            intake.commit();
        }
        assertThat(rows(shop, "orders")).singleElement().asString().contains("two teas", "paid");
        try (Intake intake = shop.intake(new Intake.Policy(OnConflict.FAIL, Keys.KEEP))) {
            refusal(RowRefused.class, () -> change(intake, 2, "paid"));
        }
    }

    private void change(Intake intake, long id, String state) {
        intake.change(table(intake, "orders"), List.of("id", "state"), new Row(new Object[] {
            dialect().id(id), state
        }));
    }

    @Test
    void the_rows_of_a_backup_pass_by_as_its_content_has_them() {
        beginShop();
        Backup backup = backup(shop);
        List<Row> passed = new ArrayList<>();
        try (SavedRows saved = shop.rows(reader(backup))) {
            assertThat(saved.tables()).extracting(Table::name).containsExactly("products");
            saved.forEach((table, row) -> passed.add(row));
        }
        try (Content content = shop.open(reader(backup));
                Stream<Row> rows = content.rows(content.table("products").orElseThrow())) {
            assertThat(passed).containsExactlyInAnyOrderElementsOf(rows.toList());
        }
    }

    @Test
    void references_follow_new_keys() {
        beginShopWithReviews();
        try (Intake intake = shop.intake(new Intake.Policy(OnConflict.FAIL, Keys.NEW))) {
            put(intake, 1, "Beer");
            put(intake, "reviews", "product", 1, dialect().id(1));
            intake.commit();
        }
        String beer = products(shop).stream()
                .filter(row -> row.endsWith(" Beer"))
                .map(row -> row.substring(0, row.indexOf(' ')))
                .findFirst()
                .orElseThrow();
        assertThat(rows(shop, "reviews")).singleElement().asString().endsWith(" " + beer);
        assertThat(beer).isNotEqualTo("1");
    }

    @Test
    void references_are_checked_at_the_end_so_that_the_order_does_not_matter() {
        beginShopWithReviews();
        try (Intake intake = shop.intake(new Intake.Policy(OnConflict.FAIL, Keys.KEEP))) {
            put(intake, "reviews", "product", 1, dialect().id(7));
            put(intake, 7, "Milk");
            intake.commit();
        }
        assertThat(rows(shop, "reviews")).containsExactly("1 7");
    }

    @Test
    void a_reference_to_nothing_takes_every_row_back() {
        beginShopWithReviews();
        try (Intake intake = shop.intake(new Intake.Policy(OnConflict.FAIL, Keys.KEEP))) {
            put(intake, 7, "Milk");
            refusal(Problem.class, () -> {
                put(intake, "reviews", "product", 1, dialect().id(8));
                intake.commit();
            });
        }
        assertThat(products(shop)).containsExactly("1 Tea", "2 Coffee");
        assertThat(rows(shop, "reviews")).isEmpty();
    }

    private void beginShopWithReviews() {
        beginShop();
        assumeTrue(dialect().createReferring("reviews", "product", "products").isPresent());
        String reviews =
                dialect().createReferring("reviews", "product", "products").orElseThrow();
        ship("3", List.of(reviews), List.of());
        up(shop, "3");
    }
}
