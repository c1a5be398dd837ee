package dbmanager.backend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dbmanager.migration.Direction;
import dbmanager.migration.History.Entry;
import dbmanager.migration.History.Outcome;
import dbmanager.migration.Repair;
import dbmanager.migration.State;
import dbmanager.migration.Timeline;
import dbmanager.problem.Problem;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a backend promises about steps that fail or do not prove true, and about corrections of the history. */
abstract class RepairContract extends VersionContract {
    @Test
    void a_failed_step_leaves_neither_change_nor_record() {
        assumeTrue(isTransactional());
        beginShop();
        ship("2", List.of(cocoa(), dialect().nonsense()), List.of());

        StepFailed failure = refusal(StepFailed.class, () -> up(shop, "2"));

        assertThat(failure.kind()).isEqualTo(Problem.Kind.FAILED);
        assertThat(failure.migration()).isEqualTo(key("2"));
        assertThat(failure).hasMessageContaining("V2__step").hasMessageStartingWith("migration 2");
        assertThat(failure.state()).contains(StepFailed.rolledBack());
        assertThat(products(shop)).containsExactly("1 Tea", "2 Coffee");
        assertThat(events(shop.history())).containsExactly("+1");
    }

    @Test
    void a_step_that_makes_a_table_and_fails_leaves_no_table() {
        assumeTrue(isTransactional());
        ship("1", List.of(dialect().create("products", "name"), tea(), dialect().nonsense()), List.of());
        shop.initialise();

        refusal(StepFailed.class, () -> up(shop, "1"));

        assertThat(tables(shop)).isEmpty();
        assertThat(shop.history().entries()).isEmpty();
    }

    @Test
    void a_failed_step_without_a_transaction_is_recorded_until_it_is_forgotten() {
        assumeFalse(isTransactional());
        beginShop();
        ship("2", List.of(cocoa(), dialect().nonsense()), List.of());

        StepFailed failure = refusal(StepFailed.class, () -> up(shop, "2"));

        assertThat(failure.state()).isPresent();
        assertThat(shop.history().unfinished()).extracting(Entry::key).containsExactly(key("2"));
        assertThat(shop.history().unfinished()).extracting(Entry::outcome).containsExactly(Outcome.FAILED);
        assertThat(current(shop)).isEqualTo("1");

        ship("2", List.of(cocoa()), List.of()); // what could be gone on with is not forgotten before it is edited
        repairAll();

        assertThat(shop.history().unfinished()).isEmpty();
        assertThat(inForce(shop)).containsExactly("1");
    }

    @Test
    void a_corrected_step_runs_after_its_failure() {
        beginShop();
        ship("2", List.of(dialect().nonsense()), List.of());
        refusal(StepFailed.class, () -> up(shop, "2"));
        ship("2", List.of(cocoa()), List.of());
        repairAll();

        up(shop, "2");

        assertThat(products(shop)).containsExactly("1 Tea", "2 Coffee", "3 Cocoa");
        assertThat(inForce(shop)).containsExactly("1", "2");
    }

    @Test
    void a_failed_step_down_leaves_the_step_in_force() {
        beginShop();
        ship(
                "2",
                List.of(cocoa()),
                List.of(dialect().delete("products", 3), dialect().nonsense()));
        up(shop, "2");

        StepFailed failure = refusal(StepFailed.class, () -> down(shop, "2"));

        assertThat(failure).hasMessageStartingWith("rollback of migration 2");
        assertThat(inForce(shop)).containsExactly("1", "2");
        if (isTransactional()) {
            assertThat(products(shop)).contains("3 Cocoa");
            assertThat(events(shop.history())).containsExactly("+1", "+2");
        }
    }

    @Test
    void a_verify_script_without_rows_lets_the_step_pass() {
        beginShop();
        dialect()
                .ship(
                        migrations,
                        "2",
                        List.of(cocoa()),
                        List.of(),
                        List.of(dialect().find("products", 4)));

        up(shop, "2");

        assertThat(inForce(shop)).containsExactly("1", "2");
    }

    @Test
    void a_row_of_a_verify_script_fails_the_step() {
        beginShop();
        dialect()
                .ship(
                        migrations,
                        "2",
                        List.of(cocoa()),
                        List.of(),
                        List.of(dialect().find("products", 4), dialect().find("products", 3)));

        StepFailed failure = refusal(StepFailed.class, () -> up(shop, "2"));

        assertThat(failure)
                .hasMessageContaining("2__step")
                .hasMessageContaining(dialect().shown("products", 3, "Cocoa"));
        assertThat(inForce(shop)).containsExactly("1");
        if (isTransactional()) {
            assertThat(products(shop)).containsExactly("1 Tea", "2 Coffee");
        }
    }

    @Test
    void a_verify_script_is_not_asked_on_the_way_down() {
        dialect()
                .ship(
                        migrations,
                        "1",
                        List.of(dialect().create("products", "name")),
                        List.of(dialect().drop("products")),
                        List.of(dialect().find("products", 1)));
        shop.initialise();
        up(shop, "1");

        down(shop, "1");

        assertThat(tables(shop)).isEmpty();
    }

    @Test
    void a_changed_text_is_accepted_by_repair() {
        beginShop();
        ship(
                "1",
                List.of(dialect().create("products", "name"), tea()),
                List.of(dialect().drop("products")));
        assertThat(timeline().in(State.CHANGED))
                .extracting(Timeline.Moment::key)
                .containsExactly(key("1"));

        repairAll();

        assertThat(timeline().in(State.APPLIED))
                .extracting(Timeline.Moment::key)
                .containsExactly(key("1"));
        assertThat(inForce(shop)).containsExactly("1");
        assertThat(products(shop)).containsExactly("1 Tea", "2 Coffee");
    }

    @Test
    void a_missing_migration_is_marked_deleted_by_repair() {
        beginShop();
        up(shop, "2");
        dialect().ship(migrations, "2", List.of(), List.of(), List.of());
        assertThat(timeline().in(State.MISSING))
                .extracting(Timeline.Moment::key)
                .containsExactly(key("2"));

        repairAll();

        assertThat(timeline().blocking()).isEmpty();
        assertThat(inForce(shop)).containsExactly("1");
        assertThat(shop.history().entries().get(1).key()).isEqualTo(key("2"));
        assertThat(products(shop)).contains("3 Cocoa");
    }

    @Test
    void a_missing_repeatable_migration_is_marked_deleted_by_repair() {
        beginShop();
        dialect().shipRepeatable(migrations, "stock", List.of(dialect().put("products", 9, "Salt")));
        run(shop, repeatable(shop, "stock"), Direction.UP);
        dialect().shipRepeatable(migrations, "stock", List.of());

        repairAll();

        assertThat(timeline().blocking()).isEmpty();
        assertThat(inForce(shop)).containsExactly("1");
    }

    private void repairAll() {
        Repair.of(timeline()).forEach(repair -> shop.repair(repair, ANNA));
    }
}
