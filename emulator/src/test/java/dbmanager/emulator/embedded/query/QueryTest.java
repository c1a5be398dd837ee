package dbmanager.emulator.embedded.query;

import static dbmanager.emulator.embedded.model.Values.NAN;
import static dbmanager.emulator.embedded.model.Values.NULL;
import static dbmanager.emulator.embedded.model.Values.array;
import static dbmanager.emulator.embedded.model.Values.map;
import static dbmanager.emulator.embedded.model.Values.reference;
import static dbmanager.emulator.embedded.model.Values.value;
import static dbmanager.emulator.embedded.model.Values.vector;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.firestore.v1.Cursor;
import com.google.firestore.v1.Document;
import com.google.firestore.v1.StructuredQuery;
import com.google.firestore.v1.StructuredQuery.FieldFilter.Operator;
import com.google.firestore.v1.StructuredQuery.FindNearest;
import com.google.firestore.v1.StructuredQuery.FindNearest.DistanceMeasure;
import com.google.firestore.v1.StructuredQuery.UnaryFilter;
import com.google.firestore.v1.Value;
import com.google.protobuf.DoubleValue;
import dbmanager.emulator.embedded.model.Refused;
import dbmanager.emulator.embedded.model.ResourceName;
import io.grpc.Status;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class QueryTest {
    private final Documents documents = new Documents();

    private QueryTest mixed() {
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

    private List<String> ids(StructuredQuery.Builder query) {
        return Asked.paths(query, documents).stream()
                .map(path -> path.substring(path.lastIndexOf('/') + 1))
                .toList();
    }

    private List<String> ids(StructuredQuery.Filter filter) {
        return ids(Asked.from("c").setWhere(filter));
    }

    private static StructuredQuery.Filter a(Operator operator, Value operand) {
        return Asked.field("a", operator, operand);
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

    private void grid() {
        documents
                .put("k/1", Map.of("a", value(1), "b", value(1)))
                .put("k/2", Map.of("a", value(1), "b", value(2)))
                .put("k/3", Map.of("a", value(2), "b", value(1)))
                .put("k/4", Map.of("a", value(2), "b", value(2)))
                .put("k/5", Map.of("a", value(3)))
                .put(
                        "k/6",
                        Map.of(
                                "a",
                                value(3),
                                "b",
                                NULL,
                                "v",
                                map(Map.of("x", map(Map.of("y", value(1), "z", value(2)))))));
    }

    @Test
    void a_cursor_stands_before_or_after_all_with_its_values() {
        grid();
        assertThat(ids(byA().setStartAt(Asked.before(value(2))))).containsExactly("3", "4", "5", "6");
        assertThat(ids(byA().setStartAt(Asked.after(value(2))))).containsExactly("5", "6");
        assertThat(ids(byA().setEndAt(Asked.before(value(2))))).containsExactly("1", "2");
        assertThat(ids(byA().setEndAt(Asked.after(value(2))))).containsExactly("1", "2", "3", "4");
        assertThat(ids(Asked.from("k")
                        .addAllOrderBy(Asked.by("a", "__name__"))
                        .setStartAt(Asked.after(value(2), reference("k/3")))))
                .containsExactly("4", "5", "6");
        assertThat(ids(Asked.from("k")
                        .addAllOrderBy(Asked.by("a", "-__name__"))
                        .setStartAt(Asked.after(value(2), reference("k/4")))))
                .containsExactly("3", "6", "5");
        assertThat(ids(Asked.from("k").setStartAt(Asked.after()))).isEmpty();
        assertThat(ids(Asked.from("k").setStartAt(Asked.before()))).hasSize(6);
    }

    private static StructuredQuery.Builder byA() {
        return Asked.from("k").addAllOrderBy(Asked.by("a"));
    }

    @Test
    void a_cursor_on_the_name_may_be_anywhere() {
        grid();
        StructuredQuery.Builder byName = Asked.from("k").addAllOrderBy(Asked.by("__name__"));

        assertThat(ids(byName.setStartAt(Asked.after(reference("k/3/x/y"))))).containsExactly("4", "5", "6");
        assertThat(ids(byName.setStartAt(Asked.before(reference("a/3"))))).hasSize(6);
        assertThat(ids(byName.setStartAt(Asked.before(reference("z/3"))))).isEmpty();
    }

    @Test
    void offset_and_limit_cut_the_result_and_what_was_skipped_is_told() {
        grid();
        Results results = Query.of(byA().setOffset(2).setLimit(Asked.limit(2)).build(), Documents.PARENT)
                .run(documents);

        assertThat(Asked.paths(results)).containsExactly("k/3", "k/4");
        assertThat(results.skipped()).isEqualTo(2);
        assertThat(ids(Asked.from("k").setLimit(Asked.limit(0)))).isEmpty();
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

    private Results run(StructuredQuery.Builder query) {
        return Query.of(query.build(), Documents.PARENT).run(documents);
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

    private static StructuredQuery.Filter name(Operator operator, Value operand) {
        return Asked.field("__name__", operator, operand);
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

    private static StructuredQuery.Builder nearest(DistanceMeasure measure) {
        return Asked.from("v")
                .setFindNearest(FindNearest.newBuilder()
                        .setVectorField(Asked.reference("e"))
                        .setQueryVector(vector(1, 0))
                        .setDistanceMeasure(measure)
                        .setLimit(Asked.limit(10)));
    }

    private static StructuredQuery.Builder within(DistanceMeasure measure, double threshold) {
        StructuredQuery.Builder query = nearest(measure);
        query.getFindNearestBuilder().setDistanceThreshold(DoubleValue.of(threshold));
        return query;
    }

    @Test
    void partitions_cut_a_group_into_parts_that_make_up_the_whole() {
        IntStream.range(0, 100).forEach(i -> documents.put("c/" + i % 7 + "/g/" + i, Map.of()));
        StructuredQuery.Builder group = Asked.group("g").addAllOrderBy(Asked.by("__name__"));

        List<Cursor> cursors = Query.of(group.build(), Documents.PARENT).partitions(3, documents);

        assertThat(cursors).hasSize(3).allMatch(Cursor::getBefore);
        List<String> parts = new ArrayList<>();
        for (int i = 0; i <= cursors.size(); i++) {
            StructuredQuery.Builder part = group.clone();
            if (i > 0) {
                part.setStartAt(cursors.get(i - 1));
            }
            if (i < cursors.size()) {
                part.setEndAt(cursors.get(i));
            }
            List<String> found = Asked.paths(part, documents);
            assertThat(found).hasSize(25);
            parts.addAll(found);
        }
        assertThat(parts).isEqualTo(Asked.paths(group, documents));
        assertThat(Query.of(group.build(), Documents.PARENT).partitions(1000, documents))
                .hasSize(99);
        assertThat(Query.of(group.build(), Documents.PARENT).partitions(5, new Documents()))
                .isEmpty();
        assertThatThrownBy(() ->
                        Query.of(Asked.from("g").build(), Documents.PARENT).partitions(3, documents))
                .isInstanceOf(Refused.class);
    }

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

    @Test
    void an_operand_that_is_named_twice_is_one_disjunction() {
        Value[] twice = IntStream.range(0, 12).mapToObj(i -> value(i % 6)).toArray(Value[]::new);
        documents.put("c/1", Map.of("a", value(5), "b", value(4)));
        StructuredQuery.Builder query = Asked.from("c")
                .setWhere(Asked.all(a(Operator.IN, array(twice)), Asked.field("b", Operator.IN, numbers(5))));
        assertThat(Asked.paths(query, documents)).containsExactly("c/1");
    }

    @Test
    void what_production_would_not_run_is_refused_in_its_words() {
        refused(
                "order by clause cannot contain more fields after the key",
                Asked.from("c").addAllOrderBy(Asked.by("__name__", "a")));
        refused(
                "order by clause cannot contain duplicate fields a",
                Asked.from("c").addAllOrderBy(Asked.by("a", "-a")));
        refused("'IN' requires an ArrayValue.", a(Operator.IN, value(1)));
        refused("'IN' requires an non-empty ArrayValue.", a(Operator.IN, array()));
        refused("'IN' supports up to 30 comparison values.", a(Operator.IN, numbers(31)));
        refused("'NOT_IN' supports up to 10 comparison values.", a(Operator.NOT_IN, numbers(11)));
        // 3 times 4, of which two say the same, times 3
        refused(
                "Too many disjunctions after normalization. Result had 33 disjunctions which is more than the maximum of 30",
                Asked.all(
                        a(Operator.IN, array(value(1), value(2), value(3))),
                        a(Operator.IN, array(value(1), value(2), value(4), value(5))),
                        Asked.field("b", Operator.IN, numbers(3))));
        refused(
                "Too many disjunctions after normalization. Result had 36 disjunctions which is more than the maximum of 30",
                Asked.all(a(Operator.IN, numbers(6)), Asked.field("b", Operator.IN, numbers(6))));
        refused(
                "Only a single 'NOT_EQUAL', 'NOT_IN', 'IS_NOT_NAN', or 'IS_NOT_NULL' filter allowed per query.",
                Asked.all(a(Operator.NOT_EQUAL, value(1)), Asked.unary("b", UnaryFilter.Operator.IS_NOT_NULL)));
        refused(
                "'NOT_IN' cannot be used in the same query with 'IN', 'ARRAY_CONTAINS_ANY' or 'OR'.",
                Asked.any(a(Operator.EQUAL, value(1)), Asked.field("b", Operator.NOT_IN, numbers(1))));
        refused(
                "A maximum of 1 'ARRAY_CONTAINS' filter is allowed per disjunction.",
                Asked.all(
                        a(Operator.ARRAY_CONTAINS, value(1)),
                        Asked.field("b", Operator.ARRAY_CONTAINS_ANY, numbers(2))));
        refused("value for a is too large to be used in a query", a(Operator.EQUAL, value("x".repeat(1501))));
        refused("__key__ filter value must be a Key", name(Operator.EQUAL, value("k/1")));
        refused("the name __key__ is reserved", name(Operator.ARRAY_CONTAINS, reference("k/1")));
        refused(
                "The request was for database 'projects/p/databases/(default)' but was attempting to access database 'projects/q/databases/(default)'",
                name(
                        Operator.EQUAL,
                        Value.newBuilder()
                                .setReferenceValue("projects/q/databases/(default)/documents/c/1")
                                .build()));
        refused(
                "Resource name \"nonsense\" lacks \"projects\" at index 0.",
                a(
                        Operator.EQUAL,
                        Value.newBuilder().setReferenceValue("nonsense").build()));
        refused(
                "Resource name \"projects/p/databases/(default)/documents/c\" lacks \"/\" at index 42.",
                a(Operator.EQUAL, reference("c")));
        refused("Unknown FieldFilter operator.", a(Operator.OPERATOR_UNSPECIFIED, value(1)));
        refused(
                "Unsupported CompositeFilter operator.",
                Asked.composite(StructuredQuery.CompositeFilter.Operator.OPERATOR_UNSPECIFIED, List.of()));
        refused(
                "Cursor has too many values.",
                Asked.from("c").addAllOrderBy(Asked.by("a")).setStartAt(Asked.before(value(1), reference("c/1"))));
        refused(
                "Cursor __key__ value is not a document reference.",
                Asked.from("c").addAllOrderBy(Asked.by("__name__")).setStartAt(Asked.before(value("1"))));
        refused(
                "Equality on key is not allowed if there are other inequality fields and key does not appear in inequalities.",
                Asked.all(name(Operator.EQUAL, reference("c/1")), a(Operator.GREATER_THAN, value(1))));
        assertThatThrownBy(() -> Query.of(
                        Asked.from("c").addAllOrderBy(Asked.by("-__name__")).build(), Documents.PARENT))
                .hasMessage("Firestore does not support descending key scans")
                .isInstanceOfSatisfying(
                        Refused.class,
                        refused -> assertThat(refused.code()).isEqualTo(Status.Code.FAILED_PRECONDITION));
        refused("limit is negative", Asked.from("c").setLimit(Asked.limit(-1)));
        refused("offset is negative", Asked.from("c").setOffset(-1));
        refused("kind is required for filter: a", Asked.group("").setWhere(a(Operator.EQUAL, value(1))));
        refused(
                "kind is required for all orders except __key__ ascending",
                Asked.group("").addAllOrderBy(Asked.by("-__name__")));
        refused(
                "StructuredQuery.from cannot have more than one collection selector.",
                Asked.from("c").addFrom(Asked.from("d").getFrom(0)));
        refused("Collection id \"a/b\" is invalid because it contains \"/\".", Asked.from("a/b"));
        refused("Collection id \"__x__\" is invalid because it is reserved.", Asked.from("__x__"));
        refused(
                "A query limit cannot be used with FindNearest",
                nearest(DistanceMeasure.COSINE).setLimit(Asked.limit(1)));
        refused("Unknown Distance Measure.", nearest(DistanceMeasure.DISTANCE_MEASURE_UNSPECIFIED));
        StructuredQuery.Builder tooMany = nearest(DistanceMeasure.COSINE);
        tooMany.getFindNearestBuilder().setLimit(Asked.limit(1001));
        refused("FindNearest.limit must be a positive integer of no more than 1000", tooMany);
        StructuredQuery.Builder noVector = nearest(DistanceMeasure.COSINE);
        noVector.getFindNearestBuilder().setQueryVector(value(1));
        refused("Query Value must be of type vector.", noVector);
    }

    private static Value numbers(int count) {
        return array(IntStream.range(0, count).mapToObj(i -> value(i)).toArray(Value[]::new));
    }

    private static void refused(String text, StructuredQuery.Filter filter) {
        refused(text, Asked.from("c").setWhere(filter));
    }

    private static void refused(String text, StructuredQuery.Builder query) {
        assertThatThrownBy(() -> Query.of(query.build(), Documents.PARENT))
                .as(text)
                .isInstanceOfSatisfying(Refused.class, refused -> {
                    assertThat(refused).hasMessage(text);
                    assertThat(refused.code()).isEqualTo(Status.Code.INVALID_ARGUMENT);
                });
    }
}
