package dbmanager.emulator.embedded.query;

import static dbmanager.emulator.embedded.model.Values.NULL;
import static dbmanager.emulator.embedded.model.Values.map;
import static dbmanager.emulator.embedded.model.Values.value;
import static dbmanager.emulator.embedded.model.Values.vector;

import com.google.firestore.v1.StructuredQuery;
import com.google.firestore.v1.StructuredQuery.FieldFilter.Operator;
import com.google.firestore.v1.StructuredQuery.FindNearest;
import com.google.firestore.v1.StructuredQuery.FindNearest.DistanceMeasure;
import com.google.firestore.v1.Value;
import java.util.List;
import java.util.Map;

/** Documents, and questions about them. */
abstract class DocumentsAsked {
    final Documents documents = new Documents();

    List<String> ids(StructuredQuery.Builder query) {
        return Asked.paths(query, documents).stream()
                .map(path -> path.substring(path.lastIndexOf('/') + 1))
                .toList();
    }

    List<String> ids(StructuredQuery.Filter filter) {
        return ids(Asked.from("c").setWhere(filter));
    }

    static StructuredQuery.Filter a(Operator operator, Value operand) {
        return Asked.field("a", operator, operand);
    }

    void grid() {
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

    static StructuredQuery.Builder byA() {
        return Asked.from("k").addAllOrderBy(Asked.by("a"));
    }

    Results run(StructuredQuery.Builder query) {
        return Query.of(query.build(), Documents.PARENT).run(documents);
    }

    static StructuredQuery.Filter name(Operator operator, Value operand) {
        return Asked.field("__name__", operator, operand);
    }

    static StructuredQuery.Builder nearest(DistanceMeasure measure) {
        return Asked.from("v")
                .setFindNearest(FindNearest.newBuilder()
                        .setVectorField(Asked.reference("e"))
                        .setQueryVector(vector(1, 0))
                        .setDistanceMeasure(measure)
                        .setLimit(Asked.limit(10)));
    }
}
