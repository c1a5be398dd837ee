package dbmanager.migration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dbmanager.problem.Problem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WayTest {
    @ParameterizedTest
    @CsvSource({
        "2:head, 2, latest",
        "base:3.1, base, 3.1",
        ":head, base, latest",
        "2:+1, 2, +1",
        "heads:base, latest, base"
    })
    void a_way_on_paper_says_where_it_begins(String text, String from, String to) {
        assertThat(Way.parse(text).from().map(Target::toString)).contains(from);
        assertThat(Way.parse(text).to()).hasToString(to);
    }

    @Test
    void a_target_alone_begins_where_the_database_is() {
        assertThat(Way.parse("-1")).isEqualTo(Way.to(new Target.By(-1)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"2:", ":", "+1:head", "-1:base", "a:b", "1:2:3"})
    void what_is_no_way_is_refused(String text) {
        assertThatThrownBy(() -> Way.parse(text))
                .isInstanceOf(Problem.class)
                .extracting(e -> ((Problem) e).kind())
                .isEqualTo(Problem.Kind.USAGE);
    }
}
