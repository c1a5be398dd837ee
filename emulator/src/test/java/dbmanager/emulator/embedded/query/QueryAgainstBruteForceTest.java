package dbmanager.emulator.embedded.query;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.firestore.v1.Cursor;
import com.google.firestore.v1.StructuredQuery;
import com.google.firestore.v1.StructuredQuery.CompositeFilter;
import com.google.firestore.v1.StructuredQuery.FieldFilter;
import com.google.firestore.v1.StructuredQuery.UnaryFilter;
import com.google.firestore.v1.Value;
import com.google.firestore.v1.Write;
import com.google.protobuf.TextFormat;
import dbmanager.emulator.embedded.model.Refused;
import dbmanager.emulator.embedded.model.Values;
import dbmanager.emulator.embedded.store.Database;
import dbmanager.emulator.embedded.store.Databases;
import dbmanager.emulator.embedded.store.Snapshot;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever way a query is run, its result is that of looking at everything. */
class QueryAgainstBruteForceTest {
    private static final String[] FIELDS = {"a", "b", "m.x", "`t.`"};
    private static final String[] COLLECTIONS = {"c", "d", "c/1/c", "c/__id7__/d", "d/x/c"};
    private static final String[] IDS = {"1", "10", "2", "__id7__", "__id-3__", "x", "é", "x y"};
    /** With one more character a text that queries see whole, but an index does not keep whole. */
    private static final String LONG = "x".repeat(1499);

    private Random random;
    private Values values;
    private List<Value> pool;

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void random_queries_find_the_same_in_the_same_order(long seed) {
        begin(seed);
        Documents documents = documents();
        int ran = 0;
        int found = 0;
        for (int i = 0; i < 1500; i++) {
            StructuredQuery query = query();
            Optional<Query> parsed = parsed(query);
            if (parsed.isEmpty()) {
                continue;
            }
            ran++;
            List<String> results = Asked.paths(parsed.get().run(documents));
            assertThat(results)
                    .as(() -> TextFormat.printer().printToString(query))
                    .isEqualTo(new BruteForce(query).run(documents));
            found += results.isEmpty() ? 0 : 1;
            assertThat(documents.stream()
                            .filter(parsed.get()::matches)
                            .sorted(parsed.get().order())
                            .map(stored -> stored.key().path()))
                    .isEqualTo(new BruteForce(
                                    query.toBuilder().clearLimit().clearOffset().build())
                            .run(documents));
        }
        assertThat(ran).isGreaterThan(700);
        assertThat(found).isGreaterThan(200);
    }

    private void begin(long seed) {
        random = new Random(seed);
        values = new Values(random);
        pool = Stream.concat(
                        Stream.generate(values::any).limit(12),
                        Stream.of(
                                Values.NULL,
                                Values.NAN,
                                Values.value(1),
                                Values.value(1.0),
                                Values.value(2),
                                Values.value(LONG + "a"),
                                Values.value(LONG + "b"),
                                Values.array(Values.value(1), Values.value("x"), Values.NULL),
                                Values.array(Values.value(LONG + "a")),
                                Values.reference("c/1")))
                .toList();
    }

    @ParameterizedTest
    @ValueSource(longs = {7, 8, 9})
    void the_store_answers_the_same_now_and_for_a_time_that_has_passed(long seed) {
        begin(seed);
        Documents before = documents();
        Documents after = documents();
        try (Databases databases = new Databases(Clock.systemUTC(), Databases.HOUR, Long.MAX_VALUE)) {
            Database database = databases.open("p", "(default)");
            for (int round = 0; round < 2; round++) {
                Documents old = before;
                database.commit(writes(before), Optional.empty());
                Snapshot then = database.snapshot();
                random(200, query -> Asked.paths(query.run(then)), query -> new BruteForce(query).run(old));
                database.commit(writes(after), Optional.empty());
                Snapshot now = database.snapshot();
                Documents changed = after;
                random(200, query -> Asked.paths(query.run(now)), query -> new BruteForce(query).run(changed));
                random(200, query -> Asked.paths(query.run(then)), query -> new BruteForce(query).run(old));
            }
        }
    }

    private void random(
            int queries, Function<Query, List<String>> run, Function<StructuredQuery, List<String>> expected) {
        for (int i = 0; i < queries; i++) {
            StructuredQuery asked = query();
            Optional<Query> query = parsed(asked);
            query.ifPresent(one -> assertThat(run.apply(one))
                    .as(() -> TextFormat.printer().printToString(asked))
                    .isEqualTo(expected.apply(asked)));
        }
    }

    private static List<Write> writes(Documents documents) {
        return documents.stream()
                .map(stored -> Write.newBuilder().setUpdate(stored.document()).build())
                .toList();
    }

    /** Empty where it is more than a query may ask. */
    private static Optional<Query> parsed(StructuredQuery query) {
        try {
            return Optional.of(Query.of(query, Documents.PARENT));
        } catch (Refused outOfBounds) {
            return Optional.empty();
        }
    }

    private Documents documents() {
        Documents documents = new Documents();
        for (String collection : COLLECTIONS) {
            for (String id : IDS) {
                Map<String, Value> fields = new HashMap<>();
                for (String field : List.of("a", "b", "t.")) {
                    if (random.nextInt(4) > 0) {
                        fields.put(field, value());
                    }
                }
                if (random.nextBoolean()) {
                    fields.put("m", random.nextInt(5) == 0 ? value() : Values.map(Map.of("x", value())));
                }
                documents.put(collection + "/" + id, fields);
            }
        }
        return documents;
    }

    private Value value() {
        return pool.get(random.nextInt(pool.size()));
    }

    private StructuredQuery query() {
        String collection = random.nextBoolean() ? "c" : "d";
        StructuredQuery.Builder query = random.nextBoolean() ? Asked.from(collection) : Asked.group(collection);
        if (random.nextInt(5) > 0) {
            query.setWhere(filter(2));
        }
        List<String> orders = new ArrayList<>();
        for (String field : FIELDS) {
            if (random.nextInt(5) == 0) {
                orders.add(direction() + field);
            }
        }
        orders.sort(Comparator.comparingInt(any -> random.nextInt()));
        if (random.nextInt(3) == 0) {
            orders.add(direction() + "__name__");
        }
        query.addAllOrderBy(Asked.by(orders.toArray(String[]::new)));
        if (random.nextInt(4) == 0) {
            query.setStartAt(cursor(orders));
        }
        if (random.nextInt(4) == 0) {
            query.setEndAt(cursor(orders));
        }
        if (random.nextInt(3) == 0) {
            query.setLimit(Asked.limit(random.nextInt(6)));
        }
        if (random.nextInt(4) == 0) {
            query.setOffset(random.nextInt(4));
        }
        return query.build();
    }

    private String direction() {
        return random.nextBoolean() ? "-" : "";
    }

    private Cursor cursor(List<String> orders) {
        Cursor.Builder cursor = Cursor.newBuilder().setBefore(random.nextBoolean());
        for (String order : orders.subList(0, random.nextInt(orders.size() + 1))) {
            cursor.addValues(order.endsWith("__name__") ? name() : value());
        }
        return cursor.build();
    }

    private Value name() {
        return Values.reference(
                COLLECTIONS[random.nextInt(COLLECTIONS.length)] + "/" + IDS[random.nextInt(IDS.length)]);
    }

    private StructuredQuery.Filter filter(int depth) {
        if (depth > 0 && random.nextInt(3) > 0) {
            CompositeFilter.Operator operator =
                    random.nextInt(3) == 0 ? CompositeFilter.Operator.OR : CompositeFilter.Operator.AND;
            return Asked.composite(
                    operator,
                    Stream.generate(() -> filter(depth - 1))
                            .limit(1 + random.nextInt(3))
                            .toList());
        }
        if (random.nextInt(8) == 0) {
            return Asked.unary(
                    FIELDS[random.nextInt(FIELDS.length)], UnaryFilter.Operator.forNumber(2 + random.nextInt(4)));
        }
        boolean named = random.nextInt(7) == 0;
        FieldFilter.Operator operator = FieldFilter.Operator.forNumber(1 + random.nextInt(10));
        Value operand = named ? name() : value();
        if (operator == FieldFilter.Operator.IN
                || operator == FieldFilter.Operator.NOT_IN
                || operator == FieldFilter.Operator.ARRAY_CONTAINS_ANY) {
            operand = Values.array(Stream.generate(() -> named ? name() : value())
                    .limit(1 + random.nextInt(3))
                    .toArray(Value[]::new));
        }
        return Asked.field(named ? "__name__" : FIELDS[random.nextInt(FIELDS.length)], operator, operand);
    }

    @Test
    void an_order_is_whole_where_the_index_cuts_values_off() {
        Documents documents = new Documents();
        for (int i = 0; i < 20; i++) {
            documents.put(
                    "c/" + i, Map.of("a", Values.value(LONG + (char) ('a' + i * 7 % 20)), "b", Values.value(i % 2)));
        }
        for (String order : List.of("a", "-a")) {
            StructuredQuery query = Asked.from("c")
                    .addAllOrderBy(Asked.by(order))
                    .setLimit(Asked.limit(7))
                    .build();

            assertThat(Asked.paths(Query.of(query, Documents.PARENT).run(documents)))
                    .isEqualTo(new BruteForce(query).run(documents))
                    .hasSize(7);
        }
    }
}
