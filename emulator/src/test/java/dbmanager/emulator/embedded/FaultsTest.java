package dbmanager.emulator.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dbmanager.emulator.embedded.Fault.Kind;
import dbmanager.emulator.embedded.Faults.Fate;
import io.grpc.Status.Code;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FaultsTest {
    private static final Instant NOON = Instant.parse("2026-08-01T12:00:00Z");

    private static Fate fate(Faults faults, String method) {
        return faults.of(method, List::of, () -> 1, NOON);
    }

    private static Optional<Code> code(Faults faults, String method) {
        return fate(faults, method).fault().map(Fault::code);
    }

    @Test
    void nothing_goes_wrong_unless_it_is_asked_for() {
        assertThat(fate(Faults.none(), "Commit")).isEqualTo(Fate.UNHARMED);
        assertThat(fate(Faults.parse("  "), "Commit")).isEqualTo(Fate.UNHARMED);
    }

    @Test
    void a_code_strikes_its_method_and_no_other() {
        Faults faults = Faults.parse("Commit:UNAVAILABLE; RunQuery:aborted");

        assertThat(code(faults, "Commit")).contains(Code.UNAVAILABLE);
        assertThat(code(faults, "RunQuery")).contains(Code.ABORTED);
        assertThat(code(faults, "GetDocument")).isEmpty();
    }

    @Test
    void a_rate_is_that_part_of_the_calls_and_the_same_for_the_same_seed() {
        List<Boolean> once = strikes("seed=7;Commit:UNAVAILABLE:rate=0.1", 10_000);

        assertThat(once.stream().filter(struck -> struck).count()).isBetween(800L, 1_200L);
        assertThat(strikes("seed=7;Commit:UNAVAILABLE:rate=0.1", 10_000)).isEqualTo(once);
        assertThat(strikes("seed=8;Commit:UNAVAILABLE:rate=0.1", 10_000)).isNotEqualTo(once);
    }

    private static List<Boolean> strikes(String spec, int calls) {
        Faults faults = Faults.parse(spec);
        return IntStream.range(0, calls)
                .mapToObj(call -> code(faults, "Commit").isPresent())
                .toList();
    }

    @Test
    void the_third_call_is_the_third_call() {
        assertThat(strikes("Commit:ABORTED:nth=3", 5)).containsExactly(false, false, true, false, false);
        assertThat(strikes("Commit:ABORTED:times=2", 4)).containsExactly(true, true, false, false);
    }

    @Test
    void a_position_in_a_stream_is_told_to_whoever_sends_it() {
        Fault fault = fate(Faults.parse("RunQuery:reset:after=500"), "RunQuery")
                .fault()
                .orElseThrow();

        assertThat(fault).isEqualTo(new Fault(Kind.RESET, Code.UNAVAILABLE, 500));
    }

    @Test
    void a_document_strikes_every_call_that_names_it_and_one_write_of_a_batch() {
        Faults faults = Faults.parse("doc=users/7:ABORTED");

        assertThat(faults.of("GetDocument", () -> List.of("users/7"), () -> 1, NOON)
                        .fault())
                .isPresent();
        assertThat(faults.of("GetDocument", () -> List.of("users/8"), () -> 1, NOON)
                        .fault())
                .isEmpty();
        Fate batch = faults.of("BatchWrite", () -> List.of("users/7", "users/8"), () -> 2, NOON);
        assertThat(batch.fault()).isEmpty();
        assertThat(batch.failing()).containsOnlyKeys("users/7");
    }

    @Test
    void latencies_add_up_and_leave_the_answer_alone() {
        Fate fate = fate(Faults.parse("*:latency=20ms;Commit:latency=5ms"), "Commit");

        assertThat(fate.latencyMillis()).isEqualTo(25);
        assertThat(fate.fault()).isEmpty();
    }

    @Test
    void a_bucket_runs_dry_and_fills_again() {
        Faults faults = Faults.parse("quota=100/s");

        assertThat(faults.of("Commit", List::of, () -> 80, NOON).fault()).isEmpty();
        assertThat(faults.of("Commit", List::of, () -> 80, NOON).fault().map(Fault::code))
                .contains(Code.RESOURCE_EXHAUSTED);
        Instant later = NOON.plus(Duration.ofMillis(600));
        assertThat(faults.of("Commit", List::of, () -> 80, later).fault()).isEmpty();
        assertThat(faults.of("Commit", List::of, () -> 1, later).fault()).isPresent();
        assertThat(faults.of("Commit", List::of, () -> 500, NOON.plusSeconds(9)).fault())
                .as("a call above the quota passes a full bucket, or it would never pass")
                .isEmpty();
    }

    @Test
    void they_change_while_a_server_runs() {
        Faults faults = Faults.none();
        faults.change("*:INTERNAL");
        assertThat(code(faults, "Listen")).contains(Code.INTERNAL);

        assertThatThrownBy(() -> faults.change("Commit")).isInstanceOf(IllegalArgumentException.class);
        assertThat(faults.spec()).isEqualTo("*:INTERNAL");
        assertThat(code(faults, "Listen")).contains(Code.INTERNAL);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Commit:ABORTED:after=3",
                "RunQuery:lost:after=3",
                "*:latency=20ms:after=3",
                "Listen:lost",
                "Write:silent",
                "Listen:latency=20ms",
                "Commit:ABORTED:nth=1:nth=2",
                "doc=:ABORTED",
                "doc=users:ABORTED",
                "doc=/users/7:ABORTED"
            })
    void a_rule_that_could_never_strike_as_it_says_is_refused(String spec) {
        assertThatThrownBy(() -> Faults.parse(spec))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("fault \"" + spec + "\": ");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Commit",
                "commit:ABORTED",
                "Commit:OK",
                "Commit:BROKEN",
                "Commit:ABORTED:rate=2",
                "Commit:ABORTED:rate=NaN",
                "Commit:ABORTED:nth=0",
                "Commit:ABORTED:often",
                "*:latency=20",
                "quota=5",
                "quota=0/s",
                "quota=5/s:rate=0.5",
                "seed=x",
                ":ABORTED"
            })
    void what_is_no_rule_is_refused_with_one_that_is(String spec) {
        assertThatThrownBy(() -> Faults.parse(spec))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("fault \"" + spec + "\": ")
                .hasMessageContaining("a rule looks like Commit:UNAVAILABLE:rate=0.1");
    }
}
