package dbmanager.migration;

import static dbmanager.migration.Story.shipping;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

/** What is recorded without being run. */
class PlanStampTest {
    @Test
    void a_stamp_writes_down_what_waits_and_no_repeatable_one() {
        Story story = shipping("1", "2", "3", "view");
        assertThat(story.stamp("latest")).containsExactly("+1", "+2", "+3");
        assertThat(story.stamp("2")).containsExactly("+1", "+2");
        assertThat(story.stamp("+1")).containsExactly("+1");
        assertThat(story.applied("1").stamp("+2")).containsExactly("+2", "+3");
        assertThatThrownBy(() -> story.stamp("+3")).isInstanceOf(UnreachableTarget.class);
    }

    @Test
    void a_stamp_goes_back_also_over_what_cannot_be_undone() {
        Story story = shipping("1").irreversible("2", "3").applied("1", "2", "3");
        assertThat(story.stamp("1")).containsExactly("-3", "-2");
        assertThat(story.stamp("-1")).containsExactly("-3");
        assertThat(story.stamp("base")).containsExactly("-3", "-2", "-1");
        assertThat(story.stamp("3")).isEmpty();
        assertThatThrownBy(() -> story.stamp("-4")).isInstanceOf(UnreachableTarget.class);
    }

    @Test
    void a_stamp_takes_older_ones_along() {
        assertThat(shipping("1", "2", "3").applied("1", "3").stamp("latest")).containsExactly("+2");
        assertThat(shipping("1", "2", "3").applied("1", "3").stamp("3")).containsExactly("+2");
    }

    @Test
    void a_stamp_between_what_is_applied_and_what_waits_goes_down_and_then_up() {
        Story story = shipping("1", "2", "3").applied("1", "3");
        assertThat(story.stamp("2")).containsExactly("-3");
        assertThat(story.undone("3").stamp("2")).containsExactly("+2");
        assertThat(story.applied("2").stamp("2")).isEmpty();
    }

    @Test
    void a_stamp_of_single_versions_leaves_the_others_alone() {
        Story story = shipping("1", "2", "3", "view").applied("1");
        assertThat(story.stampOnly(Direction.UP, "3")).containsExactly("+3");
        assertThat(story.stampOnly(Direction.UP, "3", "2")).containsExactly("+2", "+3");
        assertThat(story.stampOnly(Direction.UP, "1")).isEmpty();
        assertThat(story.stampOnly(Direction.DOWN, "1")).containsExactly("-1");
        assertThat(story.stampOnly(Direction.DOWN, "2")).isEmpty();
        assertThat(story.applied("2", "3").stampOnly(Direction.DOWN, "2")).containsExactly("-2");
        assertThatThrownBy(() -> story.stampOnly(Direction.UP, "4")).isInstanceOf(UnreachableTarget.class);
    }

    @Test
    void a_stamp_does_not_go_below_the_baseline() {
        Story story = shipping("1", "2", "3").baseline("2").applied("3");
        assertThat(story.stamp("base")).containsExactly("-3");
        assertThat(story.stamp("2")).containsExactly("-3");
        assertThatThrownBy(() -> story.stamp("1")).isInstanceOf(Irreversible.class);
        assertThatThrownBy(() -> story.stamp("-2")).isInstanceOf(Irreversible.class);
    }

    @Test
    void nothing_is_stamped_over_an_interrupted_step() {
        assertThatThrownBy(() -> shipping("1", "2").interrupted("1").stamp("latest"))
                .isInstanceOf(BlockedTimeline.class);
    }
}
