package dbmanager.casdoor;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What an engine gives back in another form is the same; what means something else is not. */
class ComparisonTest {
    @Test
    void a_time_is_the_same_where_it_is_the_same_moment() {
        assertThat(Comparison.same("2026-01-01 10:00:00+00", "2026-01-01T11:00:00+01:00"))
                .isTrue();
        assertThat(Comparison.same("2026-01-01 10:00:00+00", "2026-01-01T10:00:00+01:00"))
                .isFalse();
    }

    @Test
    void without_a_zone_it_is_the_same_where_the_clock_says_the_same() {
        assertThat(Comparison.same("2026-01-01 10:00:00", "2026-01-01T10:00:00"))
                .isTrue();
        assertThat(Comparison.same("2026-01-01 10:00:00.5", "2026-01-01T10:00:00.500"))
                .isTrue();
        assertThat(Comparison.same("2026-01-01 10:00:00", "2026-01-01T10:00:01"))
                .isFalse();
        assertThat(Comparison.same("2026-01-01 10:00:00", "2026-01-01T10:00:00Z"))
                .as("nobody knows of which zone the first is")
                .isFalse();
    }

    @Test
    void a_list_or_an_object_is_the_same_as_its_json_however_it_is_laid_out() {
        assertThat(Comparison.same("[\"shop/a\", \"shop/b\"]", List.of("shop/a", "shop/b")))
                .isTrue();
        assertThat(Comparison.same(
                        "{\"b\": {\"c\": 1.50}, \"a\": null}", map("a", null, "b", Map.of("c", number("1.50")))))
                .isTrue();
        assertThat(Comparison.same("[\"shop/b\", \"shop/a\"]", List.of("shop/a", "shop/b")))
                .isFalse();
        assertThat(Comparison.same("no [ json", List.of("shop/a"))).isFalse();
    }

    @Test
    void a_list_is_the_same_as_an_array_of_postgresql() {
        assertThat(Comparison.same("{shop/a,shop/b}", List.of("shop/a", "shop/b")))
                .isTrue();
        assertThat(Comparison.same(
                        "{NULL,\"null\",\"a b\",\"a,b\",\"{\",\"\\\"\",\"\\\\\",é}",
                        Arrays.asList(null, "null", "a b", "a,b", "{", "\"", "\\", "é")))
                .isTrue();
        assertThat(Comparison.same("{}", List.of())).isTrue();
        assertThat(Comparison.same("{shop/a}", List.of("shop/a", "shop/b"))).isFalse();
    }

    @Test
    void what_a_document_holds_is_compared_part_by_part() {
        assertThat(Comparison.same(Map.of("a", List.of(1.5, 2L)), Map.of("a", List.of(number("1.5"), 2L))))
                .isTrue();
        assertThat(Comparison.same(Map.of("a", 1L), Map.of("b", 1L))).isFalse();
        assertThat(Comparison.same(List.of(1L), List.of(1L, 2L))).isFalse();
        assertThat(Comparison.same(Map.of(), List.of())).isFalse();
    }

    private static BigDecimal number(String text) {
        return new BigDecimal(text);
    }

    private static Map<String, Object> map(String one, Object value, String other, Object second) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put(one, value);
        map.put(other, second);
        return map;
    }
}
