package dbmanager.environment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dbmanager.problem.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SettingsFileTest {
    @TempDir
    Path folder;

    /** In the table a {@code ;} ends a line of the file. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '^',
            value = {
                "backup: x                                    | 1 | \"backup\" is not a key of the configuration | did you mean \"backups\"? the keys are backups, encryption, retention, recovery, environments, journal",
                "schedule: x                                  | 1 | \"schedule\" is not a key of the configuration | the keys are backups, encryption, retention, recovery, environments, journal",
                "a;b                                          | 1 | the configuration is a text | make it a mapping (key: value), or remove it",
                "- a                                          | 1 | the configuration is a list | make it a mapping",
                "# c;backups: x;backups: y                    | 3 | \"backups\" stands in the configuration twice, first in line 2 | keep one of them",
                "backups: 5                                   | 1 | backups of the configuration is a number | make it a text",
                "backups:                                     | 1 | backups of the configuration is empty | make it a text",
                "backups: [x]                                 | 1 | backups of the configuration is a list | make it a text",
                "? [a];: x                                    | 1 | a key of the configuration is not a word | write key: value",
                "retention: 5                                 | 1 | retention is a number | make it a mapping",
                "retention:; last: -1                         | 2 | last of retention is a number | make it a whole number from 0 to 999999999",
                "retention:; last: many                       | 2 | last of retention is a text | make it a whole number",
                "retention:; last: 1.5                        | 2 | last of retention is a number | make it a whole number",
                "retention:; weeky: 1                         | 2 | \"weeky\" is not a key of retention | did you mean \"weekly\"?",
                "recovery: {rto: 4}                           | 1 | rto of recovery is no span of time | write it like 30m, 4h or 2d",
                "recovery: {rpo: 0h}                          | 1 | rpo of recovery is no span of time | write it like 30m, 4h or 2d",
                "recovery: {rpo: [1h]}                        | 1 | rpo of recovery is no span of time | write it like 30m, 4h or 2d",
                "recovery: {unattended-ok: maybe}             | 1 | unattended-ok of recovery is a text | make it true or false",
                "environments:; dev:;  databases:;   shop:;    url: a;    expect: {shrink: 0.3} | 6 | shrink of expect of database shop is no share from 0% to 100% | write it like 30%",
                "environments:; dev:;  databases:;   shop:;    url: a;    expect: {shrink: 101%} | 6 | shrink of expect of database shop is no share from 0% to 100% | write it like 30%",
                "retention: {}                                | 1 | retention keeps no backup at all | give at least one of last",
                "retention: {last: 0}                         | 1 | retention keeps no backup at all | give at least one of last",
                "environments: {}                             | 1 | environments is empty | give at least one environment",
                "environments:; ../x: {}                      | 2 | \"../x\" cannot be a name | use letters, digits",
                "environments:; dev: x                        | 2 | environment dev is a text | make it a mapping",
                "environments:; dev:                          | 2 | environment dev is empty | make it a mapping",
                "environments:; dev: {}                       | 2 | environment dev has no databases | give it databases:",
                "environments:; dev: {database: {}}           | 2 | \"database\" is not a key of environment dev | did you mean \"databases\"?",
                "environments:; dev: {databases: {}}          | 2 | databases of environment dev is empty | give at least one database",
                "environments:; dev:;  databases:;   a/b: {}  | 4 | \"a/b\" cannot be a name | use letters, digits",
                "environments:; dev:;  databases:;   shop: {} | 4 | database shop has no url | url: sqlite:data/shop.db",
                "environments:; dev:;  databases:;   shop:;    url: 5 | 5 | url of database shop is a number | make it a text",
                "environments:; dev:;  databases:;   shop:;    url: a;    migration: b | 6 | \"migration\" is not a key of database shop | did you mean \"migrations\"? the keys are url, migrations, model, files, emulator, credentials, checks",
                "environments:; dev:;  databases:;   shop:;    url: a;    files: b | 6 | files of database shop is a text | make it a list of texts",
                "environments:; dev:;  databases:;   shop:;    url: a;    files:;     - b;     - 5 | 8 | an item of files of database shop is a number | make it a text",
                "environments:; dev:;  databases:;   shop:;    url: a;    checks: {row: 1} | 6 | \"row\" is not a key of checks of database shop | the keys are required, min_rows, assertions",
                "environments:; dev:;  databases:;   shop:;    url: a;    checks:;     min_rows: {a: x} | 7 | a of min_rows of checks of database shop is a text | make it a whole number",
                "environments:; dev:;  protection: closed;  databases: {a: {url: b}} | 3 | protection of environment dev is neither guarded nor open | protection: guarded",
                "environments:; dev:;\tdatabases: {}          | 3 | bad YAML: | correct the YAML",
                "backups: \"x                                 | 1 | bad YAML: | correct the YAML",
                "backups: *x                                  | 1 | bad YAML: | correct the YAML",
                "a: b;---;c: d                                | 2 | bad YAML: | correct the YAML",
            })
    void what_is_wrong_is_named_with_its_line_and_the_way_out(String yaml, int line, String happened, String next)
            throws IOException {
        assertThatThrownBy(() -> read(yaml.replace(";", "\n"))).isInstanceOfSatisfying(BadSetting.class, problem -> {
            assertThat(problem.kind()).isEqualTo(Problem.Kind.CONFIGURATION);
            assertThat(problem)
                    .hasMessageStartingWith(folder.resolve("db-manager.yaml") + ":" + line + ": " + happened);
            assertThat(problem.next()).contains(next);
        });
    }

    /** Found when the environment is asked for, because it may depend on a variable. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '^',
            value = {
                "url: x                                  | 5 | url of database a is no database URL | sqlite:",
                "url: sqlite:x;    migrations: gs://x    | 6 | migrations of database a is a URL | name a folder",
                "url: sqlite:x;    migrations: ''        | 6 | migrations of database a is empty | name a folder",
                "url: sqlite:x;    emulator: embedded    | 6 | emulator of database a is for Firestore only | remove it",
                "url: firestore://demo-a;    model: m.sql | 6 | model of database a is for SQL only | remove it",
                "url: sqlite:x;    credentials: k        | 6 | credentials of database a is for Firestore only | remove it",
                "url: '${A'                              | 5 | a ${ is not followed by NAME} | a plain ${ is written $${",
                "url: '${A B}'                           | 5 | a ${ is not followed by NAME} | write ${NAME}",
                "url: '${A:-${B}}'                       | 5 | a ${ is not followed by NAME} | one not inside another",
            })
    void what_is_wrong_with_a_value_is_named_with_its_line(String database, int line, String happened, String next)
            throws IOException {
        Settings settings = read("environments:\n dev:\n  databases:\n   a:\n    " + database.replace(";", "\n"));

        assertThatThrownBy(() -> settings.environment("dev")).isInstanceOfSatisfying(BadSetting.class, problem -> {
            assertThat(problem)
                    .hasMessageStartingWith(folder.resolve("db-manager.yaml") + ":" + line + ": " + happened);
            assertThat(problem.next()).contains(next);
        });
    }

    @Test
    void backups_on_another_machine_are_not_a_folder() throws IOException {
        Settings settings = read("backups: s3://bucket/shop");

        assertThatThrownBy(settings::backups).hasMessageEndingWith(":1: backups of the configuration is a URL");
    }

    @Test
    void one_anchor_may_serve_two_environments() throws IOException {
        Settings settings = read("""
                environments:
                  dev: {databases: &shop {shop: {url: "sqlite:${NAME}.db"}}}
                  test: {databases: *shop}
                """);

        assertThat(settings.environmentNames()).containsExactly("dev", "test");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "# nothing yet\n", "backups: x\n"})
    void a_file_without_environments_leaves_them_to_the_variables(String yaml) throws IOException {
        write(yaml);
        Settings settings = Settings.read(Optional.empty(), folder, Map.of("DATABASE_URL", "sqlite:x.db"));

        assertThat(settings.environment("dev").databases()).hasSize(1);
    }

    @Test
    void a_file_that_would_eat_the_memory_is_refused() {
        assertThatThrownBy(() -> read("[".repeat(100_000))).hasMessageContaining("more than 20 levels");
        assertThatThrownBy(() -> read("# ".repeat(200_000))).hasMessageContaining("more than 256 KiB");
        assertThatThrownBy(() -> read(aliasBomb())).hasMessageContaining("bad YAML: Number of aliases");
    }

    @Test
    void a_file_that_is_no_text_is_refused() throws IOException {
        Files.write(folder.resolve("db-manager.yaml"), new byte[] {(byte) 0xff, (byte) 0xfe, 0});

        assertThatThrownBy(() -> Settings.read(Optional.empty(), folder, Map.of()))
                .isInstanceOfSatisfying(
                        BadSetting.class, problem -> assertThat(problem.next()).contains("UTF-8"));
    }

    private static String aliasBomb() {
        return "x0: &x0 [a]\n"
                + IntStream.range(1, 20)
                        .mapToObj(i -> "x" + i + ": &x" + i + " [" + ("*x" + (i - 1) + ", ").repeat(9) + "a]\n")
                        .collect(Collectors.joining());
    }

    private Settings read(String yaml) throws IOException {
        write(yaml);
        return Settings.read(Optional.empty(), folder, Map.of());
    }

    private void write(String yaml) throws IOException {
        Files.writeString(folder.resolve("db-manager.yaml"), yaml);
    }
}
