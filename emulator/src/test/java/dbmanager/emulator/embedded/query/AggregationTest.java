package dbmanager.emulator.embedded.query;

import static dbmanager.emulator.embedded.model.Values.NULL;
import static dbmanager.emulator.embedded.model.Values.value;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.firestore.v1.StructuredAggregationQuery;
import com.google.firestore.v1.StructuredQuery;
import com.google.firestore.v1.Value;
import com.google.protobuf.ByteString;
import com.google.protobuf.Int64Value;
import com.google.protobuf.Timestamp;
import dbmanager.emulator.embedded.model.Key;
import dbmanager.emulator.embedded.store.Stored;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class AggregationTest {
    private final Documents documents = new Documents();

    private static StructuredAggregationQuery.Builder over(StructuredQuery.Builder query) {
        return StructuredAggregationQuery.newBuilder().setStructuredQuery(query);
    }

    private static StructuredAggregationQuery.Builder all() {
        StructuredAggregationQuery.Builder asked = over(Asked.from("c"));
        asked.addAggregationsBuilder().setAlias("sum").getSumBuilder().setField(Asked.reference("a"));
        asked.addAggregationsBuilder().setAlias("average").getAvgBuilder().setField(Asked.reference("a"));
        asked.addAggregationsBuilder().setAlias("count").getCountBuilder();
        return asked;
    }

    private Map<String, Value> run(StructuredAggregationQuery.Builder asked) {
        return Aggregation.of(asked.build(), Documents.PARENT).run(documents);
    }

    private void put(Value... values) {
        for (int i = 0; i < values.length; i++) {
            documents.put("c/" + i, Map.of("a", values[i]));
        }
    }

    @Test
    void numbers_are_summed_up_and_other_values_only_counted() {
        put(value(1), value(2), value("x"), NULL);
        documents.put("c/without", Map.of("b", value(5)));

        assertThat(run(all()))
                .containsExactlyInAnyOrderEntriesOf(Map.of("sum", value(3), "average", value(1.5), "count", value(4)));
    }

    @Test
    void nothing_sums_up_to_zero_and_has_no_average() {
        assertThat(run(all()))
                .containsExactlyInAnyOrderEntriesOf(Map.of("sum", value(0), "average", NULL, "count", value(0)));
    }

    @Test
    void a_sum_beyond_64_bits_is_a_double_and_comes_back_where_it_ends_within() {
        put(value(Long.MAX_VALUE), value(1));
        assertThat(run(all())).containsEntry("sum", value(0x1p63)).containsEntry("average", value(0x1p62));

        put(value(Long.MAX_VALUE), value(1), value(-2));
        assertThat(run(all())).containsEntry("sum", value(Long.MAX_VALUE - 1));

        put(value(Long.MIN_VALUE), value(-1), value(0));
        assertThat(run(all())).containsEntry("sum", value(-0x1p63));
    }

    @Test
    void one_double_makes_the_sum_a_double_and_nan_spreads() {
        put(value(1), value(2.0));
        assertThat(run(all())).containsEntry("sum", value(3.0));

        put(value(Double.POSITIVE_INFINITY), value(Double.NEGATIVE_INFINITY));
        assertThat(run(all())).containsEntry("sum", value(Double.NaN)).containsEntry("average", value(Double.NaN));

        put(value(-0.0), value(-0.0));
        assertThat(run(all())).containsEntry("sum", value(0.0));
    }

    @Test
    void limit_and_offset_of_the_query_hold() {
        put(LongStream.range(0, 10).mapToObj(i -> value(i)).toArray(Value[]::new));
        StructuredAggregationQuery.Builder asked = all();
        asked.getStructuredQueryBuilder()
                .addAllOrderBy(Asked.by("-a"))
                .setOffset(1)
                .setLimit(Asked.limit(3));

        assertThat(run(asked)).containsEntry("sum", value(8 + 7 + 6)).containsEntry("count", value(3));
    }

    @Test
    void a_count_goes_no_further_than_it_has_to_and_parses_no_document() {
        Timestamp time = Timestamp.getDefaultInstance();
        for (int i = 0; i < 100; i++) {
            Key key = Key.of("c/" + i);
            documents.put(new Stored(key, ByteString.copyFromUtf8("this is no document"), time, time));
        }
        StructuredAggregationQuery.Builder asked = over(Asked.from("c"));
        asked.addAggregationsBuilder().getCountBuilder();
        assertThat(run(asked)).containsExactly(Map.entry("field_1", value(100)));

        asked.getAggregationsBuilder(0).getCountBuilder().setUpTo(Int64Value.of(7));
        documents.read();
        assertThat(run(asked)).containsExactly(Map.entry("field_1", value(7)));
        assertThat(documents.read()).isLessThanOrEqualTo(8);
    }

    @Test
    void what_production_would_not_run_is_refused_in_its_words() {
        refused("Aggregations can not be empty.", over(Asked.from("c")));
        StructuredAggregationQuery.Builder many = over(Asked.from("c"));
        LongStream.range(0, 6).forEach(i -> many.addAggregationsBuilder().getCountBuilder());
        refused("The maximum number of aggregations allowed in an aggregation query is 5. Received: 6", many);
        StructuredAggregationQuery.Builder twice = over(Asked.from("c"));
        twice.addAggregationsBuilder().setAlias("field_1").getCountBuilder();
        twice.addAggregationsBuilder().getCountBuilder();
        refused("Aggregation aliases contain duplicate alias: field_1.", twice);
        StructuredAggregationQuery.Builder name = over(Asked.from("c"));
        name.addAggregationsBuilder().getSumBuilder().setField(Asked.reference("__name__"));
        refused("Aggregations are not supported for the property: __key__", name);
        StructuredAggregationQuery.Builder none = over(Asked.from("c"));
        none.addAggregationsBuilder().setAlias("x");
        refused("Operator field in Aggregation is not set.", none);
        StructuredAggregationQuery.Builder negative = over(Asked.from("c"));
        negative.addAggregationsBuilder().getCountBuilder().setUpTo(Int64Value.of(-1));
        refused("The `up_to` value in a COUNT aggregation must be greater than or equal to zero.", negative);
    }

    private static void refused(String text, StructuredAggregationQuery.Builder asked) {
        assertThatThrownBy(() -> Aggregation.of(asked.build(), Documents.PARENT))
                .hasMessage(text);
    }
}
