package dbmanager.migration;

import static dbmanager.migration.Story.shipping;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import org.junit.jupiter.api.Test;

/** The way up: to the newest version, to a named one, or so many steps. */
class PlanUpTest {
    @Test
    void latest_is_everything_in_order() {
        assertThat(shipping("10", "9", "2", "2.1").up("latest")).containsExactly("+2", "+2.1", "+9", "+10");
        assertThat(shipping("1", "2", "3").applied("1").up("head")).containsExactly("+2", "+3");
        assertThat(shipping("1", "2").applied("1", "2").up("latest")).isEmpty();
        assertThat(shipping().up("latest")).isEmpty();
    }

    @Test
    void a_version_is_where_the_way_up_ends() {
        assertThat(shipping("1", "2", "3").up("2")).containsExactly("+1", "+2");
        assertThat(shipping("1", "2", "3").applied("1", "2").up("2")).isEmpty();
        assertThat(shipping("1", "2", "3").up("2.0")).containsExactly("+1", "+2");
    }

    @Test
    void so_many_steps_up() {
        assertThat(shipping("1", "2", "3").up("+1")).containsExactly("+1");
        assertThat(shipping("1", "2", "3").applied("1").up("+2")).containsExactly("+2", "+3");
        assertThatThrownBy(() -> shipping("1", "2", "3").applied("1").up("+3"))
                .isInstanceOf(UnreachableTarget.class)
                .hasMessageContaining("+3")
                .hasMessageContaining("2 pending");
    }

    @Test
    void the_beginning_of_one_version_is_enough() {
        Story story = shipping("20260801120000", "20260802120000", "20261121093000");
        assertThat(story.up("20260801")).containsExactly("+20260801120000");
        assertThat(story.up("202611")).hasSize(3);
        assertThatThrownBy(() -> story.up("202608"))
                .isInstanceOf(UnreachableTarget.class)
                .hasMessageContaining("2 versions");
        assertThatThrownBy(() -> story.up("2027"))
                .isInstanceOf(UnreachableTarget.class)
                .hasMessageContaining("2027");
    }

    @Test
    void a_whole_version_wins_over_a_beginning() {
        assertThat(shipping("1", "10", "11").up("1")).containsExactly("+1");
        assertThat(shipping("1", "1.1", "1.2").up("1")).containsExactly("+1");
        assertThat(shipping("1", "10", "100").applied("1", "10", "100").down("10"))
                .containsExactly("-100");
    }

    @Test
    void an_interrupted_step_goes_on_before_what_follows_it() {
        Story story = shipping("1", "2", "3").applied("1").interrupted("2");
        assertThat(story.up("latest")).containsExactly("+2", "+3");
        assertThat(story.up("+1")).containsExactly("+2");
        assertThat(story.only("2")).containsExactly("+2");
        assertThat(story.then(Plan.up(new Target.Latest(), story.timeline(), Plan.Order.STRICT))
                        .states())
                .containsExactly("1 APPLIED", "2 APPLIED", "3 APPLIED");
    }

    @Test
    void up_does_not_go_down() {
        for (String target : new String[] {"1", "base", "-1"}) {
            UnreachableTarget refused = catchThrowableOfType(
                    UnreachableTarget.class,
                    () -> shipping("1", "2").applied("1", "2").up(target));
            assertThat(refused.next()).contains("rollback " + target);
        }
    }

    @Test
    void repeatable_ones_wait_until_the_newest_version_is_in() {
        Story story = shipping("1", "2", "view", "index");
        assertThat(story.up("1")).containsExactly("+1");
        assertThat(story.up("+1")).containsExactly("+1");
        assertThat(story.up("2")).containsExactly("+1", "+2", "+index", "+view");
        assertThat(story.up("latest")).containsExactly("+1", "+2", "+index", "+view");
        assertThat(story.applied("1", "2").up("2")).containsExactly("+index", "+view");
    }

    @Test
    void a_repeatable_one_runs_again_when_its_text_changed() {
        Story story = shipping("1", "view").applied("1", "view");
        assertThat(story.up("latest")).isEmpty();
        assertThat(story.edited("view").up("latest")).containsExactly("+view");
        assertThat(story.ships("2").up("latest")).containsExactly("+2", "+view");
        assertThat(story.ships("3").up("2")).containsExactly("+2");
    }

    @Test
    void a_rollback_makes_later_repeatable_ones_run_again() {
        Story story = shipping("1", "2", "early", "late").applied("1", "early", "2", "late");
        story.then(Plan.down(Target.parse("-1"), story.timeline()));
        assertThat(story.up("latest")).containsExactly("+2", "+late");
        assertThat(story.up("1")).isEmpty();
    }

    @Test
    void an_older_version_that_waits_stops_the_way_up() {
        Story story = shipping("1", "2", "3", "4").applied("1", "3");
        assertThatThrownBy(() -> story.up("latest"))
                .isInstanceOf(OutOfOrder.class)
                .hasMessageContaining("migration 2")
                .hasMessageContaining("newer 3");
        assertThatThrownBy(() -> story.up("2")).isInstanceOf(OutOfOrder.class);
        assertThatThrownBy(() -> story.up("3")).isInstanceOf(OutOfOrder.class);
        assertThatThrownBy(() -> story.up("+1")).isInstanceOf(OutOfOrder.class);
    }

    @Test
    void with_leave_an_older_version_goes_first() {
        Story story = shipping("1", "2", "3", "4", "view").applied("1", "3");
        assertThat(story.upInAnyOrder("latest")).containsExactly("+2", "+4", "+view");
        assertThat(story.upInAnyOrder("2")).containsExactly("+2");
        assertThat(story.upInAnyOrder("3")).containsExactly("+2");
        assertThat(story.upInAnyOrder("+1")).containsExactly("+2");
    }

    @Test
    void below_the_baseline_nothing_waits() {
        Story story = shipping("1", "2", "3", "4").baseline("2");
        assertThat(story.up("latest")).containsExactly("+3", "+4");
        assertThat(story.up("2")).isEmpty();
        assertThatThrownBy(() -> story.up("1")).isInstanceOf(UnreachableTarget.class);
        assertThat(shipping("3").baseline("2").up("latest")).containsExactly("+3");
    }

    @Test
    void one_alone_is_the_next_in_line() {
        Story story = shipping("1", "2", "3").applied("1");
        assertThat(story.only("2")).containsExactly("+2");
        assertThat(story.only("1")).isEmpty();
        assertThatThrownBy(() -> story.only("3"))
                .isInstanceOf(OutOfOrder.class)
                .hasMessageContaining("2 (step) comes before it");
        assertThat(story.onlyInAnyOrder("3")).containsExactly("+3");
    }

    @Test
    void one_alone_below_the_current_needs_leave() {
        Story story = shipping("1", "2", "3").applied("1", "3");
        assertThatThrownBy(() -> story.only("2")).isInstanceOf(OutOfOrder.class);
        assertThat(story.onlyInAnyOrder("2")).containsExactly("+2");
    }

    @Test
    void a_repeatable_one_alone_runs_whenever_asked() {
        assertThat(shipping("1", "view").applied("1", "view").only("view")).containsExactly("+view");
        assertThat(shipping("1", "view").only("view")).containsExactly("+view");
    }

    @Test
    void one_alone_at_the_baseline_is_there_already() {
        assertThat(shipping("1", "2").baseline("2").only("1")).isEmpty();
    }
}
