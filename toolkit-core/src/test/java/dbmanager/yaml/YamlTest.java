package dbmanager.yaml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dbmanager.problem.Problem;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class YamlTest {
    private static final Path FILE = Path.of("list.yaml");

    /** In the words of whoever reads the file. */
    private static final class BadList extends Problem {
        private static final long serialVersionUID = 1L;

        BadList(Place place, String happened, String next) {
            super(Kind.CONFIGURATION, place + ": " + happened, "", next);
        }
    }

    private static Block read(String text) {
        return Yaml.parse(text, FILE, "the list", "write it anew", BadList::new)
                .orElseThrow()
                .block();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "a      | TEXT", "'1'    | TEXT", "yes    | TEXT", "${A}   | TEXT", "2026-01-01 | TEXT",
                "1      | WHOLE", "-1     | WHOLE", "1.0    | DECIMAL", "1e3    | DECIMAL", ".nan   | DECIMAL",
                "true   | TRUTH", "null   | EMPTY", "!!null | EMPTY", "[]     | LIST", "{}     | MAPPING"
            })
    void a_value_says_of_what_kind_it_is(String value, Item.Kind kind) {
        assertThat(read("a: " + value).need("a").kind()).isEqualTo(kind);
    }

    @Test
    void a_value_knows_its_line_and_where_it_stands() {
        Item item = read("# first\nsteps:\n  - one\n  - {two: 2}\n").need("steps");
        List<Item> items = item.list("a list of steps");

        assertThat(item).hasToString("list.yaml:2: steps of the list");
        assertThat(items.get(1)).hasToString("list.yaml:4: an item of steps of the list");
        assertThat(items.get(1).block().need("two").number()).isEqualTo(2);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "a: 1     | the list has no b          | give it one: b: …",
                "b: 1     | b of the list is a number  | make it true or false, or remove it",
                "b: 'true'| b of the list is a text    | make it true or false, or remove it",
            })
    void a_value_that_is_missing_or_of_another_kind_is_named(String text, String happened, String next) {
        assertThatThrownBy(() -> read(text).need("b").truth()).isInstanceOfSatisfying(BadList.class, problem -> {
            assertThat(problem).hasMessage("list.yaml:1: " + happened);
            assertThat(problem.next()).isEqualTo(next);
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"a: &a [*a]", "a: &a {b: {c: *a}}", "a: &a {*a : 1}"})
    void a_value_that_contains_itself_is_refused(String text) {
        assertThatThrownBy(() -> read(text)).isInstanceOf(BadList.class);
    }

    /** Three to the power of seventeen, in a few hundred letters. */
    @Test
    void a_text_that_unfolds_to_a_hundred_thousand_values_is_refused() {
        StringBuilder bomb = new StringBuilder("v0: &v0 [1, 1, 1]\n");
        for (int level = 1; level <= 16; level++) {
            bomb.append("v%d: &v%d [*v%d, *v%d, *v%d]\n".formatted(level, level, level - 1, level - 1, level - 1));
        }
        assertThatThrownBy(() -> read(bomb.toString()))
                .isInstanceOf(BadList.class)
                .hasMessageStartingWith("list.yaml:11: more than 100000 values");
    }

    @Test
    void a_byte_order_mark_and_the_line_ends_of_windows_are_no_mistake() {
        assertThat(read("\uFEFFa: 1\r\nb: 2\r\n").need("b").number()).isEqualTo(2);
    }

    @Test
    void a_text_of_comments_holds_nothing() {
        assertThat(Yaml.parse("# nothing\n", FILE, "the list", "", BadList::new))
                .isEmpty();
    }
}
