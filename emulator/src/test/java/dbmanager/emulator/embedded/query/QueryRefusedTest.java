package dbmanager.emulator.embedded.query;

import static dbmanager.emulator.embedded.model.Values.array;
import static dbmanager.emulator.embedded.model.Values.reference;
import static dbmanager.emulator.embedded.model.Values.value;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.firestore.v1.StructuredQuery;
import com.google.firestore.v1.StructuredQuery.FieldFilter.Operator;
import com.google.firestore.v1.StructuredQuery.FindNearest.DistanceMeasure;
import com.google.firestore.v1.StructuredQuery.UnaryFilter;
import com.google.firestore.v1.Value;
import dbmanager.emulator.embedded.model.Refused;
import io.grpc.Status;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What production would not run. */
class QueryRefusedTest extends DocumentsAsked {
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
