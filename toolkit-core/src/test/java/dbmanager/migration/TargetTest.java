package dbmanager.migration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TargetTest {
    @Test
    void words_numbers_and_steps_are_targets() {
        assertThat(Target.parse("latest")).isEqualTo(new Target.Latest());
        assertThat(Target.parse("head")).isEqualTo(new Target.Latest());
        assertThat(Target.parse("heads")).isEqualTo(new Target.Latest());
        assertThat(Target.parse("base")).isEqualTo(new Target.Base());
        assertThat(Target.parse("20261121093000")).isEqualTo(new Target.At("20261121093000"));
        assertThat(Target.parse("2_1")).isEqualTo(new Target.At("2.1"));
        assertThat(Target.parse("0")).isEqualTo(new Target.At("0"));
        assertThat(Target.parse("+2")).isEqualTo(new Target.By(2));
        assertThat(Target.parse("-1")).isEqualTo(new Target.By(-1));
        assertThat(Target.parse("-007")).isEqualTo(new Target.By(-7));
        assertThat(Target.parse("+99999")).isEqualTo(new Target.By(99999));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", " ", "+0", "-0", "+", "-", "+100000", "+1.5", "--1", "HEAD", "newest", "1 ", "v1", "2.", "٣"
            })
    void anything_else_is_not_a_target(String text) {
        assertThatThrownBy(() -> Target.parse(text)).isInstanceOf(Target.Unreadable.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"latest", "base", "2.1", "+2", "-1"})
    void a_target_reads_as_it_is_typed(String text) {
        assertThat(Target.parse(text)).hasToString(text);
    }
}
