package dbmanager.firestore.document;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.firestore.v1.Document;
import com.google.firestore.v1.Value;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** When fields are the same, where they differ, and what they weigh. */
class FieldsTest {
    private static final DatabaseName SHOP = new DatabaseName("shop", "(default)");

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '^',
            value = {
                "{'a':1} | {'a':1.0}",
                "{'a':0.0} | {'a':{'$double':'-0.0'}}",
                "{'a':{'$geopoint':[0.0,1.0]}} | {'a':{'$geopoint':[{'$double':'-0.0'},1.0]}}",
                "{'a':null} | {}",
                "{'a':null} | {'b':null}",
                "{'a':{}} | {'a':[]}",
                "{'a':''} | {'a':{'$bytes':''}}",
                "{'a':'x'} | {'a':{'$bytes':'eA=='}}",
                "{'a':'x/y'} | {'a':{'$reference':'x/y'}}",
                "{'a':[1,2]} | {'a':[2,1]}",
                "{'a':[[1],2]} | {'a':[[1,2]]}",
                "{'a':{'b':1}} | {'a':{'b':1,'c':1}}",
                "{'a':{'$vector':[1.0]}} | {'a':[1.0]}",
                "{'a':{'$timestamp':'2026-11-21T02:00:00Z'}} | {'a':{'$timestamp':'2026-11-21T02:00:00.000001Z'}}",
                "{'ab':'c'} | {'a':'bc'}"
            })
    void what_looks_alike_is_told_apart(String a, String b) {
        assertThat(Fields.same(fields(a), fields(b))).isFalse();
        assertThat(Fields.same(fields(b), fields(a))).isFalse();
        assertThat(Fields.differences(fields(a), fields(b))).isNotEmpty();
        assertThat(Fields.fingerprint(fields(a))).isNotEqualTo(Fields.fingerprint(fields(b)));
    }

    @Test
    void every_nan_is_the_same() {
        Map<String, Value> one = Map.of("a", number(Double.NaN));
        Map<String, Value> other = Map.of("a", number(Double.longBitsToDouble(0x7ff8_dead_beef_0001L)));
        assertThat(Fields.same(one, other)).isTrue();
        assertThat(Fields.differences(one, other)).isEmpty();
        assertThat(Fields.fingerprint(one)).isEqualTo(Fields.fingerprint(other));
        assertThat(DocumentJson.text(other.get("a"), SHOP)).isEqualTo("{\"$double\":\"NaN\"}");
    }

    private static Value number(double number) {
        return Value.newBuilder().setDoubleValue(number).build();
    }

    @Property(tries = 200)
    void the_order_of_keys_does_not_count(@ForAll long seed) {
        Map<String, Value> fields = new RandomDocuments(SHOP, seed).fields(3, 12);
        List<String> names = new ArrayList<>(fields.keySet());
        Collections.shuffle(names, new Random(seed));
        Map<String, Value> shuffled = new LinkedHashMap<>();
        names.forEach(name -> shuffled.put(name, fields.get(name)));
        assertThat(Fields.same(fields, shuffled)).isTrue();
        assertThat(Fields.fingerprint(shuffled)).isEqualTo(Fields.fingerprint(fields));
    }

    @Property(tries = 200)
    void same_differences_and_fingerprint_agree(@ForAll long seed) {
        Map<String, Value> a = new RandomDocuments(SHOP, seed).fields(2, 2);
        Map<String, Value> b = new RandomDocuments(SHOP, seed / 3).fields(2, 2);
        boolean same = Fields.same(a, b);
        assertThat(Fields.differences(a, b).isEmpty()).isEqualTo(same);
        assertThat(Fields.fingerprint(a).equals(Fields.fingerprint(b))).isEqualTo(same);
    }

    @Test
    void a_difference_names_the_deepest_field() {
        List<Difference> differences = Fields.differences(
                fields("{'a':{'b':{'c':1,'d':2}},'e.f':[1],'g':{'$vector':[1.0]},'same':1}"),
                fields("{'a':{'b':{'c':1.0,'x':2}},'e.f':[2],'g':{'$vector':[2.0]},'same':1}"));
        assertThat(differences)
                .extracting(difference -> difference.field().toString())
                .containsExactly("a.b.c", "a.b.d", "a.b.x", "`e.f`", "g");
        assertThat(differences.get(1).right()).isEmpty();
        assertThat(differences.get(2).left()).isEmpty();
        assertThat(differences.get(0).left())
                .contains(Value.newBuilder().setIntegerValue(1).build());
    }

    @Test
    void the_fingerprint_is_frozen() {
        Map<String, Value> fields = fields("{'name':'Zürich 🍵','null':null,'yes':true,'no':false,'i':-1,'d':0.5,"
                + "'nan':{'$double':'NaN'},'t':{'$timestamp':'2026-11-21T02:00:00.123456Z'},'b':{'$bytes':'AAEC'},"
                + "'r':{'$reference':'users/42'},'g':{'$geopoint':[1.5,-2.5]},'list':[1,'a'],'map':{'z':1,'a':2}}");
        assertThat(Fields.fingerprint(fields))
                .hasToString("b0fb67915ebf510e483dc6607ff462895ae37216f6fdd21d8e0290727ac0dbca");
        assertThat(Fields.fingerprint(Map.of()))
                .hasToString("af5570f5a1810b7af78caf4bc70a660f0df51e42baf91d4de5b2328de0e83dfc");
    }

    @Test
    void a_value_that_was_never_set_has_no_fingerprint() {
        assertThatThrownBy(() -> Fields.fingerprint(Map.of("a", Value.getDefaultInstance())))
                .isInstanceOf(InvalidDocument.class);
    }

    /** The example of the page. */
    @Test
    void a_document_is_as_large_as_the_documentation_says() {
        assertThat(size(
                        "users/jeff/tasks/my_task_id",
                        "{'type':'Personal','done':false,'priority':1,'description':'Learn Cloud Firestore'}"))
                .isEqualTo(147);
        assertThat(size("users/__id7__", "{}")).isEqualTo(6 + 8 + 16 + 32);
        assertThat(size("a/b", "{}")).isEqualTo(2 + 2 + 16 + 32);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '^',
            value = {
                "null | 1",
                "true | 1",
                "1 | 8",
                "1.0 | 8",
                "'' | 1",
                "'Zürich' | 8",
                "'🍵' | 5",
                "{'$bytes':'AAEC'} | 3",
                "{'$timestamp':'2026-11-21T02:00:00Z'} | 8",
                "{'$geopoint':[1.0,2.0]} | 16",
                "{'$reference':'users/42'} | 25",
                "{'$vector':[1.0,2.0]} | 16",
                "[1,null] | 9",
                "[] | 0",
                "{} | 32",
                "{'b':1} | 42"
            })
    void a_value_is_as_large_as_the_documentation_says(String value, int size) {
        long empty = size("a/b", "{}");
        assertThat(size("a/b", "{'a':" + value + "}") - empty).isEqualTo(2 + size);
    }

    private static long size(String path, String json) {
        return Fields.size(Document.newBuilder()
                .setName(new DocumentPath(path).in(SHOP))
                .putAllFields(fields(json))
                .build());
    }

    private static Map<String, Value> fields(String json) {
        return DocumentJson.parse(json.replace('\'', '"'), SHOP).getMapValue().getFieldsMap();
    }
}
