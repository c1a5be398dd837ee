package dbmanager.firestore.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class RampTest {
    private static final long SECOND = Duration.ofSeconds(1).toNanos();
    private static final long MINUTE = Duration.ofMinutes(1).toNanos();

    @Test
    void five_hundred_writes_take_a_second() {
        Ramp ramp = new Ramp(Pace.ramped(), 0);

        assertThat(ramp.reserve(500, 0)).isZero();
        assertThat(ramp.reserve(500, 0)).isEqualTo(SECOND);
        assertThat(ramp.reserve(250, SECOND / 2)).isEqualTo(SECOND * 3 / 2);
    }

    @Test
    void time_in_which_nothing_was_written_is_not_saved_up() {
        Ramp ramp = new Ramp(Pace.ramped(), 0);

        assertThat(ramp.reserve(500, MINUTE)).isZero();
        assertThat(ramp.reserve(500, MINUTE)).isEqualTo(SECOND);
    }

    @Test
    void every_five_minutes_half_as_many_again_are_allowed() {
        Ramp ramp = new Ramp(Pace.ramped(), 7);

        ramp.reserve(750, 7 + 5 * MINUTE);
        assertThat(ramp.reserve(1, 7 + 5 * MINUTE)).isEqualTo(SECOND);
        ramp.reserve(1125, 7 + 10 * MINUTE);
        assertThat(ramp.reserve(1, 7 + 10 * MINUTE)).isEqualTo(SECOND);
    }

    @Test
    void without_a_limit_nobody_waits() {
        Ramp ramp = new Ramp(Pace.unlimited(), 0);

        ramp.reserve(1_000_000, 0);
        assertThat(ramp.reserve(1_000_000, 0)).isZero();
    }
}
