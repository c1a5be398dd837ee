package dbmanager.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dbmanager.environment.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

/** The files under examples/ and the page about them: what can be known of them without an engine for containers. */
class ExamplesTest {
    private static final Path EXAMPLES = Path.of("../examples");
    private static final Path PAGE = Path.of("../docs/containers.md");
    private static final Pattern CALL = Pattern.compile("(?:^|\\s)(?:\\S*/)?db-manager +(?<words>[a-z-]+( .*)?)");

    private static Object yaml(String file) throws IOException {
        return new Load(LoadSettings.builder().build()).loadFromString(Files.readString(EXAMPLES.resolve(file)));
    }

    private static Object in(Object yaml, String... path) {
        Object here = yaml;
        for (String key : path) {
            assertThat(here).isInstanceOf(Map.class);
            here = ((Map<?, ?>) here).get(key);
        }
        return here;
    }

    /** Command lines of db-manager, as the words that follow its name. */
    private static List<List<String>> calls() throws IOException {
        List<List<String>> calls = new ArrayList<>();
        Map<?, ?> services = (Map<?, ?>) in(yaml("compose/compose.yaml"), "services");
        services.values().stream()
                .filter(service -> "db-manager".equals(in(service, "image")))
                .forEach(service -> calls.add(((List<?>) in(service, "command"))
                        .stream().map(Object::toString).toList()));
        for (Object job : ((Map<?, ?>) in(yaml("github/migrate.yml"), "jobs")).values()) {
            for (Object step : (List<?>) in(job, "steps")) {
                Optional.ofNullable(in(step, "run")).ifPresent(run -> calls.addAll(calls(run.toString())));
            }
        }
        calls.addAll(calls(blocks(Files.readString(PAGE))));
        return calls;
    }

    private static String blocks(String page) {
        StringBuilder blocks = new StringBuilder();
        boolean inside = false;
        for (String line : page.lines().toList()) {
            if (line.startsWith("```")) {
                inside = !inside && line.equals("```sh");
            } else if (inside) {
                blocks.append(line).append('\n');
            }
        }
        return blocks.toString();
    }

    private static List<List<String>> calls(String script) {
        return script.lines()
                .filter(line -> !line.contains("docker build"))
                .flatMap(line -> CALL.matcher(line).results())
                .map(call -> List.of(call.group(1).strip().split(" +")))
                .toList();
    }

    @TestFactory
    Stream<DynamicTest> every_command_line_is_one_that_db_manager_understands() throws IOException {
        List<List<String>> calls = calls();
        assertThat(calls).hasSizeGreaterThan(10);
        CommandLine all = new CommandLine(CommandSpec.create());
        CommandTable.addAllTo(all);
        return calls.stream()
                .distinct()
                .map(words -> DynamicTest.dynamicTest(
                        String.join(" ", words),
                        () -> assertThat(all.parseArgs(words.toArray(String[]::new))
                                        .subcommands())
                                .isNotEmpty()));
    }

    @Test
    void the_configuration_of_the_compose_example_is_one_and_its_migrations_are_there() {
        Settings settings = Settings.read(
                Optional.empty(),
                EXAMPLES.resolve("compose"),
                Map.of("DATABASE_URL", "postgresql://shop:x@postgres/shop"));

        Path migrations = settings.environment("dev").databases().get(0).migrations();

        assertThat(migrations.resolve("V1__products.sql")).isRegularFile();
        assertThat(migrations.resolve("undo/U1__products.sql")).isRegularFile();
    }

    @Test
    void the_application_starts_when_the_migrations_are_done_and_they_when_the_database_is_healthy()
            throws IOException {
        Object compose = yaml("compose/compose.yaml");

        assertThat(in(compose, "services", "app", "depends_on", "migrate", "condition"))
                .isEqualTo("service_completed_successfully");
        assertThat(in(compose, "services", "migrate", "depends_on", "postgres", "condition"))
                .isEqualTo("service_healthy");
        assertThat((Collection<?>) in(compose, "services", "postgres", "healthcheck", "test"))
                .isNotEmpty();
        assertThat(EXAMPLES.resolve("compose")
                        .resolve(in(compose, "services", "migrate", "build", "context")
                                .toString())
                        .resolve(in(compose, "services", "migrate", "build", "dockerfile")
                                .toString()))
                .isRegularFile();
    }

    @Test
    void what_is_kept_outlives_who_took_it_and_a_program_for_backups_is_as_new_as_its_server() throws IOException {
        assertThat(in(yaml("github/migrate.yml"), "jobs", "production", "runs-on"))
                .as("a backup on a runner of GitHub is thrown away with it")
                .isEqualTo("self-hosted");
        assertThat(in(yaml("github/migrate.yml"), "jobs", "production", "env", "BACKUPS")
                        .toString())
                .startsWith("/");
        Object compose = yaml("compose/compose.yaml");
        String image = Files.readString(EXAMPLES.resolve("Dockerfile"));
        assertThat(image).contains("jre-noble", "install -d -o db-manager -g db-manager /work /work/backups");
        assertThat(in(compose, "services", "postgres", "image"))
                .as("noble has pg_dump 16")
                .isEqualTo("postgres:16");
        assertThat(in(compose, "services", "postgres", "healthcheck", "test").toString())
                .as("the first server listens on its socket only")
                .contains("pg_isready -h 127.0.0.1 ");
    }

    @Test
    void no_secret_stands_in_the_workflow_and_the_image_runs_as_nobody() throws IOException {
        assertThat(in(yaml("github/migrate.yml"), "jobs", "production", "env", "DATABASE_URL"))
                .isEqualTo("${{ secrets.DATABASE_URL }}");
        List<String> lines = Files.readAllLines(EXAMPLES.resolve("Dockerfile"));
        assertThat(lines.stream().filter(line -> line.startsWith("FROM ")))
                .hasSize(2)
                .noneMatch(line -> line.endsWith(":latest") || !line.contains(":"));
        assertThat(lines).contains("USER 10001:10001", "ENTRYPOINT [\"/opt/db-manager/db-manager\"]");
        assertThat(lines.stream().filter(line -> line.startsWith("ADD ") || line.contains("sudo")))
                .isEmpty();
        assertThat(lines.indexOf("USER 10001:10001"))
                .as("nothing is installed by nobody")
                .isGreaterThan(lines.size() - 5);
        for (String copied : List.of("db-manager", "toolkit-cli/src/dist/training")) {
            assertThat(Path.of("..", copied)).exists();
        }
    }
}
