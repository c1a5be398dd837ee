package dbmanager.exchange;

import static dbmanager.exchange.MemoryContent.row;
import static dbmanager.exchange.MemoryContent.table;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dbmanager.problem.Finding;
import dbmanager.problem.Problem;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ChecksTest {
    private final MemoryContent shop = new MemoryContent("live shop")
            .with(table("products", "id INTEGER", "id"), row(1), row(2))
            .contradicted("no orphans")
            .contradicted("one", row(7, null))
            .contradicted("many", row(1), row(2), row(3), row(4));

    @Test
    void nothing_asked_nothing_found() {
        assertThat(judge(List.of(), Map.of(), Map.of())).isEmpty();
        assertThat(judge(List.of("products"), Map.of("products", 2L), Map.of("orphans", "no orphans")))
                .isEmpty();
    }

    @Test
    void what_is_missing_is_named_with_what_was_meant() {
        assertThat(judge(List.of("prodcts", "orders"), Map.of("orders", 1L, "logs", 5L), Map.of()))
                .containsExactlyInAnyOrder(
                        new Finding("prodcts", "is required and missing; there is products"),
                        new Finding("orders", "is required and missing"),
                        new Finding("logs", "is missing, wants at least 5 rows"));
    }

    @Test
    void too_few_rows_are_counted() {
        assertThat(judge(List.of(), Map.of("products", 3L), Map.of()))
                .containsExactly(new Finding("products", "has 2 rows, wants at least 3"));
    }

    @Test
    void an_assertion_shows_three_rows_and_counts_all() {
        assertThat(judge(List.of(), Map.of(), Map.of("a", "one")))
                .containsExactly(new Finding("a", "1 row contradicts it: [7, NULL]"));
        assertThat(judge(List.of(), Map.of(), Map.of("b", "many")))
                .containsExactly(new Finding("b", "4 rows contradict it: [1], [2], [3]…"));
        assertThat(shop.openStreams()).isZero();
    }

    @Test
    void a_query_that_cannot_run_is_no_finding() {
        assertThatThrownBy(() -> judge(List.of(), Map.of(), Map.of("c", "nonsense")))
                .isInstanceOf(Problem.class);
    }

    private List<Finding> judge(List<String> required, Map<String, Long> minimum, Map<String, String> assertions) {
        return new Checks(required, minimum, assertions).judge(shop);
    }
}
