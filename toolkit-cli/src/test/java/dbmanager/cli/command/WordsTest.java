package dbmanager.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;

class WordsTest {
    private static final Instant NOW = Instant.parse("2026-11-21T02:00:00.5Z");

    @Test
    void nothing_is_younger_than_now() {
        assertThat(Words.seconds(NOW.plusSeconds(2), NOW)).isZero();
        assertThat(Words.age(NOW.plusSeconds(2), NOW)).isEqualTo("0 s");
        assertThat(Words.seconds(NOW.minusSeconds(90), NOW)).isEqualTo(90);
        assertThat(Words.age(NOW.minusSeconds(90), NOW)).isEqualTo("1 min");
    }
}
