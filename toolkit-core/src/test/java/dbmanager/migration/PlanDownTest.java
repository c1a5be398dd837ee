package dbmanager.migration;

import static dbmanager.migration.Story.shipping;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import org.junit.jupiter.api.Test;

/** The way down: to a version that stays, by so many steps, or to base. */
class PlanDownTest {
    @Test
    void base_undoes_newest_first() {
        assertThat(shipping("1", "2", "3").applied("1", "2", "3").down("base")).containsExactly("-3", "-2", "-1");
        assertThat(shipping("1").down("base")).isEmpty();
    }

    @Test
    void the_way_down_ends_at_the_target_which_stays() {
        Story story = shipping("1", "2", "3").applied("1", "2", "3");
        assertThat(story.down("1")).containsExactly("-3", "-2");
        assertThat(story.down("3")).isEmpty();
        assertThat(story.down("-1")).containsExactly("-3");
        assertThat(story.down("-3")).containsExactly("-3", "-2", "-1");
        assertThatThrownBy(() -> story.down("-4"))
                .isInstanceOf(UnreachableTarget.class)
                .hasMessageContaining("3 applied");
    }

    @Test
    void down_does_not_go_up() {
        for (String target : new String[] {"2", "latest", "+1"}) {
            UnreachableTarget refused = catchThrowableOfType(
                    UnreachableTarget.class,
                    () -> shipping("1", "2").applied("1").down(target));
            assertThat(refused.next()).contains("migrate " + target);
        }
        assertThatThrownBy(() -> shipping("1").applied("1").down("7")).isInstanceOf(UnreachableTarget.class);
    }

    @Test
    void an_interrupted_step_is_the_first_to_be_taken_back_even_without_an_undo() {
        Story story = shipping("1").irreversible("2").applied("1").interrupted("2");
        assertThat(story.down("-1")).containsExactly("-2");
        assertThat(story.down("1")).containsExactly("-2");
        assertThat(story.down("base")).containsExactly("-2", "-1");
        assertThat(story.then(Plan.down(Target.parse("-1"), story.timeline())).states())
                .containsExactly("1 APPLIED", "2 PENDING");
    }

    @Test
    void half_way_down_there_is_only_one_way() {
        Story story = shipping("1", "2", "3").applied("1", "2").undoInterrupted("2");
        assertThat(story.down("-1")).containsExactly("-2");
        assertThat(story.down("base")).containsExactly("-2", "-1");
        for (String target : new String[] {"latest", "+1"}) {
            BlockedTimeline refused = catchThrowableOfType(BlockedTimeline.class, () -> story.up(target));
            assertThat(refused.next()).contains("db-manager rollback");
        }
        assertThatThrownBy(() -> story.only("3")).isInstanceOf(BlockedTimeline.class);
    }

    @Test
    void what_was_applied_last_is_undone_first_whatever_its_version() {
        Story story = shipping("1", "2", "3").applied("1", "3", "2");
        assertThat(story.down("-1")).containsExactly("-2");
        assertThat(story.down("3")).containsExactly("-2");
        assertThat(story.down("1")).containsExactly("-2", "-3");
        assertThat(story.down("base")).containsExactly("-2", "-3", "-1");
        assertThat(story.down("2")).isEmpty();
    }

    @Test
    void what_was_applied_again_counts_from_then() {
        Story story =
                shipping("1", "2", "3").applied("1", "2", "3").undone("3", "2").applied("2");
        assertThat(story.down("base")).containsExactly("-2", "-1");
        assertThat(story.up("latest")).containsExactly("+3");
    }

    @Test
    void repeatable_ones_are_never_undone() {
        assertThat(shipping("1", "view").applied("1", "view").down("base")).containsExactly("-1");
        assertThat(shipping("1", "view").applied("1", "view").down("-1")).containsExactly("-1");
    }

    @Test
    void one_step_without_undo_refuses_all() {
        Story story = shipping("1", "3").irreversible("2").applied("1", "2", "3");
        Irreversible refused = catchThrowableOfType(Irreversible.class, () -> story.down("base"));
        assertThat(refused).hasMessageContaining("migration 2").hasMessageContaining("one of 3");
        assertThat(refused.next()).contains("undo/U2__step.sql");
        assertThat(story.down("2")).containsExactly("-3");
    }

    @Test
    void there_is_nothing_before_the_baseline() {
        Story story = shipping("1", "2", "3", "4").baseline("2").applied("3", "4");
        assertThat(story.down("2")).containsExactly("-4", "-3");
        assertThat(story.down("base")).containsExactly("-4", "-3");
        assertThatThrownBy(() -> story.down("-3")).isInstanceOf(Irreversible.class);
        assertThatThrownBy(() -> story.down("1"))
                .isInstanceOf(Irreversible.class)
                .hasMessageContaining("2 (step) is the baseline");
    }
}
