package dbmanager.emulator.embedded.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.firestore.v1.Document;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FieldPathTest {
    @Test
    void dots_lead_into_maps_and_backticks_quote_the_rest() {
        assertThat(FieldPath.parse("a.b_1").segments()).containsExactly("a", "b_1");
        assertThat(FieldPath.parse("`a.b`.c").segments()).containsExactly("a.b", "c");
        assertThat(FieldPath.parse("`a\\`b`.`c\\\\`").segments()).containsExactly("a`b", "c\\");
        assertThat(FieldPath.parse("`é $1\n`").segments()).containsExactly("é $1\n");
        assertThat(FieldPath.parse("`a\\b`").segments()).containsExactly("ab");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "a.b.c", "`1`", "`a b`.c", "`\\``", "`\\\\.`.x", "__name__"})
    void what_is_printed_reads_the_same(String text) {
        assertThat(FieldPath.parse(text)).hasToString(text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a..b", "a-b", "`a", "`a`b", "``", "a.", ".a", "1a", "é", "`a\\`", "a b", "a\n"})
    void a_malformed_path_is_refused_with_the_syntax(String text) {
        assertThatThrownBy(() -> FieldPath.parse(text))
                .isInstanceOf(Refused.class)
                .hasMessage("Invalid property path \"" + text
                        + "\". Unquoted property paths must match regex ([a-zA-Z_][a-zA-Z_0-9]*), and quoted property paths must match regex"
                        + " (`(?:[^`\\\\]|(?:\\\\.))+`)");
    }

    @Test
    void reserved_empty_and_overlong_paths_are_refused() {
        assertThatThrownBy(() -> FieldPath.parse("a.`__x__`")).hasMessage("Invalid reserved name in field path __x__");
        assertThatThrownBy(() -> FieldPath.parse("__name__.a")).isInstanceOf(Refused.class);
        assertThatThrownBy(() -> FieldPath.parse("")).hasMessage("Invalid empty property path string.");
        assertThatThrownBy(() -> FieldPath.parse("é".repeat(751)))
                .hasMessage("property path is longer than 1500 bytes.");
    }

    @Test
    void a_field_is_found_set_and_taken_away_through_maps() {
        Document.Builder document = Document.newBuilder();
        FieldPath deep = FieldPath.parse("a.b.c");

        deep.set(document, Values.value(1));
        FieldPath.parse("a.d").set(document, Values.value(2));

        assertThat(deep.in(document.build())).contains(Values.value(1));
        assertThat(FieldPath.parse("a.d.e").in(document.build())).isEmpty();
        assertThat(FieldPath.parse("x").in(document.build())).isEmpty();
        FieldPath.of("v").set(document, Values.vector(1));
        assertThat(FieldPath.parse("v.value").in(document.build()))
                .as("a vector is one value")
                .isEmpty();
        FieldPath.of("v").delete(document);

        deep.delete(document);
        FieldPath.parse("x.y").delete(document);

        assertThat(document.build().getFieldsMap())
                .isEqualTo(Map.of("a", Values.map(Map.of("b", Values.map(Map.of()), "d", Values.value(2)))));
    }

    @Test
    void what_is_in_the_way_and_is_no_map_becomes_one() {
        Document.Builder document = Document.newBuilder().putFields("a", Values.value("text"));

        FieldPath.parse("a.b").set(document, Values.value(1));

        assertThat(document.getFieldsMap()).isEqualTo(Map.of("a", Values.map(Map.of("b", Values.value(1)))));
    }

    @Test
    void a_path_leads_through_its_beginnings() {
        assertThat(FieldPath.parse("a").isPrefixOf(FieldPath.parse("a.b"))).isTrue();
        assertThat(FieldPath.parse("a.b").isPrefixOf(FieldPath.parse("a.b"))).isTrue();
        assertThat(FieldPath.parse("a.b").isPrefixOf(FieldPath.parse("a"))).isFalse();
        assertThat(FieldPath.parse("a").isPrefixOf(FieldPath.parse("ab"))).isFalse();
    }
}
