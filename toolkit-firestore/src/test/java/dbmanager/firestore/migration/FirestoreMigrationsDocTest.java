package dbmanager.firestore.migration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dbmanager.environment.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the page shows is true. */
class FirestoreMigrationsDocTest {
    private static final Path PAGE = Path.of("../docs/firestore-migrations.md");
    private static final Pattern EXAMPLE = Pattern.compile("(?s)```yaml\n(.*?)```");
    private static final Pattern EXPRESSION = Pattern.compile("(?m)^\\| `([^`]*)` \\|");

    static Stream<String> examples() throws IOException {
        return all(EXAMPLE, Files.readString(PAGE));
    }

    /** Of the table of expressions. */
    static Stream<String> expressions() throws IOException {
        String page = Files.readString(PAGE);
        return all(EXPRESSION, page.substring(page.indexOf("| expression |"), page.indexOf("## Taking it back")));
    }

    private static Stream<String> all(Pattern pattern, String text) {
        return pattern.matcher(text).results().map((MatchResult result) -> result.group(1));
    }

    @ParameterizedTest
    @MethodSource("examples")
    void every_example_can_be_run_as_it_stands(String yaml, @TempDir Path folder) throws IOException {
        if (yaml.startsWith("environments:")) {
            Path file = Files.writeString(folder.resolve("db-manager.yaml"), yaml);
            Map<String, String> assertions = Settings.read(Optional.of(file), folder, Map.of())
                    .environment("dev")
                    .databases()
                    .get(0)
                    .checks()
                    .assertions();
            assertThat(assertions).isNotEmpty();
            assertions.forEach(Assertion::parse);
        } else {
            assertThat(Scripts.script(yaml).steps()).isNotEmpty();
        }
    }

    @ParameterizedTest
    @MethodSource("expressions")
    void every_expression_compiles(String text) {
        assertThatCode(() -> Expression.operand(text)).doesNotThrowAnyException();
    }

    @Test
    void every_step_has_an_example() throws IOException {
        List<String> shown = examples()
                .filter(yaml -> !yaml.startsWith("environments:"))
                .flatMap(yaml -> Scripts.script(yaml).steps().stream())
                .map(Step::name)
                .distinct()
                .toList();
        assertThat(shown).containsExactlyInAnyOrder(StepReader.NAMES.split(", "));
        assertThat(expressions()).hasSizeGreaterThan(10);
    }
}
