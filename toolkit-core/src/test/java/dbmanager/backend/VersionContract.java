package dbmanager.backend;

import static org.assertj.core.api.Assertions.assertThat;

import dbmanager.migration.Direction;
import dbmanager.migration.History;
import dbmanager.migration.History.Entry;
import dbmanager.migration.History.Outcome;
import dbmanager.migration.LockFile;
import dbmanager.migration.MigrationKey;
import dbmanager.migration.Mode;
import dbmanager.migration.Timeline;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What a backend promises about versions: steps, and their records. */
abstract class VersionContract extends BackendFixture {
    @Test
    void a_step_up_is_run_and_recorded() {
        shipShop();
        shop.initialise();
        Instant before = Instant.now().minusSeconds(60);

        Entry entry = up(shop, "1");

        assertThat(products(shop)).containsExactly("1 Tea", "2 Coffee");
        assertThat(entry.key()).isEqualTo(key("1"));
        assertThat(entry.key().description()).isEqualTo("step");
        assertThat(entry.direction()).isEqualTo(Direction.UP);
        assertThat(entry.mode()).isEqualTo(Mode.EXECUTE);
        assertThat(entry.outcome()).isEqualTo(Outcome.SUCCEEDED);
        assertThat(entry.baseline()).isFalse();
        assertThat(entry.by()).isEqualTo(ANNA);
        assertThat(entry.when()).isBetween(before, Instant.now().plusSeconds(60));
        assertThat(entry.took()).isBetween(Duration.ZERO, Duration.ofMinutes(1));
        assertThat(entry.sha256()).contains(find(shop, "1").script().checksum().sha256());
    }

    @Test
    void a_step_gives_back_what_the_history_has() {
        beginShop();
        up(shop, "2");
        Entry undone = down(shop, "2");
        Entry again = record(shop, "2", Direction.UP);

        List<Entry> entries = shop.history().entries();

        assertThat(entries).hasSize(4);
        assertThat(entries.get(2)).isEqualTo(undone);
        assertThat(entries.get(3)).isEqualTo(again);
    }

    @Test
    void a_step_down_is_run_and_recorded() {
        beginShop();
        up(shop, "2");

        Entry entry = down(shop, "2");

        assertThat(products(shop)).containsExactly("1 Tea", "2 Coffee");
        assertThat(entry.direction()).isEqualTo(Direction.DOWN);
        assertThat(entry.mode()).isEqualTo(Mode.EXECUTE);
        assertThat(entry.outcome()).isEqualTo(Outcome.SUCCEEDED);
        assertThat(entry.by()).isEqualTo(ANNA);
        assertThat(current(shop)).isEqualTo("1");
    }

    @Test
    void down_to_base_leaves_the_history_and_nothing_else() {
        beginShop();
        up(shop, "2");
        down(shop, "2");
        down(shop, "1");

        assertThat(tables(shop)).isEmpty();
        assertThat(current(shop)).isEqualTo("base");
        assertThat(events(shop.history())).containsExactly("+1", "+2", "-2", "-1");
    }

    @Test
    void a_stamp_up_records_and_runs_nothing() {
        shipShop();
        shop.initialise();

        Entry entry = record(shop, "1", Direction.UP);

        assertThat(entry.mode()).isEqualTo(Mode.RECORD_ONLY);
        assertThat(entry.sha256()).contains(find(shop, "1").script().checksum().sha256());
        assertThat(shop.history().entries().get(0).mode()).isEqualTo(Mode.RECORD_ONLY);
        assertThat(current(shop)).isEqualTo("1");
        assertThat(tables(shop)).isEmpty();
    }

    @Test
    void a_stamp_down_records_and_runs_nothing() {
        beginShop();

        Entry entry = record(shop, "1", Direction.DOWN);

        assertThat(entry.mode()).isEqualTo(Mode.RECORD_ONLY);
        assertThat(current(shop)).isEqualTo("base");
        assertThat(products(shop)).containsExactly("1 Tea", "2 Coffee");
    }

    @Test
    void an_irreversible_step_can_still_be_stamped_down() {
        ship("1", List.of(dialect().create("products", "name"), tea()), List.of());
        shop.initialise();
        up(shop, "1");

        record(shop, "1", Direction.DOWN);

        assertThat(current(shop)).isEqualTo("base");
        assertThat(tables(shop)).containsExactly("products");
    }

    @Test
    void up_and_down_three_times_is_as_good_as_once() {
        beginShop();
        for (int i = 0; i < 3; i++) {
            up(shop, "2");
            assertThat(products(shop)).containsExactly("1 Tea", "2 Coffee", "3 Cocoa");
            down(shop, "2");
            assertThat(products(shop)).containsExactly("1 Tea", "2 Coffee");
        }
        assertThat(events(shop.history())).containsExactly("+1", "+2", "-2", "+2", "-2", "+2", "-2");
        assertThat(inForce(shop)).containsExactly("1");
    }

    @Test
    void the_history_is_by_rank_and_outlives_the_backend() {
        beginShop();
        up(shop, "2");
        down(shop, "2");
        up(shop, "2");
        History before = shop.history();
        shop.close();

        History after = another("shop").history();

        assertThat(after).isEqualTo(before);
        assertThat(after.entries()).extracting(Entry::rank).isSorted().doesNotHaveDuplicates();
    }

    @Test
    void a_version_below_the_current_one_is_in_force_after_it() {
        ship(
                "1",
                List.of(dialect().create("products", "name")),
                List.of(dialect().drop("products")));
        ship("2", List.of(coffee()), List.of(dialect().delete("products", 2)));
        ship("3", List.of(cocoa()), List.of(dialect().delete("products", 3)));
        shop.initialise();
        up(shop, "1");
        up(shop, "3");
        up(shop, "2");

        assertThat(inForce(shop)).containsExactly("1", "3", "2");
        assertThat(current(shop)).isEqualTo("3");

        down(shop, "2");

        assertThat(inForce(shop)).containsExactly("1", "3");
        assertThat(products(shop)).containsExactly("3 Cocoa");
    }

    @Test
    void a_repeatable_step_runs_as_often_as_asked() {
        beginShop();
        dialect().shipRepeatable(migrations, "stock", List.of(dialect().put("products", 9, "Salt")));

        Entry first = run(shop, repeatable(shop, "stock"), Direction.UP);
        dialect().shipRepeatable(migrations, "stock", List.of(dialect().put("products", 9, "Pepper")));
        Entry second = run(shop, repeatable(shop, "stock"), Direction.UP);

        assertThat(first.key()).isEqualTo(new MigrationKey(Optional.empty(), "stock"));
        assertThat(second.sha256()).isNotEqualTo(first.sha256());
        assertThat(products(shop)).containsExactly("1 Tea", "2 Coffee", "9 Pepper");
        assertThat(inForce(shop)).containsExactly("1", "stock");
        assertThat(current(shop)).isEqualTo("1");
    }

    @Test
    void a_step_down_puts_later_repeatable_steps_in_doubt() {
        beginShop();
        dialect().shipRepeatable(migrations, "early", List.of(dialect().put("products", 8, "Salt")));
        dialect().shipRepeatable(migrations, "late", List.of(dialect().put("products", 9, "Pepper")));
        run(shop, repeatable(shop, "early"), Direction.UP);
        up(shop, "2");
        run(shop, repeatable(shop, "late"), Direction.UP);

        Entry undone = down(shop, "2");

        assertThat(undone.key()).isEqualTo(key("2"));
        assertThat(inForce(shop)).containsExactly("1", "early");
        assertThat(timeline().waiting()).extracting(m -> m.key().description()).containsExactly("step", "late");
        assertThat(products(shop)).contains("9 Pepper");

        up(shop, "2");
        run(shop, repeatable(shop, "late"), Direction.UP);

        assertThat(inForce(shop)).containsExactly("1", "early", "2", "late");
    }

    @Test
    void a_repeatable_step_in_doubt_stays_so_through_a_second_step_down() {
        beginShop();
        up(shop, "2");
        dialect().shipRepeatable(migrations, "stock", List.of(dialect().put("products", 9, "Salt")));
        run(shop, repeatable(shop, "stock"), Direction.UP);

        down(shop, "2");
        down(shop, "1");

        assertThat(inForce(shop)).isEmpty();
        assertThat(timeline().waiting()).hasSize(3);
    }

    @Test
    void a_failed_step_down_puts_nothing_in_doubt() {
        beginShop();
        ship("2", List.of(cocoa()), List.of(dialect().nonsense()));
        up(shop, "2");
        dialect().shipRepeatable(migrations, "stock", List.of(dialect().put("products", 9, "Salt")));
        run(shop, repeatable(shop, "stock"), Direction.UP);

        refusal(StepFailed.class, () -> down(shop, "2"));

        assertThat(inForce(shop)).containsExactly("1", "2", "stock");
    }

    @Test
    void what_is_available_is_read_anew() {
        assertThat(shop.available().isEmpty()).isTrue();
        shipShop();
        assertThat(shop.available().stream()).extracting(Object::toString).containsExactly("1 (step)", "2 (step)");
        assertThat(find(shop, "1").reversible()).isTrue();
    }

    final Timeline timeline() {
        return Timeline.of(shop.available(), shop.history(), LockFile.empty());
    }
}
