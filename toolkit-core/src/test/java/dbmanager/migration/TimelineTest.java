package dbmanager.migration;

import static dbmanager.migration.Story.shipping;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class TimelineTest {
    @Test
    void what_is_shipped_waits_until_it_is_applied() {
        assertThat(shipping("1", "2", "view").applied("1").states())
                .containsExactly("1 APPLIED", "2 PENDING", "view PENDING");
        assertThat(shipping("1", "view").applied("1", "view").states()).containsExactly("1 APPLIED", "view APPLIED");
        assertThat(shipping("1").stamped("1").states()).containsExactly("1 APPLIED");
        assertThat(shipping("1").applied("1").undone("1").states()).containsExactly("1 PENDING");
    }

    @Test
    void what_is_applied_and_not_shipped_is_missing() {
        assertThat(shipping("1").applied("1", "2", "view").states())
                .containsExactly("1 APPLIED", "2 MISSING", "view MISSING");
        assertThat(shipping("1").applied("1", "2").undone("2").states()).containsExactly("1 APPLIED");
    }

    @Test
    void what_is_left_of_a_missing_migration_is_named() {
        Story story = shipping("1", "2", "3").applied("1", "2").removedExceptUndo("2");
        assertThat(story.states()).containsExactly("1 APPLIED", "2 MISSING", "3 PENDING");
        assertThat(reason(story, "2")).endsWith("and the folder has no file for it, only undo/U2__step.sql");
        assertThat(story.undone("2").states()).containsExactly("1 APPLIED", "3 PENDING");
    }

    @Test
    void what_is_left_of_a_migration_that_the_database_never_had_is_refused() {
        Story story = shipping("1", "2").applied("1").removedExceptUndo("2");
        assertThatThrownBy(story::timeline).isInstanceOf(OrphanScript.class).hasMessageContaining("undo");
    }

    @Test
    void a_text_that_is_not_the_applied_one_is_changed() {
        assertThat(shipping("1", "2").applied("1", "2").edited("1").states()).containsExactly("1 CHANGED", "2 APPLIED");
        assertThat(shipping("1").applied("1").undone("1").edited("1").states()).containsExactly("1 PENDING");
        assertThat(shipping("1")
                        .applied("1")
                        .undone("1")
                        .edited("1")
                        .applied("1")
                        .states())
                .containsExactly("1 APPLIED");
    }

    @Test
    void a_repeatable_one_with_another_text_waits() {
        Story story = shipping("1", "view").applied("1", "view").edited("view");
        assertThat(story.states()).containsExactly("1 APPLIED", "view PENDING");
        assertThat(reason(story, "view")).isEqualTo("its text changed");
        assertThat(story.sealed().edited("view").states()).contains("view PENDING");
    }

    @Test
    void a_sealed_text_is_changed_also_where_it_never_ran() {
        Story story = shipping("1", "2").applied("1").sealed().edited("2");
        assertThat(story.states()).containsExactly("1 APPLIED", "2 CHANGED");
        assertThat(reason(story, "2")).isEqualTo("V2__step.sql differs from migrations.lock");
    }

    @Test
    void a_changed_undo_script_makes_its_migration_changed() {
        Story story = shipping("1").applied("1").sealed().undoEdited("1");
        assertThat(story.states()).containsExactly("1 CHANGED");
        assertThat(reason(story, "1")).isEqualTo("undo/U1__step.sql differs from migrations.lock");
        assertThat(shipping("1").applied("1").undoEdited("1").states())
                .as("not sealed, so nothing is known")
                .containsExactly("1 APPLIED");
    }

    @Test
    void an_undo_script_may_be_added_later() {
        assertThat(new Story()
                        .irreversible("1")
                        .applied("1")
                        .sealed()
                        .ships("1")
                        .states())
                .containsExactly("1 APPLIED");
    }

    @Test
    void what_did_not_end_well_has_failed() {
        assertThat(shipping("1", "2").applied("1").begun("2").states()).containsExactly("1 APPLIED", "2 FAILED");
        assertThat(shipping("1", "2").applied("1").failed("2").states()).containsExactly("1 APPLIED", "2 FAILED");
        assertThat(shipping("1").applied("1").failedToUndo("1").states()).containsExactly("1 FAILED");
        assertThat(shipping("1").failed("1").edited("1").states()).containsExactly("1 FAILED");
        assertThat(shipping("1").failed("1").applied("1").states()).containsExactly("1 APPLIED");
    }

    @Test
    void what_failed_and_is_not_shipped_has_one_moment() {
        assertThat(shipping("1").applied("1", "2").failedToUndo("2").states()).containsExactly("1 APPLIED", "2 FAILED");
        assertThat(new Story().failed("1").states()).containsExactly("1 FAILED");
    }

    @Test
    void older_than_the_current_one_is_out_of_order() {
        Story story = shipping("1", "2", "3", "4").applied("1", "3");
        assertThat(story.states()).containsExactly("1 APPLIED", "2 OUT_OF_ORDER", "3 APPLIED", "4 PENDING");
        assertThat(reason(story, "2")).isEqualTo("not applied, but 3 is");
        assertThat(story.undone("3").states()).containsExactly("1 APPLIED", "2 PENDING", "3 PENDING", "4 PENDING");
    }

    @Test
    void at_and_below_the_baseline_everything_counts_as_there() {
        assertThat(shipping("1", "2", "3").baseline("2").states())
                .containsExactly("1 BASELINE", "2 BASELINE", "3 PENDING");
        assertThat(shipping("1", "3").baseline("2").applied("3").states())
                .containsExactly("1 BASELINE", "2 BASELINE", "3 APPLIED");
        assertThat(shipping("1", "2").baseline("2").edited("2").states()).containsExactly("1 BASELINE", "2 BASELINE");
    }

    @Test
    void waiting_and_blocking_are_in_order() {
        Story story = shipping("5", "2", "view", "9").applied("1", "5").failed("9");
        assertThat(names(story.timeline().waiting().toList())).containsExactly("2", "view");
        assertThat(names(story.timeline().blocking().toList())).containsExactly("1", "9");
    }

    @Test
    void one_line_has_one_head_and_two_branches_have_two() {
        assertThat(names(shipping("1", "2", "view").timeline().heads())).containsExactly("2");
        assertThat(names(shipping("1", "2", "3").applied("1", "3").timeline().heads()))
                .containsExactly("3", "2");
        assertThat(names(shipping("1", "2", "3", "4", "5")
                        .applied("1", "4")
                        .timeline()
                        .heads()))
                .containsExactly("5", "3");
        assertThat(new Story().timeline().heads()).isEmpty();
        assertThat(names(shipping("view").timeline().heads())).isEmpty();
    }

    @Test
    void what_can_go_on_is_interrupted_and_not_failed() {
        Story story = shipping("1", "2", "3").applied("1").interrupted("2");
        assertThat(story.states()).containsExactly("1 APPLIED", "2 INTERRUPTED", "3 PENDING");
        assertThat(reason(story, "2")).contains("db-manager migrate");
        Story down = shipping("1", "2").applied("1", "2").undoInterrupted("2");
        assertThat(down.states()).containsExactly("1 APPLIED", "2 INTERRUPTED");
        assertThat(reason(down, "2")).contains("db-manager rollback");
    }

    @Test
    void what_was_edited_after_it_began_cannot_go_on() {
        Story story = shipping("1").interrupted("1").edited("1");
        assertThat(story.states()).containsExactly("1 FAILED");
        assertThat(reason(story, "1")).contains("V1__step.sql was edited since");
    }

    @Test
    void one_description_under_two_versions_is_two_migrations() {
        assertThat(shipping("1", "2").applied("1").states()).containsExactly("1 APPLIED", "2 PENDING");
    }

    private static String reason(Story story, String name) {
        return story.timeline().find(Story.key(name)).orElseThrow().reason();
    }

    private static List<String> names(List<Timeline.Moment> moments) {
        return moments.stream().map(m -> Story.name(m.key())).toList();
    }
}
