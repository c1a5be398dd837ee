package dbmanager.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonParser;
import dbmanager.environment.Environment;
import dbmanager.environment.Settings;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What one database meets that nobody expected, and those behind it. */
class TurnsTest {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @TempDir
    private Path folder;

    private record Done(String database) implements View {
        @Override
        public Map<String, Object> json() {
            return Map.of();
        }

        @Override
        public void text(Printer printer) {
            printer.line("%s is done", database);
        }

        @Override
        public Map<String, String> deeds() {
            return Map.of("did", "it");
        }
    }

    private int act(Function<Toolkit, View> work) throws IOException {
        Files.writeString(folder.resolve("db-manager.yaml"), """
                environments:
                  dev:
                    databases:
                      first: {url: "sqlite:first.db"}
                      second: {url: "sqlite:second.db"}
                """);
        Surroundings surroundings = new Surroundings(
                Map.of(),
                folder,
                "tester@here",
                "17 (test)",
                Clock.systemUTC(),
                () -> ZoneOffset.UTC,
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                false,
                question -> Optional.empty());
        Settings settings = Settings.read(Optional.empty(), folder, Map.of());
        Environment environment = settings.environment("dev");
        return new Session(
                        "backup-all",
                        surroundings,
                        settings,
                        environment,
                        environment.databases(),
                        Printer.ofErrors(surroundings, false))
                .act(work);
    }

    @Test
    void a_bug_at_one_database_keeps_no_other_from_its_turn_and_the_journal_has_both() throws IOException {
        for (Throwable bug : List.of(new IllegalStateException("a bug"), new NoClassDefFoundError("a bug"))) {
            out.reset();
            err.reset();

            int exitCode = act(toolkit -> {
                String database = toolkit.database().name();
                if (database.equals("first")) {
                    throwAsItIs(bug);
                }
                return new Done(database);
            });

            assertThat(exitCode).isEqualTo(1);
            assertThat(out.toString(StandardCharsets.UTF_8)).contains("second is done");
            assertThat(err.toString(StandardCharsets.UTF_8))
                    .contains("error: unexpected ", ": a bug", "\tat dbmanager.", "next:  run `db-manager status`");
        }
        assertThat(Files.readAllLines(folder.resolve("database_operations.log")))
                .extracting(line -> JsonParser.parseString(line)
                        .getAsJsonObject()
                        .get("outcome")
                        .getAsString())
                .containsExactly("unexpected", "done", "unexpected", "done");
    }

    private static void throwAsItIs(Throwable bug) {
        if (bug instanceof Error error) {
            throw error;
        }
        throw (RuntimeException) bug;
    }
}
