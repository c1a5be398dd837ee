package dbmanager.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dbmanager.problem.Problem.Kind;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class EmulatorCommandTest {
    /** The address, or all that is said in JSON. */
    private static final Pattern UP =
            Pattern.compile("(?<=FIRESTORE_EMULATOR_HOST=)\\S+|\\{.*\"port\":.*}", Pattern.DOTALL);

    @TempDir
    Path folder;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    /** Runs the command as long as the work with its address lasts. */
    private <T> T emulator(Work<T> work, String... options) throws Exception {
        String[] words = new String[options.length + 3];
        System.arraycopy(new String[] {"emulator", "--port", "0"}, 0, words, 0, 3);
        System.arraycopy(options, 0, words, 3, options.length);
        PrintStream print = new PrintStream(out, true, StandardCharsets.UTF_8);
        PrintStream talk = new PrintStream(err, true, StandardCharsets.UTF_8);
        Surroundings surroundings = new Surroundings(
                Map.of(),
                folder,
                "tester@here",
                "17",
                Clock.systemUTC(),
                () -> ZoneOffset.UTC,
                print,
                talk,
                false,
                question -> Optional.empty());
        out.reset();
        Thread command = new Thread(() -> DbManager.run(surroundings, words));
        command.start();
        try {
            return work.with(await(
                    () -> {
                        Matcher matcher = UP.matcher(out.toString(StandardCharsets.UTF_8));
                        return matcher.find() ? Optional.of(matcher.group()) : Optional.empty();
                    },
                    command));
        } finally {
            command.interrupt();
            command.join();
        }
    }

    private interface Work<T> {
        T with(String address) throws Exception;
    }

    private String await(Callable<Optional<String>> answer, Thread command) throws Exception {
        for (Optional<String> found = answer.call(); ; found = answer.call()) {
            if (found.isPresent()) {
                return found.get();
            }
            assertThat(command.isAlive())
                    .describedAs(out.toString(StandardCharsets.UTF_8) + err.toString(StandardCharsets.UTF_8))
                    .isTrue();
            Thread.sleep(20);
        }
    }

    private static String get(String address, String path) throws Exception {
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create("http://" + address + path))
                                .timeout(Duration.ofSeconds(60))
                                .build(),
                        HttpResponse.BodyHandlers.ofString())
                .body();
    }

    @Test
    void it_answers_as_long_as_the_command_runs() throws Exception {
        String said = emulator(address -> get(address, "/"));
        assertThat(said).startsWith("Ok");
    }

    @Test
    void it_begins_with_exported_documents() throws Exception {
        new Cli(folder).file("seed/users.json", "{\"users\": [{\"id\": \"ann\", \"name\": \"Ann\"}]}");
        String document = emulator(
                address -> get(address, "/v1/projects/shop/databases/(default)/documents/users/ann"),
                "--seed",
                "seed",
                "--project",
                "shop");
        assertThat(document).contains("\"stringValue\": \"Ann\"");
    }

    @Test
    void what_it_persists_is_there_the_next_time() throws Exception {
        new Cli(folder).file("users.json", "{\"users\": [{\"id\": \"ann\", \"name\": \"Ann\"}]}");
        emulator(address -> 0, "--persist", "kept.db", "--seed", "users.json");
        String document = emulator(
                address -> get(address, "/v1/projects/demo-local/databases/(default)/documents/users/ann"),
                "--persist",
                "kept.db");
        assertThat(document).contains("\"stringValue\": \"Ann\"");
    }

    @Test
    void its_answer_in_json_comes_while_it_runs() throws Exception {
        JsonObject answer = emulator(said -> JsonParser.parseString(said).getAsJsonObject(), "--json");
        assertThat(answer.keySet()).containsExactlyInAnyOrder("command", "exit_code", "host", "port");
    }

    @Test
    void what_is_told_of_a_seed_is_no_part_of_the_answer() throws Exception {
        new Cli(folder).file("users.json", "{\"users\": [{\"id\": \"ann\"}]}");
        String answer = emulator(said -> out.toString(StandardCharsets.UTF_8), "--json", "--seed", "users.json");
        assertThat(JsonParser.parseString(answer).isJsonObject()).isTrue();
        assertThat(err.toString(StandardCharsets.UTF_8)).contains("users: 1 added");
    }

    @Test
    void nonsense_is_refused_before_anything_starts() throws Exception {
        Cli cli = new Cli(folder);
        assertThat(cli.run("emulator", "--fault", "Commit:NOPE").exitCode()).isEqualTo(Kind.USAGE.exitCode());
        assertThat(cli.run("emulator", "--port", "70000").exitCode()).isEqualTo(Kind.USAGE.exitCode());
        assertThat(cli.run("emulator", "--port", "0", "--project", "shop/orders")
                        .exitCode())
                .isEqualTo(Kind.USAGE.exitCode());
        assertThat(cli.run("emulator", "--port", "0", "--indexes", "nowhere").exitCode())
                .isEqualTo(Kind.USAGE.exitCode());
        cli.file("indexes.json", "{\"indexes\": [{}]}");
        assertThat(cli.run("emulator", "--port", "0", "--indexes", "indexes.json")
                        .exitCode())
                .isEqualTo(Kind.CONFIGURATION.exitCode());
        assertThat(cli.run("emulator", "--port", "0", "--seed", "nowhere").exitCode())
                .isEqualTo(Kind.USAGE.exitCode());
    }
}
