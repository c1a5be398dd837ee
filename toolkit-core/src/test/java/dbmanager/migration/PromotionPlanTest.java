package dbmanager.migration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dbmanager.migration.PromotionPlan.NotPromotable;
import dbmanager.problem.Problem;
import java.util.List;
import org.junit.jupiter.api.Test;

class PromotionPlanTest {
    private static PromotionPlan plan(Story staging, Story production) {
        return PromotionPlan.of(new Proof("staging", staging.history()), production.timeline());
    }

    /** Such as {@code 2 CARRIED, 3 LEFT_OUT: staging has not run it}. */
    private static List<String> fates(Story staging, Story production) {
        return plan(staging, production).items().stream()
                .map(item -> Story.name(item.migration()) + " " + item.fate()
                        + (item.reason().isEmpty() ? "" : ": " + item.reason()))
                .toList();
    }

    private static List<String> steps(PromotionPlan plan) {
        return plan.plan().steps().stream()
                .map(step -> Story.name(step.migration().key()))
                .toList();
    }

    private static Story files(String... names) {
        return Story.shipping(names);
    }

    @Test
    void what_staging_ran_and_production_lacks_is_carried_in_order() {
        Story staging = files("1", "2", "3").applied("1", "2", "3");
        Story production = files("1", "2", "3").applied("1");

        PromotionPlan plan = plan(staging, production);

        assertThat(steps(plan)).containsExactly("2", "3");
        assertThat(plan.target()).contains(Version.parse("3"));
        assertThat(plan.refused()).isEmpty();
    }

    @Test
    void where_both_are_at_the_same_place_nothing_is_carried() {
        Story both = files("1", "2").applied("1", "2");

        assertThat(fates(both, both)).isEmpty();
        assertThat(plan(both, both).plan().isEmpty()).isTrue();
    }

    @Test
    void what_staging_has_not_run_or_has_taken_back_stays_behind() {
        Story staging = files("1", "2", "3", "4").applied("1", "2", "3").undone("3");
        Story production = files("1", "2", "3", "4").applied("1");

        assertThat(fates(staging, production))
                .containsExactly(
                        "2 CARRIED", "3 LEFT_OUT: staging has taken it back", "4 LEFT_OUT: staging has not run it");
    }

    @Test
    void another_text_than_the_one_that_ran_on_staging_is_refused() {
        Story staging = files("1", "2").applied("1", "2");
        Story production = files("1", "2").applied("1").edited("2");

        assertThat(fates(staging, production)).containsExactly("2 REFUSED: staging has it in force with another text");
        assertThat(steps(plan(staging, production))).isEmpty();
        assertThatThrownBy(() -> plan(staging, production).orRefuse("staging"))
                .isInstanceOf(NotPromotable.class)
                .hasMessage("migration 2 (step) cannot be promoted: staging has it in force with another text")
                .extracting(problem -> ((Problem) problem).kind())
                .isEqualTo(Problem.Kind.CONFLICT);
    }

    @Test
    void a_history_that_does_not_know_the_text_proves_nothing() {
        Story staging = files().applied("1");

        assertThat(fates(staging, files("1")))
                .containsExactly("1 REFUSED: staging has it in force and does not know which text ran");
    }

    @Test
    void what_failed_or_stopped_half_way_on_staging_is_refused_with_all_before_it() {
        Story production = files("1", "2", "3").applied("1");

        assertThat(fates(files("1", "2", "3").applied("1", "2").failed("3"), production))
                .hasSize(2)
                .startsWith("2 CARRIED")
                .last()
                .asString()
                .startsWith("3 REFUSED: staging: began there at ");
        assertThat(plan(files("1", "2", "3").applied("1", "2").interrupted("3"), production)
                        .refused())
                .hasSize(1);
        assertThat(fates(files("1", "2", "3").applied("1", "2", "3").undoInterrupted("3"), production)
                        .get(1))
                .startsWith("3 REFUSED: staging: its rollback began there at ");
    }

    @Test
    void a_stamp_and_a_baseline_are_no_proof_because_nobody_saw_it_run() {
        assertThat(fates(
                        files("1", "2").applied("1").stamped("2"),
                        files("1", "2").applied("1")))
                .containsExactly("2 REFUSED: staging has it by a stamp: nobody saw it run");
        assertThat(fates(
                        files("1", "2", "3").baseline("2").applied("3"),
                        files("1", "2", "3").applied("1")))
                .containsExactly("2 REFUSED: the history of staging begins with it: nobody saw it run", "3 CARRIED");
        assertThat(fates(
                        files("1", "2", "3").baseline("3"), files("1", "2", "3").applied("1")))
                .startsWith("2 REFUSED: the history of staging begins at 3: nobody saw it run");
    }

    @Test
    void a_gap_in_the_line_of_staging_is_refused_and_not_carried_on() {
        Story staging = files("1", "2", "3").applied("1", "3");

        assertThat(fates(staging, files("1", "2", "3").applied("1")))
                .containsExactly("2 REFUSED: staging has not run it, but has the newer 3 (step)", "3 CARRIED");
    }

    @Test
    void what_ran_there_in_another_order_than_it_would_here_is_refused() {
        Story staging = files("1", "2", "3").applied("1", "3", "2");

        assertThat(fates(staging, files("1", "2", "3").applied("1")))
                .startsWith("2 REFUSED: out of order there: staging ran it after 3 (step), here it would run before");
        assertThat(fates(
                        files("1", "2", "3").applied("1", "2", "3"),
                        files("1", "2", "3").applied("1", "3")))
                .containsExactly("2 REFUSED: out of order here: not applied, but 3 is");
    }

    @Test
    void what_ran_there_before_and_has_no_file_here_is_refused_and_what_ran_after_is_not_asked_for() {
        Story staging = files("1", "2", "3").applied("1", "2", "3");

        assertThat(fates(staging, files("1", "3").applied("1")))
                .containsExactly("3 CARRIED", "2 REFUSED: staging has it in force, and there is no file for it here");
        assertThat(fates(staging, files("1", "2").applied("1"))).containsExactly("2 CARRIED");
    }

    @Test
    void a_repeatable_one_goes_with_the_text_that_ran_there_and_waits_with_another() {
        Story staging = files("1", "2", "view", "report").applied("1", "view", "report");
        Story production = files("1", "2", "view").applied("1").edited("report");

        assertThat(fates(staging, production))
                .containsExactly(
                        "2 LEFT_OUT: staging has not run it",
                        "report LEFT_OUT: staging has another text of it in force",
                        "view CARRIED");
        assertThat(steps(plan(staging, production))).containsExactly("view");
    }

    @Test
    void a_step_that_stopped_half_way_here_goes_on_if_it_is_proven_and_else_is_in_the_way() {
        Story production = files("1", "2").applied("1").interrupted("2");

        assertThat(fates(files("1", "2").applied("1", "2"), production)).containsExactly("2 CARRIED");
        assertThat(fates(files("1", "2").applied("1"), production))
                .containsExactly("2 REFUSED: staging has not run it, and here it began and did not end");
    }

    @Test
    void what_is_changed_or_failed_here_stops_every_promotion() {
        Story staging = files("1", "2").applied("1", "2");

        assertThatThrownBy(() -> plan(staging, files("1", "2").applied("1").edited("1")))
                .isInstanceOf(BlockedTimeline.class);
        assertThatThrownBy(() -> plan(staging, files("1", "2").applied("1").failed("2")))
                .isInstanceOf(BlockedTimeline.class);
    }

    @Test
    void a_plan_with_a_step_that_is_not_proven_is_refused_with_the_way_to_prove_it() {
        Proof proof = new Proof("staging", files("1").applied("1").history());
        Story production = files("1", "2");
        Plan one = Plan.up(Target.parse("1"), production.timeline(), Plan.Order.STRICT);
        Plan both = Plan.up(Target.parse("latest"), production.timeline(), Plan.Order.STRICT);

        assertThat(proof.require(one, "production")).isEqualTo(one);
        assertThatThrownBy(() -> proof.require(both, "production"))
                .isInstanceOf(Unproven.class)
                .hasMessage("migration 2 (step) is not proven: staging has not run it")
                .satisfies(problem -> {
                    assertThat(((Problem) problem).kind()).isEqualTo(Problem.Kind.REFUSED);
                    assertThat(((Problem) problem).next())
                            .contains("`db-manager promote --from staging --to production`", "--unproven");
                });
    }
}
