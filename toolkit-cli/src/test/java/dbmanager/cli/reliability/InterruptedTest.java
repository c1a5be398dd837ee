package dbmanager.cli.reliability;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Ctrl-C, and an orderly `kill`: the command says what it left, the journal knows of it, and nothing lies about. */
final class InterruptedTest {
    /** A shell that starts tests in the background makes them deaf for SIGINT, and their children too. */
    private static final List<String> ALL_EARS = List.of("env", "--default-signal=INT");

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"INT", "TERM"})
    void an_interrupted_migration_says_so_and_is_taken_back(String signal) throws IOException {
        Project project = Project.migrated(folder);
        project.write("migrations/V2__slow.sql", Slow.endless("slow"));
        try (Child child = child(project, "migrate")) {
            Slow.awaitMigration(project);
            child.signal(signal);
            Answer answer = child.answer();
            answer.fails(130, "interrupted: migrate of shop");
            assertThat(answer.toString()).contains("state: ", "db-manager status");
        }
        assertThat(lastOfJournal(project).get("operation").getAsString()).isEqualTo("migrate");
        assertThat(lastOfJournal(project).get("outcome").getAsString()).isEqualTo("interrupted");
        project.run("status").works("pending");
        assertThat(project.versions()).isEqualTo("1 1");
        project.isSound();
    }

    @Test
    void an_interrupted_export_leaves_no_file_and_no_line_in_the_journal() throws IOException {
        Project project = Project.migrated(folder);
        project.grow(150);
        project.write("out/old.json", "an earlier export\n");
        JsonObject before = lastOfJournal(project);
        try (Child child = child(project, "export", "--to", "out/old.json")) {
            awaitDraft(project.path("out"), child);
            child.signal("INT");
            child.answer().fails(130, "interrupted: export of shop", "nothing was changed");
        }
        try (Stream<Path> files = Files.list(project.path("out"))) {
            assertThat(files).containsExactly(project.path("out/old.json"));
        }
        assertThat(project.path("out/old.json")).hasContent("an earlier export\n");
        assertThat(lastOfJournal(project)).isEqualTo(before);
    }

    @Test
    void a_program_reads_it_as_json() {
        Project project = Project.migrated(folder);
        project.write("migrations/V2__slow.sql", Slow.endless("slow"));
        try (Child child = child(project, "migrate", "--json")) {
            Slow.awaitMigration(project);
            child.signal("INT");
            JsonObject answer = JsonParser.parseString(child.answer().out()).getAsJsonObject();
            assertThat(answer.get("exit_code").getAsInt()).isEqualTo(130);
            JsonObject database = answer.getAsJsonArray("databases").get(0).getAsJsonObject();
            assertThat(database.getAsJsonObject("error").get("kind").getAsString())
                    .isEqualTo("interrupted");
        }
    }

    private static Child child(Project project, String... typed) {
        assumeTrue(Child.has("env", "--default-signal=INT", "true"), "no `env` that can reset signals");
        return Child.dbManager(project.folder(), ALL_EARS, typed);
    }

    private static void awaitDraft(Path out, Child child) throws IOException {
        while (child.isAlive()) {
            try (Stream<Path> files = Files.list(out)) {
                if (files.anyMatch(file -> file.toString().endsWith(".part"))) {
                    return;
                }
            }
        }
    }

    private static JsonObject lastOfJournal(Project project) throws IOException {
        List<String> lines = Files.readAllLines(project.path("database_operations.log"));
        return JsonParser.parseString(lines.get(lines.size() - 1)).getAsJsonObject();
    }
}
