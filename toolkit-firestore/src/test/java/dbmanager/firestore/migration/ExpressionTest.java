package dbmanager.firestore.migration;

import static dbmanager.firestore.migration.Scripts.SHOP;
import static dbmanager.firestore.migration.Scripts.document;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.firestore.v1.Document;
import com.google.firestore.v1.MapValue;
import com.google.firestore.v1.Value;
import dbmanager.firestore.document.DocumentJson;
import dbmanager.firestore.document.Fields;
import java.util.Map;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExpressionTest {
    /** Texts of values of every kind, with the borders of each. */
    private static final Arbitrary<String> SCALARS = Arbitraries.of(
            "null",
            "true",
            "0",
            "-1",
            "{\"$int\":\"9223372036854775807\"}",
            "{\"$int\":\"-9223372036854775808\"}",
            "{\"$int\":\"9007199254740993\"}",
            "0.0",
            "{\"$double\":\"-0.0\"}",
            "{\"$double\":\"NaN\"}",
            "{\"$double\":\"-Infinity\"}",
            "1.0",
            "4.9e-324",
            "\"\"",
            "\"a\\u0000b\"",
            "\"đ 💡\"",
            "{\"$timestamp\":\"0001-01-01T00:00:00Z\"}",
            "{\"$timestamp\":\"9999-12-31T23:59:59.999999Z\"}",
            "{\"$timestamp\":\"1969-12-31T23:59:59.999999Z\"}",
            "{\"$bytes\":\"\"}",
            "{\"$bytes\":\"AP8=\"}",
            "{\"$reference\":\"users/42\"}",
            "{\"$reference\":\"projects/other/databases/x/documents/users/42\"}",
            "{\"$geopoint\":[0.0,0.0]}",
            "{\"$geopoint\":[-90.0,180.0]}",
            "{\"$vector\":[]}",
            "{\"$vector\":[1.0,0.5]}",
            "[]",
            "{}",
            "{\"$map\":{\"$timestamp\":\"x\"}}");

    @Provide
    Arbitrary<String> values() {
        Arbitrary<String> list = SCALARS.list().ofMaxSize(3).map(parts -> "[" + String.join(",", parts) + "]");
        Arbitrary<String> map = Arbitraries.maps(
                        Arbitraries.of("a", "b c", "d.e", "ä"), Arbitraries.oneOf(SCALARS, list))
                .ofMaxSize(3)
                .map(entries -> entries.entrySet().stream()
                        .map(entry -> "\"" + entry.getKey() + "\":" + entry.getValue())
                        .collect(java.util.stream.Collectors.joining(",", "{", "}")));
        return Arbitraries.oneOf(SCALARS, list, map);
    }

    @Property(tries = 200)
    void what_an_expression_hands_on_comes_back_bit_for_bit(@ForAll("values") String json) {
        Value value = DocumentJson.parse(json, SHOP);
        Document document =
                document("users/1", "{}").toBuilder().putFields("a", value).build();

        assertThat(Fields.same(computed("doc.a", document), value)).isTrue();
        assertThat(Fields.same(computed("doc", document), map(Map.of("a", value))))
                .isTrue();
        assertThat(Fields.same(
                        computed("{'x': [{'y': doc.a}]}", document), map(Map.of("x", list(map(Map.of("y", value)))))))
                .isTrue();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
                1 + 2                                             | {}                                  | 3
                1.0 + 2.0                                         | {}                                  | 3.0
                7 / 2                                             | {}                                  | 3
                double(doc.n) / 2.0                               | {"n":7}                             | 3.5
                int('42')                                         | {}                                  | 42
                18u                                               | {}                                  | 18
                doc.n > 1.5                                       | {"n":2}                             | true
                doc.n == 2                                        | {"n":2.0}                           | true
                doc.a == null                                     | {"a":null}                          | true
                null                                              | {}                                  | null
                has(doc.a.b)                                      | {"a":{}}                            | false
                doc.?a.?b.orValue('none')                         | {"a":{}}                            | "none"
                'first name' in doc                               | {"first name":"Ann"}                | true
                doc['first name'].lowerAscii()                    | {"first name":"ANN"}                | "ann"
                doc.name.split(' ')                               | {"name":"Ann Lee"}                  | ["Ann","Lee"]
                doc.name.split(' ')[0].upperAscii()               | {"name":"Ann Lee"}                  | "ANN"
                doc.name.trim().replace(' ', '-')                 | {"name":"  Ann Lee "}               | "Ann-Lee"
                doc.tags.join('/')                                | {"tags":["a","b"]}                  | "a/b"
                doc.name.matches('^A.*e$')                        | {"name":"Ann Lee"}                  | true
                doc.name.startsWith('Ä')                          | {"name":"Ärger"}                    | true
                size(doc.name)                                    | {"name":"đ💡"}                      | 2
                doc.tags.map(t, {'label': t})                     | {"tags":["a"]}                      | [{"label":"a"}]
                doc.tags.filter(t, t != 'a')                      | {"tags":["a","b"]}                  | ["b"]
                doc.tags.exists(t, t == 'b')                      | {"tags":["a","b"]}                  | true
                'b' in doc.tags                                   | {"tags":["a","b"]}                  | true
                doc.tags + ['c']                                  | {"tags":["a",{"$geopoint":[1.0,2.0]}]} | ["a",{"$geopoint":[1.0,2.0]},"c"]
                doc.tags.distinct()                               | {"tags":["b","a","b"]}              | ["b","a"]
                math.greatest(doc.n, 3)                           | {"n":7}                             | 7
                int(math.round(doc.n * 100.0))                    | {"n":19.99}                         | 1999
                doc.at + duration('24h')                          | {"at":{"$timestamp":"2026-01-01T00:00:00Z"}} | {"$timestamp":"2026-01-02T00:00:00Z"}
                timestamp('2026-01-01T00:00:00.123456789Z')       | {}                                  | {"$timestamp":"2026-01-01T00:00:00.123456Z"}
                doc.at.getFullYear()                              | {"at":{"$timestamp":"2026-01-01T00:00:00Z"}} | 2026
                int(doc.at)                                       | {"at":{"$timestamp":"2026-01-01T00:00:00Z"}} | 1767225600
                timestamp(doc.ms / 1000)                          | {"ms":1767225600000}                | {"$timestamp":"2026-01-01T00:00:00Z"}
                string(doc.n)                                     | {"n":7}                             | "7"
                b'abc'                                            | {}                                  | {"$bytes":"YWJj"}
                bytes(doc.name)                                   | {"name":"abc"}                      | {"$bytes":"YWJj"}
                doc.owner.id + ' ' + doc.owner.path               | {"owner":{"$reference":"users/42"}} | "42 users/42"
                reference('users/' + id)                          | {}                                  | {"$reference":"users/1"}
                doc.owner == reference('users/42')                | {"owner":{"$reference":"users/42"}} | true
                doc.place.latitude                                | {"place":{"$geopoint":[1.5,2.0]}}   | 1.5
                geopoint(doc.lat, doc.lng)                        | {"lat":1.5,"lng":-2.0}              | {"$geopoint":[1.5,-2.0]}
                vector(doc.list)                                  | {"list":[1,0.5]}                    | {"$vector":[1.0,0.5]}
                doc.v.values                                      | {"v":{"$vector":[1.0,0.5]}}         | [1.0,0.5]
                doc.name.substring(1).indexOf('n')                | {"name":"Ann"}                      | 0
                math.ceil(1.2) + math.floor(1.8) + math.abs(-3.0) | {}                                  | 6.0
                math.least(doc.n, 2.5)                            | {"n":3}                             | 2.5
                doc.tags.sort().slice(0, 1)                       | {"tags":["b","a"]}                  | ["a"]
                [[1], [2]].flatten()                              | {}                                  | [1,2]
                doc.tags.all(t, t.size() == 1)                    | {"tags":["b","a"]}                  | true
                type(doc.a) == null_type                          | {"a":null}                          | true
                type(doc.a) == type(created)                      | {"a":{"$timestamp":"2026-01-01T00:00:00Z"}} | true
                type(doc.a) == list && type(doc.b) == map         | {"a":[],"b":{}}                     | true
                type(doc.a) == bytes                              | {"a":{"$bytes":""}}                 | true
                type(doc.n) == int                                | {"n":1}                             | true
                type(doc.n) == double                             | {"n":1.0}                           | true
                cel.bind(parts, doc.name.split(' '), parts[1] + ', ' + parts[0]) | {"name":"Ann Lee"}   | "Lee, Ann"
                doc.map(k, k)                                     | {"b":1,"a":2}                       | ["a","b"]
                updated - created > duration('1s')                | {}                                  | true
                path                                              | {}                                  | "users/1"
                """)
    void an_expression_is_computed_over_one_document(String text, String json, String expected) {
        assertThat(DocumentJson.text(computed(text, document("users/1", json)), SHOP))
                .isEqualTo(expected);
    }

    private static Value computed(String text, Document document) {
        Optional<Value> value = Expression.operand(text).value(document, "x");
        assertThat(value).isPresent();
        return value.get();
    }

    private static Value map(Map<String, Value> fields) {
        return Value.newBuilder()
                .setMapValue(MapValue.newBuilder().putAllFields(fields))
                .build();
    }

    private static Value list(Value value) {
        return Value.newBuilder()
                .setArrayValue(com.google.firestore.v1.ArrayValue.newBuilder().addValues(value))
                .build();
    }
}
