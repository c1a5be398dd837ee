package dbmanager.cli.reliability;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What can be wrong with the configuration: said with its line, before anything is touched. */
final class ConfigurationTest {
    @TempDir
    private Path folder;

    private Project project;

    @BeforeEach
    void backedUp() {
        project = Project.backedUp(folder);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            retention: | retension:                        | db-manager.yaml:2 | retention
            url:       | uri:                              | db-manager.yaml:6 | url
            migrations:| migration:                        | db-manager.yaml:6 | migrations
            production:| prod:\\n    guard: yes\\n    databases: {} \\n  x: | db-manager.yaml:8 | protection
            """)
    void an_unknown_key_is_named_with_file_line_and_the_keys_that_exist(
            String good, String bad, String line, String valid) {
        project.write("db-manager.yaml", Project.CONFIGURATION.replaceFirst(good, bad.replace("\\n", "\n")));
        Answer answer = project.unchanged("status").fails(10, "db-manager.yaml", line);
        assertThat(answer.err()).contains(valid);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"environments: [", "a: b: c", "environments:\n\tdev: {}", "x: \"open", "? [", "%YAML 9", "a: *b"
            })
    void yaml_that_is_none_is_refused_with_the_line(String yaml) {
        project.write("db-manager.yaml", "backups: backups\n" + yaml + "\n");
        project.unchanged("migrate").fails(10, "db-manager.yaml:");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {last: 2}              | [1, 2]          | db-manager.yaml:2
            {last: 2}              | {last: many}    | db-manager.yaml:2
            {last: 2}              | {last: -3}      | db-manager.yaml:2
            {last: 2}              | {last: 99999999999} | db-manager.yaml:2
            {last: 2}              | {}              | db-manager.yaml:2
            [uploads]              | {a: b}          | db-manager.yaml:6
            "sqlite:data/shop.db"  | [a, b]          | db-manager.yaml:6
            "sqlite:data/shop.db"  | 7               | db-manager.yaml:6
            dev:                   | "../dev":       | db-manager.yaml:4
            """)
    void a_value_of_the_wrong_type_is_refused_with_its_line(String good, String bad, String line) {
        project.write("db-manager.yaml", Project.CONFIGURATION.replace(good, bad));
        project.unchanged("status").fails(10, "db-manager.yaml", line);
    }

    @Test
    void bytes_that_are_no_text_are_refused() {
        project.write("db-manager.yaml", new byte[] {'a', ':', ' ', (byte) 0xC3, (byte) 0x28, '\n'});
        project.unchanged("status").fails(10, "db-manager.yaml");
        project.write("db-manager.yaml", new byte[1000]);
        project.unchanged("status").fails(10, "db-manager.yaml");
    }

    @Test
    void a_configuration_that_explodes_is_refused_quickly() {
        StringBuilder bomb = new StringBuilder("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
        for (int i = 1; i < 12; i++) {
            bomb.append("a" + i + ": &a" + i + " [" + ("*a" + (i - 1) + ", ").repeat(9) + "*a" + (i - 1) + "]\n");
        }
        project.write("db-manager.yaml", bomb.toString());
        project.unchanged("status").fails(10, "db-manager.yaml");
        project.write("db-manager.yaml", "a: " + "[".repeat(100_000) + "]".repeat(100_000));
        project.unchanged("status").fails(10, "db-manager.yaml");
    }

    @Test
    void a_missing_variable_matters_only_to_the_environment_that_needs_it() {
        project.unchanged("status").works();
        project.unchanged("status", "--env", "production").fails(10, "SHOP_URL");
        project.with("SHOP_URL", "").unchanged("status", "--env", "production").fails(10, "SHOP_URL");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "mysql://u:geheim@h/d",
                "sqlite:",
                "shop.db",
                "jdbc:oracle:thin:@h",
                "postgres://u:geheim@/",
                "://",
                "sqlite://u:geheim@host/x.db"
            })
    void a_url_that_nobody_understands_is_refused_without_its_password(String url) {
        for (String command : List.of("status", "migrate", "backup", "doctor")) {
            project.unchanged(command, "--url", url).fails(10).never("geheim");
        }
        project.with("SHOP_URL", url)
                .unchanged("status", "--env", "production")
                .fails(10)
                .never("geheim");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "postgresql://shop:geheim@localhost/shop",
                "postgresql+asyncpg://shop:geheim@localhost:5432/shop?sslmode=require",
                "jdbc:postgresql://localhost/shop?user=shop&password=geheim",
                "postgres://shop:ge%40geheim@localhost/shop"
            })
    void an_engine_that_is_not_there_yet_is_refused_without_its_password(String url) {
        for (String[] command : Commands.ALL) {
            String[] typed = Commands.with(command, "--url", url);
            Answer answer = project.run(typed);
            assertThat(answer.code()).as(answer.toString()).isNotZero().isNotEqualTo(1);
            answer.never("geheim", "ge%40");
        }
        assertThat(project.products()).isEqualTo("tea coffee cocoa");
        assertThat(new String(project.read("database_operations.log"), StandardCharsets.UTF_8))
                .doesNotContain("geheim");
    }

    @Test
    void an_unknown_environment_or_database_is_refused_with_those_that_exist() {
        project.unchanged("migrate", "--env", "prodction").fails(10, "prodction", "production");
        project.unchanged("migrate", "--db", "shopp").fails(10, "shopp", "shop");
        project.with("DB_MANAGER_ENV", "stage").unchanged("status").fails(10, "stage", "dev");
    }

    @Test
    void a_configuration_given_by_name_must_be_there() {
        for (String command : List.of("status", "migrate", "backup", "init", "doctor", "environments")) {
            project.unchanged(command, "--config", "elsewhere.yaml").fails(10, "elsewhere.yaml");
            project.unchanged(command, "--config", "uploads").fails(10, "uploads");
        }
    }

    @Test
    void a_configuration_that_cannot_be_read_is_refused() throws IOException {
        assumeTrue(OtherUser.isPossible(), "another user is needed, which only root can become");
        OtherUser.owns(folder);
        Files.setPosixFilePermissions(project.path("db-manager.yaml"), java.util.Set.of());
        try (Child child = OtherUser.dbManager(folder, "status", "--config", "db-manager.yaml")) {
            child.answer().fails(10, "db-manager.yaml");
        }
        try (Child child = OtherUser.dbManager(folder, "status")) {
            child.answer().fails(10, "db-manager.yaml");
        }
    }

    @Test
    void a_migrations_folder_that_is_not_there_is_said_to_be_so() {
        project.write(
                "db-manager.yaml",
                Project.CONFIGURATION.replaceFirst("migrations: migrations", "migrations: elsewhere"));
        for (String command : List.of("migrate", "status", "validate", "repair")) {
            project.unchanged(command).fails(10, "elsewhere").never("marks it deleted");
        }
    }

    @Test
    void a_migrations_folder_that_is_a_file_or_unreadable_is_refused() throws IOException {
        project.write("notes.txt", "not a folder\n");
        project.write(
                "db-manager.yaml",
                Project.CONFIGURATION.replaceFirst("migrations: migrations", "migrations: notes.txt"));
        project.unchanged("migrate").fails(10, "notes.txt");
        project.unchanged("status").fails(10, "notes.txt");

        assumeTrue(OtherUser.isPossible(), "another user is needed, which only root can become");
        project.write("db-manager.yaml", Project.CONFIGURATION);
        OtherUser.owns(folder);
        Files.setPosixFilePermissions(project.path("migrations"), java.util.Set.of());
        try (Child child = OtherUser.dbManager(folder, "migrate")) {
            child.answer().fails(10, "migrations");
        }
    }
}
