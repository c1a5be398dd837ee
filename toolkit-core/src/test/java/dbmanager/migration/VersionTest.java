package dbmanager.migration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dbmanager.problem.Problem;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class VersionTest {
    @Test
    void versions_are_ordered_by_number_not_by_text() {
        List<String> inOrder = List.of("0", "0.1", "1", "1.0.1", "1.2", "1.10", "2", "10", "20260801120000");
        List<Version> shuffled = Stream.of("10", "1.10", "0", "2", "1", "20260801120000", "1.2", "0.1", "1.0.1")
                .map(Version::parse)
                .sorted()
                .toList();
        assertThat(shuffled).extracting(Version::toString).isEqualTo(inOrder);
    }

    @ParameterizedTest
    @CsvSource({"1, 1.0", "1, 001", "1.2, 1_2", "2.10, 2.10.0.0", "0, 0.0", "1.05, 1.5"})
    void these_are_the_same_version(String one, String other) {
        assertThat(Version.parse(one))
                .isEqualTo(Version.parse(other))
                .hasSameHashCodeAs(Version.parse(other))
                .isEqualByComparingTo(Version.parse(other));
    }

    @ParameterizedTest
    @CsvSource({"1, 10", "1.1, 11", "1.0.1, 1.1", "0, 0.0.1"})
    void these_are_two_versions(String older, String newer) {
        assertThat(Version.parse(older)).isNotEqualTo(Version.parse(newer)).isLessThan(Version.parse(newer));
    }

    @Test
    void a_version_is_written_as_it_was_read_with_dots() {
        assertThat(Version.parse("001.10")).hasToString("001.10");
        assertThat(Version.parse("2_1")).hasToString("2.1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "1 ", "a", "v1", "1.", ".1", "1..2", "1__2", "-1", "+1", "1-2", "1,2", "١", "1\n"})
    void these_are_no_versions(String text) {
        assertThatThrownBy(() -> Version.parse(text))
                .isInstanceOfSatisfying(
                        Version.Malformed.class,
                        problem -> assertThat(problem.kind()).isEqualTo(Problem.Kind.USAGE));
    }

    @Test
    void a_version_fits_flyways_column() {
        assertThat(Version.parse("9".repeat(50))).hasToString("9".repeat(50));
        assertThatThrownBy(() -> Version.parse("9".repeat(51))).isInstanceOf(Version.Malformed.class);
    }

    @Test
    void a_moment_gives_its_utc_time_stamp() {
        assertThat(Version.at(Instant.parse("2026-11-21T09:30:00.999Z"))).hasToString("20261121093000");
    }

    @ParameterizedTest
    @CsvSource({"1, 2", "1.9, 1.10", "20261121093059, 20261121093060", "1.0, 2", "0, 1"})
    void the_successor_counts_the_last_number_up(String version, String next) {
        assertThat(Version.parse(version).successor())
                .isEqualTo(Version.parse(next))
                .isGreaterThan(Version.parse(version));
    }
}
