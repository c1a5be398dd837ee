package dbmanager.firestore.document;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.firestore.v1.Value;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.NotEmpty;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Paths of fields, as text and through maps. */
class FieldPathTest {
    private static final DatabaseName SHOP = new DatabaseName("shop", "(default)");

    @Test
    void names_that_are_no_words_stand_in_backticks() {
        assertThat(new FieldPath(List.of("a", "b_1"))).hasToString("a.b_1");
        assertThat(new FieldPath(List.of("prices", "1.5 l", "`", "\\"))).hasToString("prices.`1.5 l`.`\\``.`\\\\`");
        assertThat(FieldPath.parse("prices.`1.5 l`.`\\``.`\\\\`").segments())
                .containsExactly("prices", "1.5 l", "`", "\\");
    }

    @Test
    void a_name_without_a_dot_needs_no_backticks() {
        assertThat(FieldPath.parse("first-name.$x").segments()).containsExactly("first-name", "$x");
    }

    @Property(tries = 500)
    void every_path_can_be_written_and_read(@ForAll @Size(min = 1, max = 4) List<@NotEmpty String> names) {
        List<String> allowed = names.stream()
                .map(name -> name.replaceAll("\\p{Cs}", "?").replaceAll("^__(.*)__$", "_$1_"))
                .toList();
        FieldPath path = new FieldPath(allowed);
        assertThat(FieldPath.parse(path.toString())).isEqualTo(path);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".", "a.", ".a", "a..b", "`a", "a`b", "`a`b", "``", "__name__", "a.__x__", "`a\\`"})
    void what_is_no_path_is_refused(String text) {
        assertThatThrownBy(() -> FieldPath.parse(text))
                .isInstanceOf(InvalidPath.class)
                .hasMessageContaining("no path of a field");
    }

    @Test
    void a_value_is_found_set_and_taken_away_through_maps() {
        Map<String, Value> fields = fields("{'name':'Ada','address':{'city':'Zug','zip':'6300'}}");
        FieldPath city = FieldPath.parse("address.city");
        assertThat(city.in(fields)).contains(value("'Zug'"));
        assertThat(city.with(fields, value("'Bern'")))
                .isEqualTo(fields("{'name':'Ada','address':{'city':'Bern','zip':'6300'}}"));
        assertThat(city.without(fields)).isEqualTo(fields("{'name':'Ada','address':{'zip':'6300'}}"));
        assertThat(FieldPath.parse("name.first").in(fields)).isEmpty();
        assertThat(FieldPath.parse("name.first").without(fields)).isEqualTo(fields);
        assertThat(FieldPath.parse("a.b.c").with(fields, value("1")))
                .isEqualTo(fields("{'name':'Ada','address':{'city':'Zug','zip':'6300'},'a':{'b':{'c':1}}}"));
        assertThat(fields).isEqualTo(fields("{'name':'Ada','address':{'city':'Zug','zip':'6300'}}"));
    }

    @Test
    void the_last_field_of_a_map_leaves_an_empty_map() {
        assertThat(FieldPath.parse("a.b").without(fields("{'a':{'b':1}}"))).isEqualTo(fields("{'a':{}}"));
    }

    private static Map<String, Value> fields(String json) {
        return value(json).getMapValue().getFieldsMap();
    }

    private static Value value(String json) {
        return DocumentJson.parse(json.replace('\'', '"'), SHOP);
    }
}
