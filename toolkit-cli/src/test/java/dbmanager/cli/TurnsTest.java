package dbmanager.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonParser;
import dbmanager.environment.DatabaseSettings;
import dbmanager.environment.DatabaseUrl;
import dbmanager.environment.Environment;
import dbmanager.environment.Settings;
import dbmanager.problem.Problem;
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
import java.util.function.UnaryOperator;
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
        return session(environment -> environment).act(work);
    }

    private Session session(UnaryOperator<Environment> as) throws IOException {
        Files.writeString(folder.resolve("db-manager.yaml"), """
                environments:
                  dev:
                    databases:
                      first: {url: "sqlite:first.db"}
                      second: {url: "sqlite:second.db"}
                      third: {url: "sqlite:third.db"}
                    signals: {metrics: {file: first.prom}}
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
        Environment environment = as.apply(settings.environment("dev"));
        return new Session(
                "backup-all",
                surroundings,
                settings,
                environment,
                environment.databases(),
                Printer.ofErrors(surroundings, false));
    }

    private List<String> outcomes() throws IOException {
        return Files.readAllLines(folder.resolve("database_operations.log")).stream()
                .map(line -> JsonParser.parseString(line)
                        .getAsJsonObject()
                        .get("outcome")
                        .getAsString())
                .toList();
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
        assertThat(outcomes()).containsExactly("unexpected", "done", "done", "unexpected", "done", "done");
    }

    /** Where the others stand is what somebody needs who has to go on by hand. */
    @Test
    void a_bug_in_the_middle_of_a_joint_work_names_what_is_done_and_what_is_not() throws IOException {
        int exitCode = session(environment -> environment).act(new ConsentOptions(), new Session.Joint<String>() {
            @Override
            public String judge(Toolkit toolkit) {
                return toolkit.database().name();
            }

            @Override
            public View carryOut(Toolkit toolkit, String judged) {
                if (judged.equals("second")) {
                    throw new IllegalStateException("a bug");
                }
                return new Done(judged);
            }

            @Override
            public View leave(String judged) {
                return new Done("not " + judged);
            }

            @Override
            public Problem stopped(Problem cause, List<String> done, List<String> rest) {
                return new Stopped(cause, done + " done, " + rest + " not");
            }
        });

        assertThat(exitCode).isEqualTo(1);
        assertThat(err.toString(StandardCharsets.UTF_8))
                .contains("unexpected illegalstateexception: a bug", "state: [first] done, [second, third] not")
                .contains("\tat dbmanager.");
    }

    private static final class Stopped extends Problem {
        private static final long serialVersionUID = 1L;

        Stopped(Problem cause, String state) {
            super(cause.kind(), cause.getMessage(), state, cause.next(), cause);
        }
    }

    /** What is null where nothing may be is a bug that shows when a backend is opened, and not before. */
    @SuppressWarnings("NullOptional")
    private static Environment withABug(Environment environment) {
        return new Environment(
                environment.name(),
                environment.guardian(),
                environment.unseen(),
                environment.databases().stream()
                        .map(database -> new DatabaseSettings(
                                database.name(),
                                DatabaseUrl.parse("firestore://demo-shop", Path.of("/")),
                                database.migrations(),
                                false,
                                database.model(),
                                database.files(),
                                null,
                                database.credentials(),
                                database.checks(),
                                database.expectation()))
                        .toList(),
                environment.choice());
    }

    @Test
    void a_bug_in_what_looks_at_the_backups_for_the_metrics_changes_nothing_about_the_work() throws IOException {
        int exitCode = session(TurnsTest::withABug)
                .act(toolkit -> new Done(toolkit.database().name()));
        assertThat(exitCode).isZero();

        exitCode = session(TurnsTest::withABug)
                .actTogether(
                        new ConsentOptions(),
                        List.of(),
                        toolkits -> new Session.Conclusion(
                                toolkits.stream()
                                        .map(toolkit -> toolkit.database().name())
                                        .map(name -> Turn.answered(name, new Done(name)))
                                        .toList(),
                                new Done("all of it")));

        assertThat(exitCode).isZero();
        assertThat(out.toString(StandardCharsets.UTF_8)).contains("third is done", "all of it is done");
        assertThat(err.toString(StandardCharsets.UTF_8))
                .contains("warning: the metrics of third stay as they were: unexpected ");
        assertThat(outcomes()).hasSize(6).containsOnly("done");
    }

    private static void throwAsItIs(Throwable bug) {
        if (bug instanceof Error error) {
            throw error;
        }
        throw (RuntimeException) bug;
    }
}
