package dbmanager.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ArgumentsTest {
    @ParameterizedTest
    @CsvSource({
        "status, status",
        "--env staging status, status --env staging",
        "-q status --exit-code, status -q --exit-code",
        "rollback -1, rollback -- -1",
        "rollback -1 --dry-run, rollback --dry-run -- -1",
        "rollback --dry-run -- -2, rollback --dry-run -- -2",
        "migrate +1, migrate +1",
        "help rollback, rollback --help",
        "help, --help",
        "--version, --version",
        "status -- --env, status -- --env"
    })
    void come_in_any_order(String typed, String read) {
        assertThat(String.join(" ", Arguments.of(typed.split(" ")).words())).isEqualTo(read);
    }

    @ParameterizedTest
    @CsvSource({
        "status --output json, true",
        "status --output=JSON, true",
        "--output json, true",
        "status --json, true",
        "status --output text, false",
        "export --format json, false",
        "status --output, false"
    })
    void say_whether_a_program_reads_the_answer(String typed, boolean json) {
        assertThat(Arguments.of(typed.split(" ")).wantJson()).isEqualTo(json);
    }
}
