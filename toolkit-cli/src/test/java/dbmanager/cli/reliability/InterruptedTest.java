package dbmanager.cli.reliability;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
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
    void of_several_databases_those_are_named_to_which_nothing_was_done() {
        Project project = Project.migrated(folder);
        project.write("db-manager.yaml", """
                environments:
                  dev:
                    databases:
                      shop: {url: "sqlite:data/shop.db", migrations: migrations}
                      crm: {url: "sqlite:crm.db", migrations: migrations}
                      log: {url: "sqlite:log.db", migrations: migrations}
                """);
        project.write("migrations/V2__slow.sql", Slow.endless("slow"));
        try (Child child = child(project, "migrate")) {
            Slow.awaitMigration(project);
            child.signal("INT");
            child.answer().fails(130, "interrupted: migrate of shop", "nothing was done to crm, log");
        }
        assertThat(project.path("crm.db")).doesNotExist();
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

    @ParameterizedTest
    @ValueSource(strings = {"INT", "TERM"})
    void an_emulator_that_is_ended_leaves_all_its_documents_in_its_one_file(String signal) throws Exception {
        Project project = Project.migrated(folder);
        try (Child child = child(project, "emulator", "--port", "0", "--persist", "kept.db")) {
            put(address(child), "users/ann");
            child.signal(signal);
            assertThat(child.answer().code()).isEqualTo(130);
        }
        assertThat(project.path("kept.db-wal")).doesNotExist();
        Files.copy(project.path("kept.db"), project.path("copy.db"));
        try (Connection copy = DriverManager.getConnection("jdbc:sqlite:" + project.path("copy.db"));
                ResultSet paths = copy.createStatement().executeQuery("SELECT path FROM documents")) {
            assertThat(paths.getString(1)).isEqualTo("users/ann");
        }
    }

    private static String address(Child child) {
        Pattern told = Pattern.compile("FIRESTORE_EMULATOR_HOST=(\\S+)\\R");
        for (Matcher matcher = told.matcher(child.said()); child.isAlive(); matcher = told.matcher(child.said())) {
            if (matcher.find()) {
                return matcher.group(1);
            }
        }
        throw new AssertionError("it has ended: " + child.answer());
    }

    private static void put(String address, String path) throws Exception {
        URI document = URI.create("http://" + address + "/v1/projects/shop/databases/(default)/documents/" + path);
        HttpRequest request = HttpRequest.newBuilder(document)
                .method("PATCH", HttpRequest.BodyPublishers.ofString("{}"))
                .build();
        assertThat(HttpClient.newHttpClient()
                        .send(request, HttpResponse.BodyHandlers.ofString())
                        .statusCode())
                .isEqualTo(200);
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
