package dbmanager.environment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DotEnvTest {
    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            quoteCharacter = '^',
            value = {
                "A=x                        ~ x",
                "export A=x                 ~ x",
                "A = x                      ~ x",
                "  A=x y  # comment         ~ x y",
                "A=x#y                      ~ x#y",
                "A=#y                       ~ #y",
                "A= # comment               ~ ^^",
                "A=                         ~ ^^",
                "A=\"x # y\"  # comment     ~ x # y",
                "A='x # y'                  ~ x # y",
                "A='${B} \\n'               ~ ${B} \\n",
                "A=\"${B} \\\" \\\\ \\t.\"  ~ ^b \" \\ \t.^",
                "A=\"\\${B} \\$5\"          ~ ${B} $5",
                "A=${B}-${C:-c}             ~ b-c",
                "A=$B                       ~ $B",
                "A=$${B}                    ~ ${B}",
                "A=p=q                      ~ p=q",
            })
    void a_line_is_read_as_a_shell_would(String line, String value) {
        assertThat(variables("B=b\n" + line + "\n").find("A")).contains(value);
    }

    @Test
    void a_file_is_read_line_by_line_whatever_ends_them() {
        Variables variables =
                variables("\uFEFF# settings\r\n\r\nexport A=1\r\nKEY=\"first\r\nsecond\"\r\nA=2\r\nLAST=end");

        assertThat(variables.find("A")).contains("2");
        assertThat(variables.find("KEY")).contains("first\nsecond");
        assertThat(variables.find("LAST")).contains("end");
    }

    @Test
    void the_process_wins_also_inside_a_value() {
        Variables variables = variables("USER=file\nURL=postgres://${USER}@db/shop\n", Map.of("USER", "process"));

        assertThat(variables.find("USER")).contains("process");
        assertThat(variables.find("URL")).contains("postgres://process@db/shop");
    }

    @Test
    void without_a_file_there_are_no_variables() {
        assertThat(DotEnv.read(folder)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '^',
            value = {
                "s3cret              | 3 | this is not NAME=value",
                "1A=s3cret           | 3 | this is not NAME=value",
                "A B=s3cret          | 3 | this is not NAME=value",
                "A='s3cret           | 3 | a quote is opened and not closed",
                "A=\"s3cret          | 3 | a quote is opened and not closed",
                "A='s3cret' more     | 3 | something follows the closing quote",
            })
    void a_bad_line_is_named_and_not_repeated(String line, int number, String complaint) {
        assertThatThrownBy(() -> variables("A=1\n# comment\n" + line + "\n"))
                .isInstanceOfSatisfying(BadSetting.class, problem -> {
                    assertThat(problem)
                            .hasMessage(folder.resolve(".env") + ":" + number + ": " + complaint)
                            .hasMessageNotContaining("s3cret");
                    assertThat(problem.next()).isNotEmpty().doesNotContain("s3cret");
                });
    }

    @Test
    void a_line_after_a_long_value_is_still_counted_right() {
        assertThatThrownBy(() -> variables("A=\"1\n2\n3\"\nwrong\n")).hasMessageContaining(".env:4:");
    }

    @Test
    void a_variable_that_is_missing_is_missed_only_by_those_who_need_it() {
        Variables variables = variables("A=1\nB=${NOWHERE}\n");

        assertThat(variables.find("A")).contains("1");
        assertThatThrownBy(() -> variables.find("B"))
                .isInstanceOf(MissingVariable.class)
                .hasMessage(folder.resolve(".env") + ":2: the variable NOWHERE is not set");
    }

    @Test
    void a_circle_is_refused() {
        assertThatThrownBy(() -> variables("A=${B}\nB=${A}\n").find("A"))
                .isInstanceOfSatisfying(BadSetting.class, problem -> {
                    assertThat(problem).hasMessageEndingWith(".env:1: A refers to itself");
                    assertThat(problem.next()).contains("A → B → A");
                });
    }

    @Test
    void an_entry_does_not_print_its_value() {
        variables("A=s3cret\n");

        assertThat(DotEnv.read(folder).toString()).doesNotContain("s3cret");
    }

    private Variables variables(String dotEnv) {
        return variables(dotEnv, Map.of());
    }

    private Variables variables(String dotEnv, Map<String, String> process) {
        try {
            Files.writeString(folder.resolve(".env"), dotEnv);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new Variables(process, DotEnv.read(folder));
    }
}
