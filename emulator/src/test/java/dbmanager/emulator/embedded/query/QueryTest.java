package dbmanager.emulator.embedded.query;

import static dbmanager.emulator.embedded.model.Values.NAN;
import static dbmanager.emulator.embedded.model.Values.NULL;
import static dbmanager.emulator.embedded.model.Values.array;
import static dbmanager.emulator.embedded.model.Values.map;
import static dbmanager.emulator.embedded.model.Values.reference;
import static dbmanager.emulator.embedded.model.Values.value;
import static dbmanager.emulator.embedded.model.Values.vector;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.firestore.v1.Document;
import com.google.firestore.v1.StructuredQuery;
import com.google.firestore.v1.StructuredQuery.FieldFilter.Operator;
import com.google.firestore.v1.StructuredQuery.FindNearest.DistanceMeasure;
import com.google.firestore.v1.StructuredQuery.UnaryFilter;
import com.google.protobuf.DoubleValue;
import dbmanager.emulator.embedded.model.ResourceName;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class QueryTest extends DocumentsAsked {
    private DocumentsAsked mixed() {
        documents
                .put("c/null", Map.of("a", NULL))
                .put("c/nan", Map.of("a", NAN))
                .put("c/one", Map.of("a", value(1)))
                .put("c/oned", Map.of("a", value(1.0)))
                .put("c/two", Map.of("a", value(2)))
                .put("c/text", Map.of("a", value("x")))
                .put("c/array", Map.of("a", array(value(1), NAN, NULL)))
                .put("c/none", Map.of("b", value(1)));
        return this;
    }

    @Test
    void numbers_that_are_worth_the_same_are_equal() {
        mixed();
        assertThat(ids(a(Operator.EQUAL, value(1.0)))).containsExactly("one", "oned");
        assertThat(ids(a(Operator.IN, array(value(2.0), value(1))))).containsExactly("one", "oned", "two");
    }

    @Test
    void null_and_nan_are_equal_to_nothing_but_have_questions_of_their_own() {
        mixed();
        assertThat(ids(a(Operator.EQUAL, NULL))).isEmpty();
        assertThat(ids(a(Operator.EQUAL, NAN))).isEmpty();
        assertThat(ids(a(Operator.IN, array(NULL, NAN, value(2))))).containsExactly("two");
        assertThat(ids(a(Operator.ARRAY_CONTAINS, NULL))).isEmpty();
        assertThat(ids(Asked.unary("a", UnaryFilter.Operator.IS_NULL))).containsExactly("null");
        assertThat(ids(Asked.unary("a", UnaryFilter.Operator.IS_NAN))).containsExactly("nan");
        assertThat(ids(Asked.unary("a", UnaryFilter.Operator.IS_NOT_NULL)))
                .containsExactly("nan", "one", "oned", "two", "text", "array");
        assertThat(ids(Asked.unary("a", UnaryFilter.Operator.IS_NOT_NAN)))
                .containsExactly("one", "oned", "two", "text", "array");
    }

    @Test
    void a_negation_leaves_out_null_and_documents_without_the_field() {
        mixed();
        assertThat(ids(a(Operator.NOT_EQUAL, value(1)))).containsExactly("nan", "two", "text", "array");
        assertThat(ids(a(Operator.NOT_EQUAL, NULL))).isEmpty();
        assertThat(ids(a(Operator.NOT_IN, array(value(1), value("x"))))).containsExactly("nan", "two", "array");
        assertThat(ids(a(Operator.NOT_IN, array(value(1), NULL)))).isEmpty();
    }

    @Test
    void a_range_stays_within_the_type_of_its_operand() {
        mixed();
        assertThat(ids(a(Operator.GREATER_THAN, value(0)))).containsExactly("one", "oned", "two");
        assertThat(ids(a(Operator.LESS_THAN_OR_EQUAL, value("x")))).containsExactly("text");
        assertThat(ids(a(Operator.LESS_THAN, value(1)))).isEmpty();
        assertThat(ids(a(Operator.GREATER_THAN, NAN))).isEmpty();
        assertThat(ids(a(Operator.GREATER_THAN_OR_EQUAL, array()))).containsExactly("array");
    }

    @Test
    void an_order_leaves_out_documents_without_its_field_and_ends_with_the_name_the_same_way() {
        mixed();
        assertThat(ids(Asked.from("c").addAllOrderBy(Asked.by("-a"))))
                .containsExactly("array", "text", "two", "oned", "one", "nan", "null");
        assertThat(ids(Asked.from("c").addAllOrderBy(Asked.by("b")))).containsExactly("none");
    }

    @Test
    void fields_of_inequalities_are_ordered_by_in_the_direction_of_the_last_order() {
        grid();
        StructuredQuery.Filter above = Asked.field("a", Operator.GREATER_THAN, value(0));

        assertThat(ids(Asked.from("k").setWhere(above).addAllOrderBy(Asked.by("-b"))))
                .containsExactly("4", "2", "3", "1", "6");
        assertThat(ids(Asked.from("k")
                        .setWhere(Asked.any(
                                a(Operator.GREATER_THAN, value(1)),
                                Asked.field("b", Operator.GREATER_THAN, value(1))))))
                .as("both are ordered by, so both have to be there")
                .containsExactly("2", "3", "4", "6");
    }

    @Test
    void a_projection_keeps_the_fields_that_are_there_and_the_names() {
        grid();
        StructuredQuery.Builder query =
                Asked.from("k").setWhere(Asked.field("__name__", Operator.EQUAL, reference("k/6")));

        assertThat(shaped(query, "v.x.y", "v.q", "a.z").getFieldsMap())
                .isEqualTo(Map.of("v", map(Map.of("x", map(Map.of("y", value(1)))))));
        Document name = shaped(query, "__name__");
        assertThat(name.getFieldsMap()).isEmpty();
        assertThat(name.getName()).isEqualTo(Documents.ROOT + "/k/6");
        assertThat(name.hasUpdateTime()).isTrue();
        assertThat(run(query.clone().setSelect(StructuredQuery.Projection.getDefaultInstance()))
                        .next()
                        .shaped())
                .as("an empty projection is none")
                .isEmpty();
    }

    private Document shaped(StructuredQuery.Builder query, String... fields) {
        StructuredQuery.Builder selected = query.clone();
        for (String field : fields) {
            selected.getSelectBuilder().addFields(Asked.reference(field));
        }
        return run(selected).next().shaped().orElseThrow();
    }

    @Test
    void collections_groups_and_whatever_there_is_can_be_asked() {
        documents
                .put("c/1", Map.of())
                .put("c/1/c/2", Map.of())
                .put("c/1/d/3", Map.of())
                .put("e/missing/c/4", Map.of())
                .put("f/5", Map.of());

        assertThat(Asked.paths(Asked.from("c"), documents)).containsExactly("c/1");
        assertThat(Asked.paths(Asked.group("c"), documents)).containsExactly("c/1", "c/1/c/2", "e/missing/c/4");
        assertThat(Asked.paths(Asked.group(""), documents))
                .containsExactly("c/1", "c/1/c/2", "c/1/d/3", "e/missing/c/4", "f/5");
        assertThat(Asked.paths(Asked.from(""), documents)).containsExactly("c/1", "f/5");
        assertThat(Asked.paths(StructuredQuery.newBuilder(), documents)).containsExactly("c/1", "f/5");
        assertThat(below("c/1", Asked.group("c"))).containsExactly("c/1/c/2");
        assertThat(below("c/1", Asked.group(""))).containsExactly("c/1/c/2", "c/1/d/3");
        assertThat(below("c/1", Asked.from(""))).containsExactly("c/1/c/2", "c/1/d/3");
        assertThat(below("e/missing", Asked.from("c"))).containsExactly("e/missing/c/4");
    }

    private List<String> below(String parent, StructuredQuery.Builder query) {
        return Asked.paths(Query.of(query.build(), ResourceName.parent(Documents.ROOT + "/" + parent))
                .run(documents));
    }

    @Test
    void names_are_filtered_by_references() {
        grid();
        documents.put("k/3/k/x", Map.of());
        assertThat(ids(Asked.from("k")
                        .setWhere(name(Operator.IN, array(reference("k/2"), reference("z/1"), reference("k/1"))))))
                .containsExactly("1", "2");
        assertThat(ids(Asked.from("k")
                        .setWhere(Asked.all(
                                name(Operator.GREATER_THAN, reference("k/1")),
                                name(Operator.LESS_THAN_OR_EQUAL, reference("k/3"))))))
                .containsExactly("2", "3");
        assertThat(ids(Asked.group("k").setWhere(name(Operator.GREATER_THAN, reference("k/3")))))
                .containsExactly("x", "4", "5", "6");
        assertThat(ids(Asked.group("").setWhere(name(Operator.NOT_EQUAL, reference("k/4")))))
                .containsExactly("1", "2", "3", "x", "5", "6");
    }

    @Test
    void the_nearest_vectors_come_first_and_others_not_at_all() {
        documents
                .put("v/1", Map.of("e", vector(1, 0)))
                .put("v/2", Map.of("e", vector(0, 2)))
                .put("v/3", Map.of("e", vector(1, 1, 1)))
                .put("v/4", Map.of("e", value(1)))
                .put("v/5", Map.of("e", vector(-3, 0)))
                .put("v/6", Map.of("e", vector(0, 0)));

        assertThat(ids(nearest(DistanceMeasure.EUCLIDEAN))).containsExactly("1", "6", "2", "5");
        assertThat(ids(nearest(DistanceMeasure.COSINE))).containsExactly("1", "2", "5", "6");
        assertThat(ids(nearest(DistanceMeasure.DOT_PRODUCT))).containsExactly("1", "2", "6", "5");
        assertThat(ids(within(DistanceMeasure.EUCLIDEAN, 1))).containsExactly("1", "6");
        assertThat(ids(within(DistanceMeasure.COSINE, 1))).containsExactly("1", "2");
        assertThat(ids(within(DistanceMeasure.DOT_PRODUCT, 1))).containsExactly("1");

        StructuredQuery.Builder told = nearest(DistanceMeasure.EUCLIDEAN);
        told.getFindNearestBuilder().setDistanceResultField("d").setLimit(Asked.limit(2));
        List<Document> found = new ArrayList<>();
        run(told).forEachRemaining(result -> found.add(result.shaped().orElseThrow()));
        assertThat(found)
                .extracting(document -> document.getFieldsOrThrow("d"))
                .containsExactly(value(0.0), value(1.0));
        assertThat(found.get(0).getFieldsMap()).containsKey("e");
        told.getSelectBuilder().addFields(Asked.reference("d"));
        assertThat(run(told).next().shaped().orElseThrow().getFieldsMap()).isEqualTo(Map.of("d", value(0.0)));
    }

    private static StructuredQuery.Builder within(DistanceMeasure measure, double threshold) {
        StructuredQuery.Builder query = nearest(measure);
        query.getFindNearestBuilder().setDistanceThreshold(DoubleValue.of(threshold));
        return query;
    }
}
