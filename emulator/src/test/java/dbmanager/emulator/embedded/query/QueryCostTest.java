package dbmanager.emulator.embedded.query;

import static dbmanager.emulator.embedded.model.Values.array;
import static dbmanager.emulator.embedded.model.Values.reference;
import static dbmanager.emulator.embedded.model.Values.value;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.firestore.v1.StructuredQuery;
import com.google.firestore.v1.StructuredQuery.FieldFilter.Operator;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What a query has to look at, and what explain says of it. */
class QueryCostTest extends DocumentsAsked {
    @Test
    void the_cost_follows_the_result_where_an_index_can_answer() {
        for (int i = 0; i < 1000; i++) {
            documents.put("c/" + (1000 + i), Map.of("n", value(i), "s", value(i % 10), "t", array(value(i % 100))));
        }
        costs(
                10,
                Asked.from("c")
                        .setWhere(Asked.all(
                                name(Operator.GREATER_THAN_OR_EQUAL, reference("c/1500")),
                                name(Operator.LESS_THAN, reference("c/1510")))));
        costs(
                10,
                Asked.from("c")
                        .setWhere(Asked.all(
                                Asked.field("n", Operator.GREATER_THAN_OR_EQUAL, value(500)),
                                Asked.field("n", Operator.LESS_THAN, value(510)))));
        costs(1, Asked.from("c").setWhere(Asked.field("n", Operator.EQUAL, value(500))));
        costs(
                2,
                Asked.from("c")
                        .setWhere(Asked.any(
                                Asked.field("n", Operator.EQUAL, value(500)),
                                Asked.field("n", Operator.EQUAL, value(501)))));
        costs(10, Asked.from("c").setWhere(Asked.field("t", Operator.ARRAY_CONTAINS, value(5))));
        costs(5, Asked.from("c").addAllOrderBy(Asked.by("-n")).setLimit(Asked.limit(5)));
        costs(5, Asked.from("c").addAllOrderBy(Asked.by("n")).setStartAt(Asked.before(value(995))));
        costs(2, Asked.from("c").setWhere(name(Operator.IN, array(reference("c/1000"), reference("c/1001")))));
    }

    @Test
    void an_equality_with_an_order_and_a_limit_costs_twice_the_shorter_way() {
        for (int i = 0; i < 1000; i++) {
            documents.put("c/" + (1000 + i), Map.of("n", value(i), "often", value(i % 2), "rare", value(i % 200)));
        }
        StructuredQuery.Builder often = Asked.from("c")
                .setWhere(Asked.field("often", Operator.EQUAL, value(1)))
                .addAllOrderBy(Asked.by("-n"))
                .setLimit(Asked.limit(3));
        assertThat(ids(often)).containsExactly("1999", "1997", "1995");
        assertThat(documents.read()).isLessThanOrEqualTo(20);
        StructuredQuery.Builder rare = often.clone()
                .setWhere(Asked.field("rare", Operator.EQUAL, value(1)))
                .setLimit(Asked.limit(4));
        assertThat(ids(rare)).containsExactly("1801", "1601", "1401", "1201");
        assertThat(documents.read()).isLessThanOrEqualTo(20);
    }

    private void costs(int read, StructuredQuery.Builder query) {
        documents.read();
        assertThat(Asked.paths(query, documents)).hasSize(read);
        assertThat(documents.read()).as(query::toString).isBetween((long) read, read + 1L);
    }

    @Test
    void explain_tells_the_index_and_what_was_scanned() {
        grid();
        Query query = Query.of(byA().setLimit(Asked.limit(2)).build(), Documents.PARENT);

        assertThat(query.summary()
                        .getIndexesUsed(0)
                        .getFieldsOrThrow("properties")
                        .getStringValue())
                .isEqualTo("(a ASC, __name__ ASC)");
        Results results = query.run(documents);
        assertThat(Asked.paths(results)).hasSize(2);
        assertThat(results.stats(Duration.ofMillis(5)).getResultsReturned()).isEqualTo(2);
        assertThat(results.stats(Duration.ofMillis(5))
                        .getDebugStats()
                        .getFieldsOrThrow("documents_scanned")
                        .getStringValue())
                .isEqualTo("2");
    }
}
