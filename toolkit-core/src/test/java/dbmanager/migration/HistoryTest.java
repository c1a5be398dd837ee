package dbmanager.migration;

import static dbmanager.migration.Story.names;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class HistoryTest {
    @Test
    void in_force_is_what_was_applied_and_not_undone_in_that_order() {
        assertThat(inForce(new Story())).isEmpty();
        assertThat(inForce(new Story().applied("1", "3", "2"))).containsExactly("1", "3", "2");
        assertThat(inForce(new Story().applied("1", "2", "3").undone("3"))).containsExactly("1", "2");
        assertThat(inForce(new Story().applied("1", "2").undone("2", "1"))).isEmpty();
        assertThat(inForce(new Story().applied("1").stamped("2"))).containsExactly("1", "2");
    }

    @Test
    void what_is_applied_again_moves_to_the_end() {
        assertThat(inForce(new Story().applied("1", "2", "3").undone("3", "2").applied("3", "2")))
                .containsExactly("1", "3", "2");
        assertThat(inForce(new Story().applied("1", "view", "2", "view"))).containsExactly("1", "2", "view");
    }

    @Test
    void redo_leaves_no_trace_in_what_is_in_force() {
        Story story = new Story().applied("1", "2");
        for (int i = 0; i < 3; i++) {
            story.undone("2").applied("2");
        }
        assertThat(inForce(story)).containsExactly("1", "2");
        assertThat(story.history().entries()).hasSize(8);
        assertThat(story.history().nextRank()).isEqualTo(9);
    }

    @Test
    void current_is_the_highest_version_in_force_whenever_it_was_applied() {
        assertThat(current(new Story())).isEqualTo("base");
        assertThat(current(new Story().applied("view"))).isEqualTo("base");
        assertThat(current(new Story().applied("1", "10", "9"))).isEqualTo("10");
        assertThat(current(new Story().applied("1", "10", "9").undone("9"))).isEqualTo("10");
        assertThat(current(new Story().applied("1", "2").undone("2"))).isEqualTo("1");
        assertThat(current(new Story().applied("1").failed("2"))).isEqualTo("1");
        assertThat(current(new Story().baseline("5"))).isEqualTo("5");
    }

    @Test
    void the_baseline_is_where_the_history_began() {
        assertThat(new Story().applied("1").history().baseline()).isEmpty();
        assertThat(new Story().baseline("5").applied("6").history().baseline()).contains(Version.parse("5"));
        assertThat(new Story().baseline("5").undone("5").history().baseline()).isEmpty();
    }

    @Test
    void unfinished_is_what_began_or_failed_last() {
        assertThat(unfinished(new Story().applied("1"))).isEmpty();
        assertThat(unfinished(new Story().applied("1").begun("2"))).containsExactly("2");
        assertThat(unfinished(new Story().begun("1").applied("1"))).isEmpty();
        assertThat(unfinished(new Story().failed("1").applied("1"))).isEmpty();
        assertThat(unfinished(new Story().applied("1").failedToUndo("1"))).containsExactly("1");
        assertThat(unfinished(new Story().applied("1").failedToUndo("1").undone("1")))
                .isEmpty();
        assertThat(unfinished(new Story().applied("view").failed("view"))).containsExactly("view");
    }

    @Test
    void a_failed_rollback_leaves_the_step_in_force() {
        assertThat(inForce(new Story().applied("1").failedToUndo("1"))).containsExactly("1");
    }

    @Test
    void a_rollback_puts_in_doubt_what_ran_after_its_step() {
        Story story = new Story().applied("1", "early", "2", "late");
        assertThat(doubtful(story, "2")).containsExactly("late");
        assertThat(doubtful(story, "1")).containsExactly("early", "late");
        assertThat(doubtful(story, "3")).isEmpty();
        assertThat(doubtful(story.applied("early"), "2")).containsExactly("late", "early");
        assertThat(doubtful(story.undone("late"), "2")).containsExactly("early");
        assertThat(doubtful(new Story().applied("1", "2", "view").undone("2").applied("2"), "2"))
                .isEmpty();
    }

    @Test
    void entries_are_by_rank_and_ranks_may_have_gaps() {
        History.Entry first = entry(3, Optional.empty(), OptionalInt.empty());
        History.Entry second = entry(9, Optional.empty(), OptionalInt.empty());
        History history = new History(List.of(second, first));
        assertThat(history.entries()).containsExactly(first, second);
        assertThat(history.nextRank()).isEqualTo(10);
        assertThat(History.empty().nextRank()).isEqualTo(1);
    }

    @Test
    void our_checksum_counts_before_flyways_and_without_one_nothing_is_said() {
        Checksum now = new Checksum("ab", 7);
        assertThat(entry(1, Optional.of("ab"), OptionalInt.of(8)).contradicts(now))
                .isFalse();
        assertThat(entry(1, Optional.of("cd"), OptionalInt.of(7)).contradicts(now))
                .isTrue();
        assertThat(entry(1, Optional.empty(), OptionalInt.of(7)).contradicts(now))
                .isFalse();
        assertThat(entry(1, Optional.empty(), OptionalInt.of(8)).contradicts(now))
                .isTrue();
        assertThat(entry(1, Optional.empty(), OptionalInt.empty()).contradicts(now))
                .isFalse();
    }

    private static History.Entry entry(int rank, Optional<String> sha256, OptionalInt crc32) {
        return new History.Entry(
                rank,
                Story.key("" + rank),
                Direction.UP,
                Mode.EXECUTE,
                History.Outcome.SUCCEEDED,
                false,
                sha256,
                crc32,
                Attribution.unknown(),
                Instant.EPOCH,
                Duration.ZERO,
                false);
    }

    private static List<String> inForce(Story story) {
        return story.history().inForce().stream().map(e -> Story.name(e.key())).toList();
    }

    private static List<String> unfinished(Story story) {
        return names(story.history().unfinished());
    }

    private static List<String> doubtful(Story story, String version) {
        return names(story.history().repeatablesAfter(Version.parse(version)));
    }

    private static String current(Story story) {
        return story.history().current().map(Version::toString).orElse("base");
    }
}
