package dbmanager.migration;

import static dbmanager.migration.Story.shipping;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.Random;
import org.junit.jupiter.api.Test;

class PlanTest {
    @Test
    void a_way_on_paper_begins_at_a_version_of_the_files() {
        Story story = shipping("1", "2", "3", "view");
        assertThat(story.supposing("2").up("latest")).containsExactly("+3", "+view");
        assertThat(story.supposing("base").up("1")).containsExactly("+1");
        assertThat(story.supposing("latest").down("1")).containsExactly("-3", "-2");
        assertThat(story.supposing("2").up("+1")).containsExactly("+3", "+view");
        assertThatThrownBy(() -> story.supposing("4")).isInstanceOf(UnreachableTarget.class);
        assertThatThrownBy(() ->
                        shipping("1", "2").sealed().edited("1").supposing("1").up("2"))
                .isInstanceOf(BlockedTimeline.class);
    }

    // up

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
    void nothing_is_stamped_over_an_interrupted_step() {
        assertThatThrownBy(() -> shipping("1", "2").interrupted("1").stamp("latest"))
                .isInstanceOf(BlockedTimeline.class);
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

    // down

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

    // what stands in the way

    @Test
    void a_changed_file_stops_every_plan() {
        assertStopped(shipping("1", "2").applied("1").edited("1"), "1 (step) is CHANGED");
    }

    @Test
    void a_changed_undo_script_stops_every_plan() {
        assertStopped(shipping("1", "2").applied("1").sealed().undoEdited("1"), "undo/U1__step.sql differs");
    }

    @Test
    void a_sealed_file_that_changed_stops_every_plan_also_where_it_never_ran() {
        assertStopped(shipping("1", "2").sealed().edited("2"), "V2__step.sql differs");
    }

    @Test
    void a_missing_file_stops_every_plan() {
        assertStopped(shipping("1", "2").applied("1", "2").removed("1"), "1 (step) is MISSING");
    }

    @Test
    void a_failed_step_stops_every_plan() {
        assertStopped(shipping("1", "2").applied("1").failed("2"), "2 (step) is FAILED");
        assertStopped(shipping("1", "2").begun("1"), "1 (step) is FAILED");
        assertStopped(shipping("1", "view").applied("1").failed("view"), "R (view) is FAILED");
    }

    private static void assertStopped(Story story, String why) {
        Timeline timeline = story.timeline();
        assertThatThrownBy(() -> story.up("latest"))
                .isInstanceOf(BlockedTimeline.class)
                .hasMessageContaining(why);
        assertThatThrownBy(() -> story.upInAnyOrder("latest")).isInstanceOf(BlockedTimeline.class);
        assertThatThrownBy(() -> story.down("base")).isInstanceOf(BlockedTimeline.class);
        assertThatThrownBy(() -> story.stamp("latest")).isInstanceOf(BlockedTimeline.class);
        Migration any = timeline.moments().stream()
                .flatMap(m -> m.shipped().stream())
                .findFirst()
                .orElseThrow();
        assertThatThrownBy(() -> Plan.only(any, timeline, Plan.Order.STRICT)).isInstanceOf(BlockedTimeline.class);
    }

    // stamp

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

    // one alone

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

    // round trips

    @Test
    void up_down_up_three_times() {
        Story story = shipping("1", "2", "3", "view");
        for (int i = 0; i < 3; i++) {
            story.then(Plan.up(Target.parse("latest"), story.timeline(), Plan.Order.STRICT));
            assertThat(story.up("latest")).isEmpty();
            story.then(Plan.down(Target.parse("base"), story.timeline()));
            assertThat(story.down("base")).isEmpty();
            assertThat(story.timeline().current()).isEmpty();
        }
        assertThat(story.up("latest")).containsExactly("+1", "+2", "+3", "+view");
    }

    @Test
    void every_journey_ends_where_it_was_sent() {
        for (int seed = 0; seed < 300; seed++) {
            Random dice = new Random(seed);
            Story story = shipping("1", "3", "5", "view");
            for (int leg = 0; leg < 12; leg++) {
                travel(story, dice, "seed " + seed + ", leg " + leg);
            }
        }
    }

    private static void travel(Story story, Random dice, String where) {
        String version = String.valueOf(1 + dice.nextInt(6));
        Target target = Target.parse(version);
        switch (dice.nextInt(4)) {
            case 0 -> story.ships(version);
            case 1 -> {
                story.then(Plan.up(Target.parse("latest"), story.timeline(), Plan.Order.OUT_OF_ORDER));
                assertThat(story.timeline().waiting()).as(where).isEmpty();
            }
            case 2 -> {
                if (story.history().inForce(Story.key(version)).isPresent()) {
                    story.then(Plan.down(target, story.timeline()));
                    assertThat(newest(story)).as(where).isEqualTo(version);
                }
            }
            default -> {
                if (story.timeline().find(Story.key(version)).isPresent()) {
                    story.then(Plan.stamp(target, story.timeline()));
                    story.then(Plan.stamp(target, story.timeline()));
                    assertThat(story.stamp(version)).as(where).isEmpty();
                    assertThat(story.timeline().current()).as(where).hasToString("Optional[" + version + "]");
                }
            }
        }
    }

    private static String newest(Story story) {
        return story.history().inForce().stream()
                .flatMap(entry -> entry.key().version().stream())
                .reduce((older, newer) -> newer)
                .map(Version::toString)
                .orElse("base");
    }
}
