package dbmanager.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HelpTest {
    @TempDir
    Path folder;

    @TestFactory
    Stream<DynamicTest> every_command_has_an_example_and_its_exit_codes() {
        return CommandTable.names().stream()
                .map(name -> DynamicTest.dynamicTest(name, () -> {
                    Cli.Result help = new Cli(folder).run(name, "--help");
                    assertThat(help.exitCode()).isZero();
                    assertThat(help.err()).isEmpty();
                    assertThat(help.out())
                            .startsWith("Usage: db-manager " + name)
                            .contains("Exit codes:", "  0     done", "  2     the command line is wrong")
                            .contains("Example:\n  db-manager " + name)
                            .satisfies(text -> assertThat(text.contains("--output=text|json"))
                                    .isEqualTo(!name.equals("demo")));
                    assertThat(help.out().lines())
                            .allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(80));
                }));
    }

    @TestFactory
    Stream<DynamicTest> every_example_is_understood() {
        return CommandTable.examples().stream()
                .filter(example -> !example.equals("demo"))
                .map(example -> DynamicTest.dynamicTest(example, () -> {
                    String[] words =
                            example.replace("\"", "").replaceAll(" >.*", "").split(" ");
                    // it would run until somebody ends it: EmulatorCommandTest does
                    String[] ending = words[0].equals("emulator") ? with(words, "--fault", "nonsense") : words;
                    assertThat(new Cli(folder).run(ending).exitCode()).isNotEqualTo(1);
                    assertThat(new Cli(folder).run(ending).err()).doesNotContain("there is no option", "too many");
                }));
    }

    @ParameterizedTest
    @ValueSource(strings = {"status", "migrate", "rollback", "backup", "restore", "export", "verify", "doctor"})
    void a_command_on_a_database_can_find_it_damaged_or_locked_and_be_interrupted(String name) {
        assertThat(new Cli(folder).run(name, "--help").out())
                .contains("  3     the answer is no, or", "  11    somebody else", "  130   interrupted");
    }

    @Test
    void the_overview_names_every_command() {
        assertThat(new Cli(folder).run("--help").out()).contains(CommandTable.names());
    }

    @Test
    void so_does_the_page_of_all_commands() throws IOException {
        String page = Files.readString(Path.of("..", "docs", "commands.md"));
        assertThat(CommandTable.names()).allSatisfy(name -> assertThat(page).contains("`" + name + "`"));
    }

    @Test
    void help_is_also_a_word() {
        Cli cli = new Cli(folder);
        assertThat(cli.run("help", "upgrade")).isEqualTo(cli.run("migrate", "--help"));
        assertThat(cli.run("help")).isEqualTo(cli.run("-h"));
    }

    @Test
    void a_completion_script_knows_every_command() {
        assertThat(new Cli(folder).ok("completion").out())
                .contains(CommandTable.names())
                .contains("complete -F");
    }

    private static String[] with(String[] words, String... more) {
        return Stream.concat(Stream.of(words), Stream.of(more)).toArray(String[]::new);
    }
}
