package dbmanager.migration;

import static dbmanager.migration.Story.shipping;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RepairTest {
    @Test
    void a_whole_timeline_needs_none() {
        assertThat(shipping("1", "2", "3", "view").applied("1", "3").repairs()).isEmpty();
    }

    @Test
    void a_failure_is_forgotten() {
        assertThat(shipping("1").failed("1").repairs())
                .containsExactly("forget that 1 (step) failed; it is pending again");
        assertThat(shipping("1").begun("1").repairs()).hasSize(1);
    }

    @Test
    void a_failed_rollback_is_forgotten_and_the_step_is_applied_as_before() {
        assertThat(shipping("1").applied("1").failedToUndo("1").repairs())
                .containsExactly("forget that the rollback of 1 (step) failed; it is applied again");
    }

    @Test
    void a_changed_text_is_accepted() {
        assertThat(shipping("1").applied("1").edited("1").repairs())
                .containsExactly("accept the text that V1__step.sql has now");
    }

    @Test
    void a_changed_undo_script_needs_the_lock_file_only() {
        assertThat(shipping("1").applied("1").sealed().undoEdited("1").repairs())
                .isEmpty();
    }

    @Test
    void a_sealed_text_that_never_ran_needs_the_lock_file_only() {
        assertThat(shipping("1").sealed().edited("1").repairs()).isEmpty();
        assertThat(shipping("1").sealed().edited("1").applied("1").repairs()).isEmpty();
    }

    @Test
    void a_missing_migration_is_marked_deleted() {
        assertThat(shipping("1").applied("1", "2", "view").repairs())
                .containsExactly(
                        "mark 2 (step) as deleted: its file is gone", "mark R (view) as deleted: its file is gone");
    }

    @Test
    void repairs_are_in_order() {
        Story story = shipping("1", "3").applied("1", "2").failed("3").edited("1");
        assertThat(Repair.of(story.timeline()))
                .extracting(Object::getClass)
                .containsExactly(Repair.AcceptChange.class, Repair.MarkDeleted.class, Repair.ForgetFailure.class);
    }

    @Test
    void a_step_that_failed_and_lost_its_file_is_first_forgotten() {
        assertThat(shipping("1").applied("1", "2").failedToUndo("2").repairs())
                .containsExactly("forget that the rollback of 2 (step) failed; it is applied again");
    }

    @Test
    void a_history_begins_anew_with_everything_taken_back_newest_first() {
        Story story = shipping("1", "2", "view").applied("1", "2", "view").failed("2");
        assertThat(Repair.forgetting(story.history()))
                .hasExactlyElementsOfTypes(Repair.ForgetFailure.class)
                .extracting(Repair::key)
                .containsExactly(Story.key("2"));
        Story whole = shipping("1", "2", "view").baseline("1").applied("2", "view");
        assertThat(Repair.forgetting(whole.history()))
                .hasOnlyElementsOfType(Repair.MarkDeleted.class)
                .extracting(Repair::key)
                .containsExactly(Story.key("view"), Story.key("2"), Story.key("1"));
        assertThat(whole.history().afresh().inForce()).isEmpty();
        assertThat(story.history().afresh().unfinished()).isEmpty();
        assertThat(story.history().afresh().mentions(Story.key("2"))).isTrue();
    }
}
