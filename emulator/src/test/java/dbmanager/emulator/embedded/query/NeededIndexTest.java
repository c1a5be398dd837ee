package dbmanager.emulator.embedded.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.firestore.v1.StructuredAggregationQuery;
import com.google.firestore.v1.StructuredQuery;
import com.google.firestore.v1.StructuredQuery.FieldFilter.Operator;
import com.google.firestore.v1.StructuredQuery.FindNearest.DistanceMeasure;
import dbmanager.emulator.embedded.model.Refused;
import dbmanager.emulator.embedded.model.Values;
import io.grpc.Status;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.junit.jupiter.api.Test;

class NeededIndexTest {
    private static final StructuredQuery.Filter A_IS_1 = Asked.field("a", Operator.EQUAL, Values.value(1));
    private static final StructuredQuery.Filter B_IS_1 = Asked.field("b", Operator.EQUAL, Values.value(1));
    private static final StructuredQuery.Filter T_HAS_1 = Asked.field("t", Operator.ARRAY_CONTAINS, Values.value(1));
    private static final StructuredQuery.Filter C_ABOVE_1 = Asked.field("c", Operator.GREATER_THAN, Values.value(1));
    private static final String NOTHING = "{\"indexes\": []}";

    @Test
    void without_a_file_nothing_is_missing() {
        StructuredQuery query =
                Asked.from("x").setWhere(Asked.all(A_IS_1, C_ABOVE_1)).build();

        assertThatCode(() -> NeededIndex.none().check(Query.of(query, Documents.PARENT)))
                .doesNotThrowAnyException();
    }

    @Test
    void automatic_indexes_answer_equalities_together_and_one_order_alone() {
        served(NOTHING, Asked.from("x"));
        served(NOTHING, Asked.group("x"));
        served(NOTHING, Asked.from("x").setWhere(Asked.all(A_IS_1, B_IS_1, T_HAS_1)));
        served(NOTHING, Asked.from("x").setWhere(C_ABOVE_1));
        served(NOTHING, Asked.from("x").setWhere(C_ABOVE_1).addAllOrderBy(Asked.by("-c")));
        served(NOTHING, Asked.from("x").addAllOrderBy(Asked.by("-c", "-__name__")));
        served(NOTHING, Asked.from("x").setWhere(A_IS_1).addAllOrderBy(Asked.by("a")));
        served(NOTHING, Asked.from("x").setWhere(Asked.any(A_IS_1, B_IS_1)));
    }

    @Test
    void an_equality_with_an_order_needs_a_composite_index() {
        StructuredQuery.Builder query = Asked.from("x").setWhere(A_IS_1).addAllOrderBy(Asked.by("-c"));

        String text = refused(NOTHING, query);

        assertThat(text)
                .startsWith("The query requires an index. You can create it here: "
                        + "https://console.firebase.google.com/v1/r/project/p/firestore/indexes?create_composite=")
                .endsWith(
                        "{\"collectionGroup\": \"x\", \"queryScope\": \"COLLECTION\", \"fields\": ["
                                + "{\"fieldPath\": \"a\", \"order\": \"ASCENDING\"}, {\"fieldPath\": \"c\", \"order\": \"DESCENDING\"}]}");
        String link = text.substring(text.indexOf('=') + 1, text.indexOf('\n'));
        assertThat(new String(Base64.getUrlDecoder().decode(link), StandardCharsets.UTF_8))
                .contains("projects/p/databases/(default)/collectionGroups/x/indexes/_", "__name__");
    }

    @Test
    void the_definition_in_the_refusal_is_the_one_that_helps() {
        for (StructuredQuery.Builder query : new StructuredQuery.Builder[] {
            Asked.from("x").setWhere(A_IS_1).addAllOrderBy(Asked.by("-c")),
            Asked.from("x").addAllOrderBy(Asked.by("c", "-b")),
            Asked.from("x").addAllOrderBy(Asked.by("c", "-__name__")),
            Asked.from("x").setWhere(Asked.all(T_HAS_1, C_ABOVE_1)),
            Asked.group("x").setWhere(Asked.all(A_IS_1, C_ABOVE_1)),
            Asked.from("x").setWhere(Asked.all(C_ABOVE_1, Asked.field("`d.`", Operator.LESS_THAN, Values.value(1)))),
            nearest().setWhere(A_IS_1),
            nearest()
        }) {
            String text = refused(NOTHING, query);
            String definition = text.substring(text.indexOf("{\"collectionGroup"));

            served("{\"indexes\": [" + definition + "]}", query);
        }
    }

    private static StructuredQuery.Builder nearest() {
        StructuredQuery.Builder query = Asked.from("x");
        query.getFindNearestBuilder()
                .setVectorField(Asked.reference("v"))
                .setQueryVector(Values.vector(1, 2, 3))
                .setDistanceMeasure(DistanceMeasure.COSINE)
                .setLimit(Asked.limit(3));
        return query;
    }

    @Test
    void a_vector_search_always_needs_an_index_of_its_dimension() {
        String wrong = "{\"indexes\": [{\"collectionGroup\": \"x\", \"queryScope\": \"COLLECTION\", \"fields\":"
                + " [{\"fieldPath\": \"v\", \"vectorConfig\": {\"dimension\": 4, \"flat\": {}}}]}]}";

        assertThat(refused(wrong, nearest()))
                .startsWith(
                        "Missing vector index configuration. Please create the required index with the following gcloud command: "
                                + "gcloud firestore indexes composite create --project=p --collection-group=x --query-scope=COLLECTION"
                                + " --field-config=vector-config='{\"dimension\":\"3\",\"flat\": \"{}\"}',field-path=v");
        served(wrong.replace("4", "3"), nearest());
    }

    @Test
    void indexes_with_the_same_order_are_merged_by_their_equalities() {
        String two = indexes("a ASCENDING, c ASCENDING", "b DESCENDING, c ASCENDING");

        served(two, Asked.from("x").setWhere(Asked.all(A_IS_1, B_IS_1, C_ABOVE_1)));
        refused(
                two,
                Asked.from("x").setWhere(Asked.all(A_IS_1, B_IS_1, C_ABOVE_1)).addAllOrderBy(Asked.by("-c")));
        refused(two, Asked.from("x").setWhere(Asked.all(A_IS_1, T_HAS_1, C_ABOVE_1)));
        refused(
                indexes("a ASCENDING, b ASCENDING, c ASCENDING"),
                Asked.from("x").setWhere(Asked.all(A_IS_1, C_ABOVE_1)));
    }

    @Test
    void every_disjunction_needs_its_index() {
        StructuredQuery.Builder either =
                Asked.from("x").setWhere(Asked.any(A_IS_1, B_IS_1)).addAllOrderBy(Asked.by("c"));

        served(indexes("a ASCENDING, c ASCENDING", "b ASCENDING, c ASCENDING"), either);
        assertThat(refused(indexes("a ASCENDING, c ASCENDING"), either)).contains("{\"fieldPath\": \"b\"");
    }

    @Test
    void a_group_has_no_automatic_indexes() {
        StructuredQuery.Builder query = Asked.group("x").setWhere(A_IS_1);

        assertThat(refused(NOTHING, query))
                .startsWith("The query requires a COLLECTION_GROUP_ASC index for collection x and field a.");
        served(
                "{\"indexes\": [], \"fieldOverrides\": [{\"collectionGroup\": \"x\", \"fieldPath\": \"a\", \"indexes\":"
                        + " [{\"order\": \"ASCENDING\", \"queryScope\": \"COLLECTION_GROUP\"}]}]}",
                query);
    }

    @Test
    void an_exempted_field_and_what_is_in_it_has_no_index() {
        String exempt = "{\"indexes\": [], \"fieldOverrides\": ["
                + "{\"collectionGroup\": \"x\", \"fieldPath\": \"a\", \"indexes\": []},"
                + "{\"collectionGroup\": \"y\", \"fieldPath\": \"*\", \"indexes\": []}]}";

        assertThat(refused(exempt, Asked.from("x").setWhere(A_IS_1)))
                .startsWith("The query requires a COLLECTION_ASC index for collection x and field a.");
        refused(exempt, Asked.from("x").setWhere(Asked.field("a.b", Operator.EQUAL, Values.value(1))));
        served(exempt, Asked.from("x").setWhere(B_IS_1));
        refused(exempt, Asked.from("y").setWhere(B_IS_1));
    }

    @Test
    void a_sum_with_a_filter_on_another_field_needs_an_index_of_both() {
        StructuredAggregationQuery.Builder sum =
                StructuredAggregationQuery.newBuilder().setStructuredQuery(Asked.from("x"));
        sum.addAggregationsBuilder().getSumBuilder().setField(Asked.reference("c"));

        NeededIndex nothing = NeededIndex.read(NOTHING);
        assertThatCode(() -> nothing.check(Aggregation.of(sum.build(), Documents.PARENT)))
                .doesNotThrowAnyException();
        sum.getStructuredQueryBuilder().setWhere(A_IS_1);
        assertThatThrownBy(() -> nothing.check(Aggregation.of(sum.build(), Documents.PARENT)))
                .isInstanceOf(Refused.class);
    }

    @Test
    void what_is_no_index_file_is_refused() {
        assertThatThrownBy(() -> NeededIndex.read("{")).hasMessageContaining("not JSON");
        assertThatThrownBy(() ->
                        NeededIndex.read("{\"indexes\": [{\"fields\": [{\"fieldPath\": \"a\", \"order\": \"UP\"}]}]}"))
                .hasMessageContaining("order UP");
        assertThatThrownBy(() -> NeededIndex.read("{\"indexes\": [{\"collectionGroup\": \"x\"}]}"))
                .hasMessageContaining("without fields");
    }

    private static String indexes(String... definitions) {
        StringBuilder file = new StringBuilder("{\"indexes\": [");
        for (String definition : definitions) {
            file.append(file.charAt(file.length() - 1) == '[' ? "" : ", ")
                    .append("{\"collectionGroup\": \"x\", \"queryScope\": \"COLLECTION\", \"fields\": [");
            String between = "";
            for (String field : definition.split(", ", -1)) {
                String[] words = field.split(" ", -1);
                file.append(between).append("{\"fieldPath\": \"" + words[0] + "\", \"order\": \"" + words[1] + "\"}");
                between = ", ";
            }
            file.append("]}");
        }
        return file.append("]}").toString();
    }

    private static void served(String file, StructuredQuery.Builder query) {
        assertThatCode(() -> NeededIndex.read(file).check(Query.of(query.build(), Documents.PARENT)))
                .as(file)
                .doesNotThrowAnyException();
    }

    private static String refused(String file, StructuredQuery.Builder query) {
        try {
            NeededIndex.read(file).check(Query.of(query.build(), Documents.PARENT));
        } catch (Refused refused) {
            assertThat(refused.code()).isEqualTo(Status.Code.FAILED_PRECONDITION);
            return refused.getMessage();
        }
        throw new AssertionError("served: " + query);
    }
}
