package dbmanager.migration;

import static dbmanager.migration.Story.shipping;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Random;
import org.junit.jupiter.api.Test;

/** What every plan has in common: what stands in its way, and that it ends where it was sent. */
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
